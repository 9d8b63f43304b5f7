// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class StudyFile : public StudyFolder {
  protected:
    // The values along the only axis of a grid in which [parameters] reads so.
    std::vector<double> axis(const std::string& text) const {
        return plan(on_island + "[parameters]\n" + text).axes.at(0).values;
    }

    double integration(const std::string& text) const {
        return plan(on_island + text).scenario(0)[0];
    }
};

TEST_F(StudyFile, NeedsAModelAndItsTheatresOnly) {
    const Study s = study(on_island);
    EXPECT_EQ(s.title, "study");  // the file's name
    EXPECT_EQ(s.model, "alliance");
    EXPECT_EQ(s.theatres.size(), 1U);
    EXPECT_TRUE(s.parameters.empty());
    EXPECT_TRUE(s.settings.empty());
    EXPECT_EQ(s.design.kind, DesignKind::grid);
    EXPECT_FALSE(s.output.file);
    EXPECT_TRUE(s.output.variables.empty());
    EXPECT_EQ(s.output.precision, results::ElementType::float32);
    EXPECT_EQ(s.output.compression, results::Compression::deflate);
    EXPECT_FALSE(s.output.significant_bits);
    EXPECT_EQ(s.output.parameters, StoredParameters::float64);
    EXPECT_EQ(s.patron.label, "United States");
}

TEST_F(StudyFile, MayBeginWithAByteOrderMarkAndEndLinesLikeWindows) {
    const Study s = study(
        "\xEF\xBB\xBF"
        "model = \"alliance\"\r\ntheatres = [\"island.toml\"]\r\n");
    EXPECT_EQ(s.model, "alliance");
}

TEST_F(StudyFile, TakesTheSpellingsOfATheatresParameter) {
    EXPECT_EQ(integration("[parameters]\n\"island.integration\" = 0.25"), 0.25);
    EXPECT_EQ(integration("[parameters]\nisland.integration = 0.25"), 0.25);
    EXPECT_EQ(integration("[parameters]\nisland = { integration = 0.25 }"), 0.25);
    EXPECT_EQ(integration("[parameters.island]\nintegration = 0.25"), 0.25);
    EXPECT_EQ(integration("parameters.island.integration = 0.25"), 0.25);
}

TEST_F(StudyFile, TakesTheSpellingsOfAnAxis) {
    const std::vector<double> thirds = {0, 0.5, 1};
    EXPECT_EQ(axis("mirror = [0, 0.5, 1]"), thirds);
    EXPECT_EQ(axis("mirror = { values = [0, 0.5, 1] }"), thirds);
    EXPECT_EQ(axis("mirror = { from = 0, to = 1, points = 3 }"), thirds);
    EXPECT_EQ(axis("mirror = { from = 0, to = 1, points = 3.0, scale = \"linear\" }"), thirds);
    EXPECT_EQ(axis("[parameters.mirror]\nfrom = 0\nto = 1\npoints = 3"), thirds);
    EXPECT_EQ(axis("mirror.from = 0\nmirror.to = 1\nmirror.points = 3"), thirds);
    EXPECT_EQ(axis("mirror = [1, 0, 0.5]"), (std::vector<double>{1, 0, 0.5}));
    EXPECT_EQ(axis("mirror = { from = 1, to = 0, points = 2 }"), (std::vector<double>{1, 0}));
    EXPECT_EQ(axis("mirror = [0.5]"), std::vector<double>{0.5});
    EXPECT_EQ(axis("mirror = { from = 0.5, to = 0.5, points = 1 }"), std::vector<double>{0.5});
}

TEST_F(StudyFile, SpreadsPointsAsAPersonWouldWriteThem) {
    EXPECT_EQ(axis("mirror = { from = 0, to = 1, points = 11 }"),
              (std::vector<double>{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}));
}

TEST_F(StudyFile, SpreadsPointsOfALogScaleByEqualFactors) {
    const auto values = axis("mirror = { from = 0.001, to = 1, points = 4, scale = \"log\" }");
    ASSERT_EQ(values.size(), 4U);
    EXPECT_EQ(values[0], 0.001);
    EXPECT_NEAR(values[1], 0.01, 1e-17);
    EXPECT_NEAR(values[2], 0.1, 1e-16);
    EXPECT_EQ(values[3], 1);
}

TEST_F(StudyFile, TakesTheSpellingsOfLinkedValues) {
    const std::string linked = on_both +
                               "[[linked]]\naxis = \"trust\"\n"
                               "parameters = [\"island.belief\", \"coast.belief\"]\n";
    using Lists = std::vector<std::vector<double>>;
    for (const char* same : {"from = 0.25\nto = 0.75\npoints = 3", "values = [0.25, 0.5, 0.75]",
                             "values = [[0.25, 0.5, 0.75], [0.25, 0.5, 0.75]]"}) {
        const Plan p = plan(linked + same);
        EXPECT_EQ(p.axes.at(0).name, "trust");
        EXPECT_EQ(p.axes[0].values, (std::vector<double>{0.25, 0.5, 0.75}));
        EXPECT_EQ(p.axes[0].parameter_values, (Lists{{0.25, 0.5, 0.75}, {0.25, 0.5, 0.75}}));
    }
    // Lists of their own may repeat a value; the axis counts its points then.
    const Plan p = plan(linked + "values = [[0.25, 0.5, 0.5], [0.75, 0.75, 0.5]]");
    EXPECT_EQ(p.axes.at(0).values, (std::vector<double>{0, 1, 2}));
    EXPECT_EQ(p.axes[0].parameter_values, (Lists{{0.25, 0.5, 0.5}, {0.75, 0.75, 0.5}}));
}

