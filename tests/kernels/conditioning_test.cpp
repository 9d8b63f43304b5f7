// SPDX-License-Identifier: Apache-2.0
//
// How much of the parameter space the reference itself can tell to the digits that are compared.
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/agreement.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t scenarios = 1000;
constexpr int jolts = 6;

// Scenarios of a sample in which an output, of those wanted, is ill-conditioned; their names.
template <class Wanted>
std::vector<std::string> ill_conditioned(Region region, const Wanted& wanted) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    std::vector<std::string> found;
    for (const Values& scenario :
         sample(sides.instance().parameters(), region, scenarios, 0xc0de)) {
        const Values moved = movement(sides, scenario, jolts);
        for (std::size_t c = 0; c < moved.size(); ++c) {
            if (moved[c] > ill_conditioned_movement && wanted(sides.column_output(c))) {
                found.push_back(sides.column_name(c));
                break;
            }
        }
    }
    return found;
}

TEST(Conditioning, AtMostTwoPercentOfTheBoxAreIllConditioned) {
    const auto found = ill_conditioned(Region::box, [](const std::string&) { return true; });
    EXPECT_LE(found.size(), scenarios / 50);
}

TEST(Conditioning, NoPlausibleScenarioIsIllConditionedButForThresholds) {
    const auto found = ill_conditioned(
        Region::plausible, [](const std::string& output) { return !has_thresholds(output); });
    EXPECT_EQ(found, std::vector<std::string>{});
}

}  // namespace
}  // namespace entente::kernels
