// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <gtest/gtest.h>

#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

using Columns = std::vector<std::vector<double>>;

TEST(Grid, LastAxisIsFastest) {
    const auto grid = make_grid({{{1, 2}}, {{10, 20, 30}}});
    EXPECT_EQ(grid->shape(), (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(filled(*grid, 0, 6), (Columns{{1, 1, 1, 2, 2, 2}, {10, 20, 30, 10, 20, 30}}));
}

TEST(Grid, ColumnsOfOneAxisMoveTogetherAndKeepTheirOrder) {
    const auto grid = make_grid({{{1, 2}, {-1, -2}}, {{7}}, {{5, 6}, {50, 60}, {500, 600}}});
    EXPECT_EQ(grid->shape(), (std::vector<std::uint64_t>{2, 1, 2}));
    EXPECT_EQ(grid->columns(), 6U);
    EXPECT_EQ(filled(*grid, 0, 4), (Columns{{1, 1, 2, 2},
                                            {-1, -1, -2, -2},
                                            {7, 7, 7, 7},
                                            {5, 6, 5, 6},
                                            {50, 60, 50, 60},
                                            {500, 600, 500, 600}}));
}

TEST(Grid, OnePointIsAScenario) {
    EXPECT_EQ(filled(*make_grid({{{0.25}}}), 0, 1), (Columns{{0.25}}));
}

TEST(Grid, StartsAnywhereInAnAxis) {
    const auto grid = make_grid({{{1, 2, 3}}, {{1, 2}}, {{1, 2, 3, 4}}});
    EXPECT_EQ(filled(*grid, 11, 7),
              (Columns{{2, 2, 2, 2, 2, 3, 3}, {1, 2, 2, 2, 2, 1, 1}, {4, 1, 2, 3, 4, 1, 2}}));
}

// Digits of the index in mixed radix, by division: what fill() finds by counting.
std::vector<std::uint64_t> digits(std::uint64_t index, const std::vector<std::uint64_t>& shape) {
    std::vector<std::uint64_t> result(shape.size());
    for (std::size_t a = shape.size(); a-- > 0; index /= shape[a]) result[a] = index % shape[a];
    return result;
}

// `scenarios`: the product of `shape`.
void expect_digits(const std::vector<std::uint64_t>& shape, std::uint64_t scenarios) {
    std::vector<Columns> axes;
    for (const std::uint64_t points : shape) {
        std::vector<double> values(points);
        for (std::size_t i = 0; i < points; ++i) values[i] = static_cast<double>(i);
        axes.push_back({values});
    }
    const auto grid = make_grid(axes);
    std::mt19937_64 random(1);
    for (int round = 0; round < 50; ++round) {
        const std::size_t count = 1 + random() % 3000;
        const std::uint64_t last = scenarios - count;
        const std::uint64_t first = round == 0 ? last : random() % last;
        const auto columns = filled(*grid, first, count);
        for (std::size_t i = 0; i < count; ++i) {
            const auto expected = digits(first + i, shape);
            for (std::size_t a = 0; a < shape.size(); ++a) {
                ASSERT_EQ(columns[a][i], static_cast<double>(expected[a])) << first + i;
            }
        }
    }
}

TEST(Grid, ValuesAreTheDigitsOfTheIndex) {
    expect_digits({5, 1, 7, 2, 333}, std::uint64_t{5} * 7 * 2 * 333);
}

TEST(Grid, ScenariosNear2To63AreExact) {
    // 2^20 * 2^20 * 3 * 2^20 * 2 = 6 * 2^60, just below 2^63.
    const std::uint64_t axis = std::uint64_t{1} << 20;
    expect_digits({axis, axis, 3, axis, 2}, 6 * (std::uint64_t{1} << 60));
}

}  // namespace
}  // namespace entente::driver
