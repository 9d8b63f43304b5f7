// SPDX-License-Identifier: Apache-2.0
//
// Intervals of 95 % hold the truth in 93 to 97 of 100 samples. In 1,000 samples the share that
// holds it has a standard deviation of 0.7 %, so that the bounds are three of them away from the
// nominal level.
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/driver/sensitivity/in_transit.hpp"

namespace entente::driver {
namespace {

constexpr int samples = 1000;

struct Case {
    std::string name, design, intervals;
};

class Coverage : public InTransit, public testing::WithParamInterface<Case> {};

// Ishigami's function, whose indices are by formula (a = 7, b = 0.1).
TEST_P(Coverage, IsNominal) {
    const double pi4 = std::pow(std::numbers::pi, 4);
    const double v1 = 0.5 * std::pow(1 + 0.1 * pi4 / 5, 2), v2 = 49.0 / 8;
    const double v13 = 0.01 * pi4 * pi4 * (1.0 / 18 - 1.0 / 50), v = v1 + v2 + v13;
    const std::vector<std::pair<std::string, std::vector<double>>> truths = {
        {"sobol_first", {v1 / v, v2 / v, 0}}, {"sobol_total", {(v1 + v13) / v, v2 / v, v13 / v}}};
    std::vector<int> held(6);
    for (int seed = 1; seed <= samples; ++seed) {
        const auto found = analyse(text("function = \"ishigami\"",
                                        GetParam().design + "\nseed = " + std::to_string(seed),
                                        "trace = false\n" + GetParam().intervals))
                               .analysis;
        for (std::size_t t = 0; t < truths.size(); ++t) {
            const auto low = numbers(found, truths[t].first + "_low");
            const auto high = numbers(found, truths[t].first + "_high");
            for (std::size_t i = 0; i < 3; ++i) {
                const double truth = truths[t].second[i];
                held[3 * t + i] += low[i] <= truth && truth <= high[i];
            }
        }
    }
    for (std::size_t k = 0; k < held.size(); ++k) {
        const double share = 100.0 * held[k] / samples;
        EXPECT_GE(share, 93) << truths[k / 3].first << ' ' << k % 3 + 1;
        EXPECT_LE(share, 97) << truths[k / 3].first << ' ' << k % 3 + 1;
        RecordProperty(truths[k / 3].first + std::to_string(k % 3 + 1), std::to_string(share));
    }
}

const std::string random_points = "kind = \"saltelli\"\nsampling = \"random\"\npoints = 2048";

INSTANTIATE_TEST_SUITE_P(
    Intervals, Coverage,
    testing::Values(Case{"replicates", "kind = \"saltelli\"\npoints = 4096\nreplicates = 16", ""},
                    Case{"asymptotic", random_points, "intervals = \"asymptotic\""},
                    Case{"bootstrap", random_points, "intervals = \"bootstrap\"\nbootstrap = 200"}),
    [](const testing::TestParamInfo<Case>& tested) { return tested.param.name; });

}  // namespace
}  // namespace entente::driver
