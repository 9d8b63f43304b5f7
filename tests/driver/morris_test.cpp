// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "driver/designs/morris_selection.hpp"
#include "tests/driver/blocks.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

using Kind = Blocks::Kind;

Blocks morris(std::size_t factors, std::uint64_t count, int levels = 4) {
    Blocks blocks = blocks_of_kind(Kind::morris, factors, count);
    blocks.levels = levels;
    return blocks;
}

TEST(Morris, MovesOneFactorAtATimeAsItsStepsSay) {
    const std::vector<Factor> groups = {{"a", {0, 3}}, {"b", {1}}, {"c", {2, 4}}};
    for (const auto& factors : {groups, single_columns(5)}) {
        for (const int levels : {2, 4, 10}) {
            const Blocks blocks = morris(factors.size(), 300, levels);
            const auto columns = filled(*make_morris(unit_cube(5), blocks, factors), 0,
                                        blocks.count * blocks.scenarios);
            const double change = levels / (2.0 * (levels - 1));
            for (std::uint64_t b = 0; b < blocks.count; ++b) {
                std::vector<MorrisStep> steps(factors.size());
                morris_steps(blocks, b, steps.data());
                std::set<std::size_t> moved;
                for (std::size_t k = 0; k < steps.size(); ++k) {
                    EXPECT_TRUE(moved.insert(steps[k].factor).second);
                    const std::size_t i = b * blocks.scenarios + k;
                    const auto& mine = factors[steps[k].factor].columns;
                    // Levels are divisions and a step is one: an ulp of 1 between them.
                    EXPECT_NEAR(columns[mine[0]][i + 1] - columns[mine[0]][i], steps[k].change,
                                0x1p-52);
                    for (std::size_t c = 0; c < 5; ++c) {
                        const double step = columns[c][i + 1] - columns[c][i];
                        const bool moves = std::find(mine.begin(), mine.end(), c) != mine.end();
                        EXPECT_NEAR(std::abs(step), moves ? change : 0, 0x1p-52);
                    }
                }
            }
        }
    }
}

TEST(Morris, AllLevelsAndDirectionsAreEquallyProbable) {
    constexpr int levels = 6;
    constexpr std::size_t n = 20'000;
    const std::vector<Factor> factors = {{"a", {0, 1}}, {"b", {2}}};
    const Blocks blocks = morris(2, n, levels);
    const auto columns =
        filled(*make_morris(unit_cube(3), blocks, factors), 0, n * blocks.scenarios);
    for (std::size_t c = 0; c < 3; ++c) {
        std::vector<std::uint64_t> starts(levels), ends(levels);
        for (std::size_t b = 0; b < n; ++b) {
            const auto level = [&](std::size_t i) {
                const double at = columns[c][b * 3 + i] * (levels - 1);
                EXPECT_NEAR(at, std::round(at), 1e-12);
                return static_cast<std::size_t>(std::round(at));
            };
            ++starts[level(0)];
            ++ends[level(2)];
        }
        EXPECT_LT(chi_square(starts), unlikely_chi_square(levels - 1));
        EXPECT_LT(chi_square(ends), unlikely_chi_square(levels - 1));
    }
    // The columns of a group go up and down independently, and which is first is even.
    std::vector<std::uint64_t> directions(4), first(2);
    for (std::size_t b = 0; b < n; ++b) {
        const auto rises = [&](std::size_t c) {
            return std::size_t{columns[c][b * 3] < columns[c][b * 3 + 2]};
        };
        ++directions[2 * rises(0) + rises(1)];
        ++first[columns[0][b * 3] != columns[0][b * 3 + 1]];
    }
    EXPECT_LT(chi_square(directions), unlikely_chi_square(3));
    EXPECT_LT(chi_square(first), unlikely_chi_square(1));
}

