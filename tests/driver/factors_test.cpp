// SPDX-License-Identifier: Apache-2.0
//
// Blocks and factors of a plan, and of the result file that it calls for.
#include <limits>

#include <gtest/gtest.h>

#include "driver/designs/block_attributes.hpp"
#include "driver/plan_design.hpp"
#include "tests/driver/statistics.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

const std::string three =
    "[parameters]\nrecovery = { min = 0, max = 1 }\nmirror = { min = 0, max = 1 }\n"
    "[[linked]]\naxis = \"turns\"\nparameters = [\"relapse\", \"deeds\"]\nmin = 0\nmax = 1\n";
const std::string patron = "[[group]]\nname = \"patron\"\nparameters = [\"recovery\", \"turns\"]\n";

class Factors : public StudyFolder {
  protected:
    Plan designed(const std::string& design, const std::string& parameters = three) const {
        return plan(on_island + parameters + "[design]\n" + design);
    }

    static std::vector<std::string> names(const Plan& plan) {
        std::vector<std::string> result;
        for (const Factor& factor : plan.factors) result.push_back(factor.name);
        return result;
    }

    static void expect_in_file(const Plan& plan) {
        const auto found = structure_from(make_schema(plan).attributes);
        ASSERT_TRUE(found);
        const Blocks &a = found->blocks, &b = plan.blocks;
        EXPECT_EQ(a.kind, b.kind);
        EXPECT_EQ(a.count, b.count);
        EXPECT_EQ(a.scenarios, b.scenarios);
        EXPECT_EQ(a.factors, b.factors);
        EXPECT_EQ(a.replicates, b.replicates);
        EXPECT_EQ(a.second_order, b.second_order);
        EXPECT_EQ(a.levels, b.levels);
        EXPECT_EQ(a.harmonics, b.harmonics);
        EXPECT_EQ(a.step, b.step);
        EXPECT_EQ(a.seed, b.seed);
        EXPECT_EQ(a.chosen, b.chosen);
        ASSERT_EQ(found->factors.size(), plan.factors.size());
        for (std::size_t f = 0; f < plan.factors.size(); ++f) {
            EXPECT_EQ(found->factors[f].name, plan.factors[f].name);
            EXPECT_EQ(found->factors[f].columns, plan.factors[f].columns);
        }
    }
};

using Names = std::vector<std::string>;
using Columns = std::vector<std::size_t>;

TEST_F(Factors, AreColumnsOrGroupsInTheOrderOfTheText) {
    const Plan singles = designed("kind = \"saltelli\"\npoints = 1024\n");
    EXPECT_EQ(names(singles), (Names{"recovery", "mirror", "turns"}));
    EXPECT_EQ(singles.blocks.scenarios, 5U);
    EXPECT_EQ(singles.scenarios, 5U * 1024);
    EXPECT_EQ(singles.blocks.replicates, 16U);
    const Plan grouped = designed("kind = \"morris\"\npoints = 10\n" + patron);
    EXPECT_EQ(names(grouped), (Names{"patron", "mirror"}));
    EXPECT_EQ(grouped.factors[0].columns, (Columns{0, 2}));
    EXPECT_EQ(grouped.factors[1].columns, (Columns{1}));
    EXPECT_EQ(grouped.scenarios, 30U);
}

TEST_F(Factors, OfAGridAreItsAxes) {
    const Plan p = plan(on_island +
                        "[parameters]\nmirror = [0, 1]\nrecovery = [0, 0.5]\n"
                        "[[linked]]\naxis = \"turns\"\nparameters = [\"relapse\", \"deeds\"]\n"
                        "values = [0, 1]\n[[group]]\nname = \"g\"\nparameters = [\"turns\", "
                        "\"mirror\"]\n");
    EXPECT_EQ(names(p), (Names{"g", "recovery"}));
    EXPECT_EQ(p.factors[0].columns, (Columns{0, 2, 3}));
    EXPECT_EQ(p.blocks.kind, Blocks::Kind::single);
    EXPECT_EQ(p.blocks.count, 8U);
    EXPECT_EQ(p.blocks.factors, 2U);
    EXPECT_FALSE(structure_from(make_schema(p).attributes));
}

TEST_F(Factors, AndBlocksAreInTheFile) {
    for (const std::string design :
         {"kind = \"saltelli\"\npoints = 1000\nreplicates = 1\nsecond_order = true\nseed = 9\n",
          "kind = \"saltelli\"\npoints = 4096\nreplicates = 4\n",
          "kind = \"saltelli\"\npoints = 99\nsampling = \"random\"\n",
          "kind = \"morris\"\npoints = 50\nlevels = 8\n",
          "kind = \"morris\"\npoints = 50\noptimised = 7\n",
          "kind = \"fast\"\npoints = 4096\nharmonics = 5\n",
          "kind = \"derivatives\"\npoints = 1024\nstep = 1e-3\n"}) {
        SCOPED_TRACE(design);
        expect_in_file(designed(design));
        if (design.find("fast") != std::string::npos) continue;
        if (design.find("derivatives") != std::string::npos) continue;
        expect_in_file(designed(design + patron));
    }
}

