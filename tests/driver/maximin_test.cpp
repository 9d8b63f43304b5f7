// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/maximin.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

std::vector<std::vector<std::uint32_t>> strata(std::size_t columns, std::uint64_t n,
                                               Criterion criterion, std::uint64_t seed) {
    std::vector<std::vector<std::uint32_t>> result;
    for (const auto& column :
         filled(*make_latin_hypercube(unit_cube(columns), n, seed, criterion), 0, n)) {
        auto& to = result.emplace_back();
        for (const double u : column) {
            to.push_back(static_cast<std::uint32_t>(u * static_cast<double>(n)));
        }
    }
    return result;
}

bool is_latin(std::vector<std::uint32_t> column) {
    std::sort(column.begin(), column.end());
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (column[i] != i) return false;
    }
    return true;
}

TEST(Maximin, IsALatinHypercubeWhosePointsAreFartherApart) {
    for (const std::size_t columns : {2U, 5U, 12U}) {
        for (const std::uint64_t n : {20U, 100U}) {
            const auto plain = strata(columns, n, Criterion::none, 3);
            const auto improved = strata(columns, n, Criterion::maximin, 3);
            for (const auto& column : improved) EXPECT_TRUE(is_latin(column));
            // At least twice the squared distance, and in 2 columns many times.
            EXPECT_GE(least_squared_distance(improved), 2 * least_squared_distance(plain))
                << columns << " " << n;
            EXPECT_EQ(improved, strata(columns, n, Criterion::maximin, 3));
            EXPECT_NE(improved, strata(columns, n, Criterion::maximin, 4));
        }
    }
}

// The best hypercubes of two columns are known (van Dam, Husslage, den Hertog and Melissen,
// "Maximin Latin hypercube designs in two dimensions", Operations Research 55 (2007)): of 10
// points, those whose least squared distance is 10; of 20, 18.
TEST(Maximin, IsNearTheBestThatThereIs) {
    std::int64_t ten = 0, twenty = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        ten = std::max(ten, least_squared_distance(strata(2, 10, Criterion::maximin, seed)));
        twenty = std::max(twenty, least_squared_distance(strata(2, 20, Criterion::maximin, seed)));
    }
    EXPECT_LE(ten, 10);
    EXPECT_LE(twenty, 18);
    EXPECT_GE(ten, 8);
    EXPECT_GE(twenty, 13);
}

TEST(Maximin, TakesAnyNumberOfPointsAndColumns) {
    for (const std::uint64_t n : {1U, 2U, 3U}) {
        for (const std::size_t columns : {1U, 2U, 3U}) {
            for (const auto& column : strata(columns, n, Criterion::maximin, 1)) {
                EXPECT_TRUE(is_latin(column));
            }
        }
    }
    for (const auto& column : strata(3, most_maximin_points, Criterion::maximin, 1)) {
        EXPECT_TRUE(is_latin(column));
    }
}

}  // namespace
}  // namespace entente::driver
