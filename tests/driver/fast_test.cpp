// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/driver/blocks.hpp"
#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

using Kind = Blocks::Kind;

// Saltelli, Tarantola and Chan (1999), table 1 (M = 4): with a highest frequency of 8 a curve takes
// 65 points and the others have 1; with 32, 257 points and up to 4; with 64, 513 and up to 8.
TEST(Fast, HasThePublishedFrequencies) {
    const std::pair<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> published[] = {
        {65, {8, 1}}, {257, {32, 4}}, {513, {64, 8}}};
    for (const auto& [points, frequencies] : published) {
        const Blocks blocks = blocks_of_kind(Kind::fast, 9, points);
        EXPECT_EQ(fast_frequency(blocks, 3, 3), frequencies.first);
        std::uint64_t most = 0;
        for (std::size_t other = 0; other < 9; ++other) {
            if (other != 3) most = std::max(most, fast_frequency(blocks, 3, other));
        }
        EXPECT_EQ(most, frequencies.second);
    }
}

// No harmonic up to the M-th of the factor of interest is beyond what the points can tell apart,
// and none of another factor is that high.
TEST(Fast, FrequenciesDoNotInterfere) {
    for (const int harmonics : {1, 2, 4, 6}) {
        const auto m = static_cast<std::uint64_t>(harmonics);
        for (const std::size_t factors : {1U, 2U, 3U, 10U, 60U}) {
            for (const std::uint64_t points :
                 {least_fast_points(m), least_fast_points(m) + 50, 64 * least_fast_points(m)}) {
                Blocks blocks = blocks_of_kind(Kind::fast, factors, points);
                blocks.harmonics = harmonics;
                for (std::size_t f = 0; f < factors; ++f) {
                    const std::uint64_t own = fast_frequency(blocks, f, f);
                    EXPECT_LE(2 * m * own + 1, points);
                    std::vector<std::uint64_t> others;
                    for (std::size_t other = 0; other < factors; ++other) {
                        if (other == f) continue;
                        const std::uint64_t theirs = fast_frequency(blocks, f, other);
                        EXPECT_GE(theirs, 1U);
                        EXPECT_LE(2 * m * theirs, own);
                        others.push_back(theirs);
                    }
                    // Each has its own while there are enough.
                    std::sort(others.begin(), others.end());
                    if (others.size() <= own / (2 * m)) {
                        EXPECT_EQ(std::adjacent_find(others.begin(), others.end()), others.end());
                    }
                }
            }
        }
    }
}

TEST(Fast, PlacesAreTheArcSinesOfTheirWaves) {
    constexpr std::size_t factors = 3;
    constexpr std::uint64_t replicates = 2, points = 128;
    const Blocks blocks = blocks_of_kind(Kind::fast, factors, points * replicates, replicates);
    const auto columns = filled(*make_fast(unit_cube(factors), blocks), 0, blocks.count * factors);
    std::vector<double> phases;
    for (std::uint64_t r = 0; r < replicates; ++r) {
        for (std::size_t f = 0; f < factors; ++f) {
            for (std::size_t c = 0; c < factors; ++c) {
                std::vector<double> curve(points);
                for (std::uint64_t b = 0; b < blocks.count; ++b) {
                    if (blocks.replicate(b) == r) {
                        curve[blocks.rank(b)] = columns[c][b * factors + f];
                    }
                }
                // The wave sin(w s + phase) behind them is found by its cosine and its sine part.
                const auto w = static_cast<double>(fast_frequency(blocks, f, c));
                double cosine = 0, sine = 0;
                const double turn = 2 * std::numbers::pi / static_cast<double>(points);
                for (std::size_t s = 0; s < points; ++s) {
                    const double wave = std::sin(std::numbers::pi * (curve[s] - 0.5));
                    cosine += wave * std::cos(w * turn * static_cast<double>(s));
                    sine += wave * std::sin(w * turn * static_cast<double>(s));
                }
                const double phase = std::atan2(cosine, sine);
                for (std::size_t s = 0; s < points; ++s) {
                    const double wave = std::sin(w * turn * static_cast<double>(s) + phase);
                    // An arc sine near 1 loses half of the digits.
                    ASSERT_NEAR(curve[s], 0.5 + std::asin(wave) / std::numbers::pi, 1e-7);
                }
                phases.push_back(phase);
            }
        }
    }
    std::sort(phases.begin(), phases.end());
    EXPECT_EQ(std::adjacent_find(phases.begin(), phases.end(),
                                 [](double a, double b) { return b - a < 1e-6; }),
              phases.end());
}

// A wave that goes around w times passes every height as long: the points of a curve are as uniform
// as their number divided by the common part of it and w allows.
TEST(Fast, CurvesAreUniform) {
    constexpr std::size_t factors = 4;
    constexpr std::uint64_t points = 1021;  // a prime
    const Blocks blocks = blocks_of_kind(Kind::fast, factors, points);
    const auto columns = filled(*make_fast(unit_cube(factors), blocks), 0, points * factors);
    for (std::size_t f = 0; f < factors; ++f) {
        for (std::size_t c = 0; c < factors; ++c) {
            std::vector<double> curve;
            for (std::size_t s = 0; s < points; ++s) curve.push_back(columns[c][s * factors + f]);
            std::sort(curve.begin(), curve.end());
            // The phases are N evenly spaced ones, and two straight lines have half of them each.
            for (std::size_t k = 0; k < points; ++k) {
                const double rank = (static_cast<double>(k) + 0.5) / static_cast<double>(points);
                ASSERT_NEAR(curve[k], rank, 1.5 / static_cast<double>(points));
            }
        }
    }
}

}  // namespace
}  // namespace entente::driver