TEST_F(Factors, HaveTheRoleThatTheStudyGivesThem) {
    const auto role = [](const results::Attributes& attributes) {
        const auto* text = results::find<std::string>(attributes, "role");
        return text == nullptr ? std::string("none") : *text;
    };
    const auto schema =
        make_schema(designed("kind = \"random\"\nscenarios = 8\n",
                             "[parameters]\nmirror = { choices = [0.5, 1, 0], role = \"lever\" }\n"
                             "recovery = { min = 0, max = 1, role = \"uncertainty\" }\n"
                             "relapse = { min = 0, max = 1 }\n[[linked]]\naxis = \"x\"\n"
                             "parameters = [\"deeds\"]\nmin = 0\nmax = 1\nrole = \"lever\"\n"));
    std::vector<std::string> roles;
    for (const auto& variable : schema.variables) {
        if (results::find<std::vector<std::string>>(variable.attributes, "parameters") == nullptr) {
            continue;
        }
        roles.push_back(variable.name + " " + role(variable.attributes));
        if (variable.name != "mirror") continue;
        EXPECT_EQ(*results::find<std::string>(variable.attributes, "distribution"),
                  "one of 0.5, 1, 0");
    }
    EXPECT_EQ(roles, (Names{"mirror lever", "recovery uncertainty", "relapse none", "x lever"}));
    const auto grid = make_schema(
        plan(on_island + "[parameters]\nmirror = { values = [0, 1], role = \"lever\" }\n"
                         "deeds = { from = 0, to = 1, points = 3 }\n"));
    EXPECT_EQ(role(grid.design[0].attributes), "lever");
    EXPECT_EQ(role(grid.design[1].attributes), "none");
}

TEST_F(Factors, OfAMorrisDesignHaveEnds) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Distribution normal{Distribution::Kind::normal, 0, infinity, 0, 1};
    check_column(DesignKind::saltelli, normal, "parameter 'x'", {"f", 1, 2});
    try {
        check_column(DesignKind::morris, normal, "parameter 'x'", {"f", 1, 2});
        FAIL();
    } catch (const UserError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "f:1:2: parameter 'x': a Morris design goes to the ends of a range, and this one "
                  "has none (valid: with min and max)");
    }
}

TEST_F(Factors, MayBeCorrelated) {
    const Plan p = designed(
        "kind = \"sobol\"\nscenarios = 4096\n[[correlation]]\nparameters = "
        "[\"recovery\", \"turns\"]\nvalue = 0.8\n");
    // Of uniform columns, Spearman's correlation is Pearson's.
    std::vector<std::vector<double>> columns(p.fixed.size(), std::vector<double>(4096));
    std::vector<double*> pointers;
    for (auto& column : columns) pointers.push_back(column.data());
    p.fill(0, 4096, pointers.data(), true);
    const auto& recovery = columns[p.varied[0]];
    const auto& relapse = columns[p.varied[2]];
    EXPECT_NEAR(correlation(recovery, relapse), 0.8, unlikely_z / std::sqrt(4095.0));
    EXPECT_EQ(relapse, columns[p.followers[0].parameter]);
    EXPECT_EQ(*results::find<std::vector<std::string>>(make_schema(p).attributes, "correlations"),
              (Names{"recovery, turns: 0.8"}));
}

TEST_F(Factors, DamagedAttributesAreRefused) {
    const auto sound =
        make_schema(designed("kind = \"saltelli\"\npoints = 1024\n" + patron)).attributes;
    const auto with = [&](const std::string& name, const results::AttributeValue& value) {
        auto attributes = sound;
        for (auto& [key, old] : attributes) {
            if (key == name) old = value;
        }
        return attributes;
    };
    using Texts = std::vector<std::string>;
    using Numbers = std::vector<std::int64_t>;
    EXPECT_TRUE(structure_from(sound));
    EXPECT_FALSE(structure_from(with("design", std::string("table"))));
    EXPECT_FALSE(structure_from({}));
    for (const auto& damaged :
         {with("points", std::int64_t{0}), with("points", std::int64_t{1} << 62),
          with("points", std::int64_t{1000}), with("points", std::string("many")),
          with("replicates", std::int64_t{0}), with("replicates", std::int64_t{-1}),
          with("seed", std::int64_t{-1}), with("second_order", std::int64_t{2}),
          with("factors", Texts{}), with("factors", Texts{"a", "b", "c"}),
          with("factor_of_column", Numbers{0, 5, 0}), with("factor_of_column", Numbers{0, -1, 0}),
          with("factor_of_column", Numbers{0, 0, 0}), with("factors", std::int64_t{3})}) {
        EXPECT_THROW(structure_from(damaged), std::runtime_error);
    }
}

}  // namespace
}  // namespace entente::driver
