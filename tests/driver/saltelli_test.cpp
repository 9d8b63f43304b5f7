// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/driver/blocks.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

using Kind = Blocks::Kind;

Blocks saltelli(std::size_t factors, std::uint64_t count, std::uint64_t replicates,
                bool second_order = false) {
    Blocks blocks = blocks_of_kind(Kind::saltelli, factors, count, replicates);
    blocks.second_order = second_order;
    blocks.scenarios = scenarios_in_block(blocks);
    return blocks;
}

// The scenarios that a block should have, from its A and B: which columns are from B in each.
std::vector<std::vector<bool>> from_b(const std::vector<Factor>& factors, std::size_t columns,
                                      bool second_order) {
    const std::size_t d = factors.size();
    std::vector<std::vector<bool>> rows(second_order ? 2 * d + 2 : d + 2,
                                        std::vector<bool>(columns, false));
    for (std::size_t f = 0; f < d; ++f) {
        for (const std::size_t c : factors[f].columns) rows[1 + f][c] = true;
    }
    for (std::size_t row = d + 1; row < rows.size(); ++row) rows[row].assign(columns, true);
    for (std::size_t f = 0; second_order && f < d; ++f) {
        for (const std::size_t c : factors[f].columns) rows[d + 1 + f][c] = false;
    }
    return rows;
}

TEST(Saltelli, ExchangesFactorsBetweenTheHalvesOfASobolPoint) {
    const std::vector<Factor> groups = {{"a", {0, 3}}, {"b", {1}}, {"c", {2, 4}}};
    for (const auto& factors : {groups, single_columns(5)}) {
        for (const bool second : {false, true}) {
            const Blocks blocks = saltelli(factors.size(), 200, 1, second);
            const auto points = filled(
                *make_sobol(unit_cube(10), 200, blocks.seed, Scrambling::owen), 0, blocks.count);
            const auto design =
                make_saltelli(unit_cube(5), blocks, factors, Sampling::sobol, Scrambling::owen);
            const auto columns = filled(*design, 0, blocks.count * blocks.scenarios);
            const auto rows = from_b(factors, 5, second);
            ASSERT_EQ(rows.size(), blocks.scenarios);
            for (std::size_t i = 0; i < columns[0].size(); ++i) {
                const std::size_t b = i / rows.size(), row = i % rows.size();
                for (std::size_t c = 0; c < 5; ++c) {
                    ASSERT_EQ(columns[c][i], points[rows[row][c] ? c + 5 : c][b]) << row;
                }
            }
        }
    }
}

// Coordinate `c` of A in the blocks of each replicate, in order.
std::vector<std::vector<double>> by_replicate(const Design& design, const Blocks& blocks,
                                              std::size_t c) {
    const auto columns = filled(design, 0, blocks.count * blocks.scenarios);
    std::vector<std::vector<double>> values(blocks.replicates);
    for (std::uint64_t b = 0; b < blocks.count; ++b) {
        auto& of = values[blocks.replicate(b)];
        EXPECT_EQ(of.size(), blocks.rank(b));
        of.push_back(columns[c][b * blocks.scenarios]);
    }
    return values;
}

TEST(Saltelli, ReplicatesAreIndependentScramblingsOfTheSamePoints) {
    constexpr std::uint64_t replicates = 8, each = 256;
    const Blocks blocks = saltelli(3, replicates * each, replicates);
    for (const auto scrambling : {Scrambling::owen, Scrambling::digital_shift}) {
        const auto design =
            make_saltelli(unit_cube(3), blocks, single_columns(3), Sampling::sobol, scrambling);
        const auto values = by_replicate(*design, blocks, 1);
        const auto alone =
            filled(*make_sobol(unit_cube(3), each, blocks.seed, scrambling), 0, each);
        EXPECT_EQ(values[0], alone[1]);
        for (std::size_t r = 0; r < replicates; ++r) {
            ASSERT_EQ(values[r].size(), each);
            std::vector<bool> taken(each, false);
            for (const double u : values[r]) taken[static_cast<std::size_t>(u * each)] = true;
            EXPECT_EQ(std::count(taken.begin(), taken.end(), true), each);
            for (std::size_t s = 0; s < r; ++s) EXPECT_NE(values[r], values[s]);
        }
    }
}

// Means over replicates have the variance that independent ones have.
TEST(Saltelli, FirstPointsOfManyReplicatesAreUniform) {
    const Blocks blocks = saltelli(2, 64 * 256, 256);
    const auto design =
        make_saltelli(unit_cube(2), blocks, single_columns(2), Sampling::sobol, Scrambling::owen);
    const auto values = by_replicate(*design, blocks, 0);
    std::vector<double> first, second;
    for (const auto& of : values) {
        first.push_back(of[0]);
        second.push_back(of[37]);
    }
    EXPECT_LT(kolmogorov(first), unlikely_kolmogorov);
    EXPECT_LT(kolmogorov(second), unlikely_kolmogorov);
}

TEST(Saltelli, RandomHalvesAreIndependent) {
    constexpr std::size_t n = 20'000;
    const Blocks blocks = saltelli(2, n, 1);
    const auto columns = filled(
        *make_saltelli(unit_cube(2), blocks, single_columns(2), Sampling::random, Scrambling::none),
        0, n * blocks.scenarios);
    std::vector<double> coordinates[4];  // A, B of either column
    for (std::size_t b = 0; b < n; ++b) {
        for (std::size_t c = 0; c < 2; ++c) {
            coordinates[c].push_back(columns[c][b * 4]);
            coordinates[2 + c].push_back(columns[c][b * 4 + 3]);
        }
    }
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_LT(kolmogorov(coordinates[i]), unlikely_kolmogorov);
        for (std::size_t j = 0; j < i; ++j) {
            EXPECT_LT(std::abs(correlation(coordinates[i], coordinates[j])) * std::sqrt(n - 1.0),
                      unlikely_z);
        }
    }
}

TEST(Saltelli, TakesHalfAsManyColumnsAsThereAreDirectionNumbers) {
    const auto make = [](std::size_t columns, Sampling sampling) {
        return make_saltelli(unit_cube(columns), saltelli(columns, 8, 1), single_columns(columns),
                             sampling, Scrambling::none);
    };
    EXPECT_EQ(make(1833, Sampling::sobol)->columns(), 1833U);
    EXPECT_EQ(make(1834, Sampling::random)->columns(), 1834U);
    EXPECT_THROW(make(1834, Sampling::sobol), UserError);
    // Nor as many scramblings as fill the memory.
    EXPECT_THROW(make_saltelli(unit_cube(1000), saltelli(1000, 64 * 256, 256), single_columns(1000),
                               Sampling::sobol, Scrambling::owen),
                 UserError);
}

}  // namespace
}  // namespace entente::driver