TEST(Morris, AllOrdersAreEquallyProbable) {
    constexpr std::size_t n = 24'000;
    const Blocks blocks = morris(4, n);
    std::map<std::vector<std::size_t>, std::uint64_t> orders;
    for (std::uint64_t b = 0; b < n; ++b) {
        std::array<MorrisStep, 4> steps{};
        morris_steps(blocks, b, steps.data());
        std::vector<std::size_t> order;
        for (const MorrisStep& step : steps) order.push_back(step.factor);
        ++orders[order];
    }
    std::vector<std::uint64_t> counts;
    for (const auto& [order, count] : orders) counts.push_back(count);
    ASSERT_EQ(counts.size(), 24U);
    EXPECT_LT(chi_square(counts), unlikely_chi_square(23));
}

double spread(const Blocks& blocks, const std::vector<Factor>& factors,
              const std::vector<std::uint64_t>& chosen) {
    double sum = 0;
    for (const std::uint64_t a : chosen) {
        for (const std::uint64_t b : chosen) {
            if (a >= b) continue;
            const double d = trajectory_distance(blocks, factors, a, b);
            sum += d * d;
        }
    }
    return sum;
}

// Campolongo et al.'s distance of trajectories, from their points.
TEST(MorrisSelection, TheDistanceIsTheSumOverAllPairsOfPoints) {
    const auto factors = single_columns(3);
    const Blocks blocks = morris(3, 10);
    const auto columns = filled(*make_morris(unit_cube(3), blocks, factors), 0, 40);
    double sum = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            double squares = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                squares += std::pow(columns[c][4 * 2 + i] - columns[c][4 * 7 + j], 2);
            }
            sum += std::sqrt(squares);
        }
    }
    // 16 distances of floats, each with a few roundings of 2^-24.
    EXPECT_NEAR(trajectory_distance(blocks, factors, 2, 7), sum, 1e-5);
}

// Of 12 trajectories all choices of 4 can be looked at: the greedy one is near the best and far
// above the usual.
TEST(MorrisSelection, IsNearTheBestOfAllChoices) {
    const auto factors = single_columns(3);
    double share = 0;
    constexpr int seeds = 20;
    for (int seed = 0; seed < seeds; ++seed) {
        Blocks blocks = morris(3, 12);
        blocks.seed = static_cast<std::uint64_t>(seed);
        double best = 0, mean = 0, choices = 0;
        for (unsigned set = 0; set < 1U << 12; ++set) {
            if (std::popcount(set) != 4) continue;
            std::vector<std::uint64_t> chosen;
            for (std::uint64_t m = 0; m < 12; ++m) {
                if ((set >> m & 1U) != 0) chosen.push_back(m);
            }
            const double found = spread(blocks, factors, chosen);
            best = std::max(best, found);
            mean += found;
            ++choices;
        }
        mean /= choices;
        const auto chosen = most_spread(blocks, factors, 4);
        EXPECT_EQ(std::set<std::uint64_t>(chosen.begin(), chosen.end()).size(), 4U);
        share += (spread(blocks, factors, chosen) - mean) / (best - mean) / seeds;
    }
    EXPECT_GT(share, 0.8);
    EXPECT_LE(share, 1 + 1e-12);
}

TEST(MorrisSelection, ChosenTrajectoriesKeepTheirPointsAndSteps) {
    const auto factors = single_columns(4);
    Blocks blocks = morris(4, 50);
    const auto all = filled(*make_morris(unit_cube(4), blocks, factors), 0, 250);
    const Blocks before = blocks;
    blocks.chosen = most_spread(blocks, factors, 6);
    blocks.count = 6;
    const auto few = filled(*make_morris(unit_cube(4), blocks, factors), 0, 30);
    for (std::size_t b = 0; b < 6; ++b) {
        for (std::size_t i = 0; i < 5; ++i) {
            for (std::size_t c = 0; c < 4; ++c) {
                EXPECT_EQ(few[c][b * 5 + i], all[c][blocks.chosen[b] * 5 + i]);
            }
        }
        std::array<MorrisStep, 4> mine{}, theirs{};
        morris_steps(blocks, b, mine.data());
        morris_steps(before, blocks.chosen[b], theirs.data());
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_EQ(mine[k].factor, theirs[k].factor);
            EXPECT_EQ(mine[k].change, theirs[k].change);
        }
    }
}

}  // namespace
}  // namespace entente::driver
