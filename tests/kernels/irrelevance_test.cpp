// SPDX-License-Identifier: Apache-2.0
//
// Parameters that cannot matter in a corner of the alliance model, and must not: not in one bit.
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

using Changes = std::vector<std::pair<std::string, double>>;

// Columns that `change` moves in some plausible scenario, after `fixed` was applied to it.
std::vector<std::string> moved_outputs(const BothSides& sides, const Changes& fixed,
                                       const Changes& change) {
    std::vector<std::string> moved;
    for (Values scenario : sample(sides.instance().parameters(), Region::plausible, 50, 17)) {
        for (const auto& [name, value] : fixed) scenario[sides.parameter(name)] = value;
        const Values before = sides.kernel(widest_isa(), scenario);
        for (const auto& [name, value] : change) scenario[sides.parameter(name)] = value;
        const Values after = sides.kernel(widest_isa(), scenario);
        for (std::size_t c = 0; c < before.size(); ++c) {
            if (before[c] != after[c]) moved.push_back(sides.column_output(c));
        }
    }
    return moved;
}

const Changes differentiated{{"europe.differentiation", 1}, {"asia.differentiation", 1}};
const Changes collective{{"europe.differentiation", 0}, {"asia.differentiation", 0}};
const std::vector<std::string> none;

TEST(Irrelevance, OfTheNormTargetToAllButComplianceWhenAlliesNegotiateAlone) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    const auto moved = moved_outputs(sides, differentiated, {{"norm_target", 0.0125}});
    EXPECT_FALSE(moved.empty());
    for (const std::string& output : moved) EXPECT_EQ(output, "compliance");
}

TEST(Irrelevance, OfTheNormWeightWhenAlliesNegotiateAloneAndAlwaysHave) {
    // In Europe the weight acts through the calibration, in Asia it does not.
    std::vector<reference::Theatre> theatres{reference::europe_2019(), reference::asia_2019()};
    const BothSides europe({theatres[0]}, reference::united_states_2019, 30);
    const BothSides asia({theatres[1]}, reference::united_states_2019, 30);
    const Changes change{{"norm_weight", 0.0031}};
    EXPECT_EQ(moved_outputs(asia, {{"asia.differentiation", 1}}, change), none);
    EXPECT_FALSE(moved_outputs(europe, {{"europe.differentiation", 1}}, change).empty());
}

TEST(Irrelevance, OfTheNormWeightInTheCalibrationOfThoseWhoMetTheNorm) {
    reference::Theatre theatre = reference::europe_2019();
    for (reference::Ally& ally : theatre.allies) ally.burden += 0.02;
    const BothSides sides({theatre}, reference::united_states_2019, 30);
    EXPECT_EQ(moved_outputs(sides, {{"europe.differentiation", 1}}, {{"norm_weight", 0.0031}}),
              none);
}

TEST(Irrelevance, OfDemandAndBargainingWhenAlliesNegotiateTogether) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    EXPECT_EQ(moved_outputs(sides, collective,
                            {{"demand", 6.5}, {"bargaining", 0.77}, {"dispute_sharpness", 3.3}}),
              none);
}

TEST(Irrelevance, OfIntegrationsPriceAndPoolingToHubAndSpoke) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    EXPECT_EQ(moved_outputs(sides, {{"europe.integration", 0}, {"asia.integration", 0}},
                            {{"autonomy_cost", 0.013}, {"reputation_pooling", 1.7}}),
              none);
}

TEST(Irrelevance, OfThePatronsConductToAlliesWhoSeeNoSignal) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    EXPECT_EQ(moved_outputs(sides, {{"signal", 0}},
                            {{"committed0", 0.9},
                             {"deeds", 0.1},
                             {"mirror", 0.9},
                             {"europe.rhetoric", 0.9},
                             {"asia.rhetoric", -0.9}}),
              none);
}

TEST(Irrelevance, OfMarginsWhenNobodyEverLeaves) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    const auto moved =
        moved_outputs(sides, {{"exit_rate", 0}},
                      {{"exit_sensitivity", 111}, {"plan_b_cost", 0.027}, {"drift", 0.0027}});
    EXPECT_FALSE(moved.empty());
    for (const std::string& output : moved) {
        EXPECT_TRUE(output == "margin_min" || output == "member_margin" ||
                    output == "self_reliance")
            << output;
    }
}

TEST(Irrelevance, OfTheOtherTheatreToTheFirstIsOverOnceItIsMirrored) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    EXPECT_FALSE(
        moved_outputs(sides, {{"mirror", 0.5}, {"europe.belief", 0.4}}, {{"europe.belief", 0.9}})
            .empty());
}

}  // namespace
}  // namespace entente::kernels