TEST_F(StudyFile, GivesWholeNumbersInAnySpelling) {
    EXPECT_EQ(std::get<double>(study(on_island + "horizon = 1e1").settings.at("horizon").value),
              10);
    EXPECT_EQ(std::get<double>(study(on_island + "horizon = 0x0A").settings.at("horizon").value),
              10);
    const std::string design = on_island + "[design]\nkind = \"random\"\nscenarios = ";
    EXPECT_EQ(study(design + "1_000_000").design.scenarios, 1'000'000U);
    EXPECT_EQ(study(design + "1e6").design.scenarios, 1'000'000U);
    EXPECT_EQ(study(design + "9223372036854775807").design.scenarios,
              std::uint64_t{9223372036854775807});
}

TEST_F(StudyFile, ReadsTheDesignAndTheOutput) {
    const Study s = study(on_island +
                          "[design]\nkind = \"sobol\"\nscenarios = 64\nseed = 7\n"
                          "scrambling = \"digital_shift\"\n"
                          "[output]\nfile = \"out/x.h5\"\nvariables = [\"status\", \"island.*\"]\n"
                          "precision = \"float64\"\ncompression = \"none\"\n"
                          "significant_bits = 52\nparameters = \"float32\"\n");
    EXPECT_EQ(s.design.kind, DesignKind::sobol);
    EXPECT_EQ(s.design.scenarios, 64U);
    EXPECT_EQ(s.design.seed, 7U);
    EXPECT_EQ(s.design.scrambling, Scrambling::digital_shift);
    EXPECT_EQ(s.output.file, file("out/x.h5"));
    ASSERT_EQ(s.output.variables.size(), 2U);
    EXPECT_EQ(s.output.variables[1].first, "island.*");
    EXPECT_EQ(s.output.precision, results::ElementType::float64);
    EXPECT_EQ(s.output.compression, results::Compression::none);
    EXPECT_EQ(s.output.significant_bits, 52);
    EXPECT_EQ(s.output.parameters, StoredParameters::float32);
}

TEST_F(StudyFile, ReadsThePatron) {
    const Study s =
        study(on_island + "[patron]\nname = \"Atlantis\"\ngdp_bn_usd = 1000\nburden = 0.05\n");
    EXPECT_EQ(s.patron.label, "Atlantis");
    EXPECT_EQ(s.patron.gdp, 1000);
    EXPECT_EQ(s.patron.burden, 0.05);
    const kernels::Patron usual;
    EXPECT_EQ(study(on_island + "[patron]\nburden = 0.05\n").patron.gdp, usual.gdp);
}

TEST_F(StudyFile, FindsOtherFilesFromItsOwnFolder) {
    std::filesystem::create_directories(file("studies/deep"));
    std::filesystem::create_directory(file("theatres"));
    std::filesystem::rename(file("island.toml"), file("theatres/island.toml"));
    std::filesystem::rename(file("island.csv"), file("theatres/island.csv"));
    write("studies/table.csv", "mirror\n0.5\n");
    write("studies/deep/study.toml",
          "model = \"alliance\"\ntheatres = [\"../../theatres/island.toml\"]\n"
          "[design]\nkind = \"table\"\nfile = \"../table.csv\"\n[output]\nfile = \"x.h5\"\n");
    const Study s = read_study(file("studies/deep/study.toml"));
    EXPECT_EQ(s.theatres.at(0).members.size(), 2U);
    EXPECT_EQ(s.design.table, file("studies/table.csv"));
    EXPECT_EQ(s.output.file, file("studies/deep/x.h5"));
}

TEST_F(StudyFile, TakesAbsolutePathsAsTheyAre) {
    const std::string theatre = file("island.toml").string();
    const Study s = study("model = \"alliance\"\ntheatres = [\"" + theatre + "\"]\n",
                          {{"output.file", "/elsewhere/x.h5"}});
    EXPECT_EQ(s.theatres.size(), 1U);
    EXPECT_EQ(s.output.file, "/elsewhere/x.h5");
}

TEST_F(StudyFile, KeepsTheTextsOfItsFiles) {
    const Study s = study(on_island + "# to the letter\n");
    ASSERT_EQ(s.texts.size(), 3U);
    EXPECT_EQ(s.texts[0].name, "study");
    EXPECT_EQ(s.texts[0].text, on_island + "# to the letter\n");
    EXPECT_EQ(s.texts[1].name, "island.theatre");
    EXPECT_EQ(s.texts[1].text, theatre_text("island"));
    EXPECT_EQ(s.texts[2].name, "island.members");
}

}  // namespace
}  // namespace entente::driver
