// SPDX-License-Identifier: Apache-2.0
//
// What an analysis file gives back, and that damage to it shows.
#include "results/analysis_file.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class AnalysisFile : public tests::ScratchFolder {};

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Analysis sample() {
    return {.dimensions = {{.name = "output",
                            .long_name = "output",
                            .units = "1",
                            .size = 2,
                            .values = {},
                            .labels = {"europe.stability", "asia.stability"}},
                           {.name = "factor",
                            .long_name = "factor",
                            .units = "1",
                            .size = 2,
                            .values = {},
                            .labels = {"recovery", "mirror"}},
                           {.name = "factor_2",
                            .long_name = "the other factor",
                            .units = "1",
                            .size = 2,
                            .values = {},
                            .labels = {"recovery", "mirror"}},
                           {.name = "points",
                            .long_name = "base points",
                            .units = "1",
                            .size = 3,
                            .values = {64, 128, 256}}},
            .arrays = {{.name = "sobol_second",
                        .long_name = "interaction",
                        .units = "1",
                        .dimensions = {"output", "factor", "factor_2"},
                        .values = {none, 0.1, 0.1, none, none, -0.25, -0.25, none},
                        .attributes = {{"estimator", std::string("Saltelli 2002")}}},
                       {.name = "variance",
                        .long_name = "variance",
                        .units = "1",
                        .dimensions = {"output"},
                        .values = {1e-300, 3}},
                       {.name = "trace",
                        .long_name = "a trace",
                        .units = "km",
                        .dimensions = {"points", "factor"},
                        .values = {1, 2, 3, 4, 5, 6}}},
            .attributes = {{"title", std::string("what matters")}, {"level", 0.95}},
            .texts = {{"study", "title = \"what matters\"\n"}}};
}

void expect_same(const std::vector<double>& a, const std::vector<double>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) << i;
    }
}

TEST_F(AnalysisFile, GivesBackWhatWasWritten) {
    const auto file = this->file("analysis.h5");
    const Analysis written = sample();
    write_analysis(PartialFolder(file), written);
    EXPECT_FALSE(std::filesystem::exists(partial_path(file)));
    EXPECT_TRUE(is_analysis(file));
    const Analysis read = read_analysis(file);
    EXPECT_EQ(read.attributes, written.attributes);
    EXPECT_EQ(read.texts, written.texts);
    ASSERT_EQ(read.dimensions.size(), written.dimensions.size());
    for (std::size_t d = 0; d < read.dimensions.size(); ++d) {
        EXPECT_EQ(read.dimensions[d].name, written.dimensions[d].name);
        EXPECT_EQ(read.dimensions[d].labels, written.dimensions[d].labels);
        EXPECT_EQ(read.dimensions[d].values, written.dimensions[d].values);
    }
    ASSERT_EQ(read.arrays.size(), written.arrays.size());
    for (std::size_t a = 0; a < read.arrays.size(); ++a) {
        EXPECT_EQ(read.arrays[a].name, written.arrays[a].name);
        EXPECT_EQ(read.arrays[a].units, written.arrays[a].units);
        EXPECT_EQ(read.arrays[a].dimensions, written.arrays[a].dimensions);
        EXPECT_EQ(read.arrays[a].attributes, written.arrays[a].attributes);
        expect_same(read.arrays[a].values, written.arrays[a].values);
    }
}

TEST_F(AnalysisFile, RefusesWhatDoesNotFit) {
    const auto file = this->file("analysis.h5");
    const auto refused = [&](Analysis analysis) {
        EXPECT_THROW(write_analysis(PartialFolder(file), analysis), std::invalid_argument);
        EXPECT_FALSE(std::filesystem::exists(file));
    };
    Analysis analysis = sample();
    analysis.arrays[0].values.pop_back();
    refused(analysis);
    analysis = sample();  // whoever takes the attributes of a result file
    analysis.attributes.emplace_back("format", std::string("entente-results"));
    refused(analysis);
    analysis = sample();
    analysis.arrays[1].dimensions = {"nowhere"};
    refused(analysis);
    analysis = sample();
    analysis.arrays[1].name = "sobol_second";
    refused(analysis);
    analysis = sample();
    analysis.arrays[0].dimensions = {"output", "factor", "factor"};
    refused(analysis);
}

// Each byte of the numbers and of the labels is under the checksum; one changed is one found.
TEST_F(AnalysisFile, ShowsDamage) {
    const auto file = this->file("analysis.h5");
    write_analysis(PartialFolder(file), sample());
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (const std::string& what : {std::string("mirror"), std::string("what matters\"")}) {
        std::string damaged = bytes;
        const auto at = damaged.find(what);
        ASSERT_NE(at, std::string::npos);
        damaged[at] ^= 1;
        std::ofstream(file, std::ios::binary) << damaged;
        EXPECT_THROW(static_cast<void>(read_analysis(file)), std::runtime_error) << what;
    }
}

TEST_F(AnalysisFile, IsNotAnyFile) {
    const auto file = this->file("text");
    std::ofstream(file) << "text";
    EXPECT_FALSE(is_analysis(file));
    EXPECT_FALSE(is_analysis(this->file("nothing")));
    EXPECT_THROW(static_cast<void>(read_analysis(file)), std::runtime_error);
}

}  // namespace
}  // namespace entente::results
