// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "driver/designs/permutation.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

std::vector<std::uint64_t> table(const Permutation& permutation, std::uint64_t size) {
    std::vector<std::uint64_t> to(size);
    permutation.fill(0, size, to.data());
    return to;
}

bool is_bijection(std::vector<std::uint64_t> to) {
    std::sort(to.begin(), to.end());
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i] != i) return false;
    }
    return true;
}

TEST(Permutation, IsABijectionForEverySize) {
    for (std::uint64_t size = 1; size <= 600; ++size) {
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            ASSERT_TRUE(is_bijection(table(Permutation(size, seed, 1), size))) << size;
        }
    }
    for (const std::uint64_t size :
         {1000U, 4095U, 4096U, 4097U, 65535U, 65536U, 65537U, 99'999U, 1'000'003U}) {
        EXPECT_TRUE(is_bijection(table(Permutation(size, 7, 2), size))) << size;
    }
}

TEST(Permutation, FillIsOneByOne) {
    constexpr std::uint64_t size = (std::uint64_t{1} << 63) - 1;
    const Permutation permutation(size, 3, 4);
    for (const std::uint64_t first : {std::uint64_t{0}, size / 3, size - 100}) {
        std::vector<std::uint64_t> to(100);
        permutation.fill(first, 100, to.data());
        for (std::size_t i = 0; i < to.size(); ++i) {
            ASSERT_LT(to[i], size);
            ASSERT_EQ(to[i], permutation(first + i));
        }
    }
}

TEST(Permutation, BothParitiesOccurForAnOddSquare) {
    std::size_t odd = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto to = table(Permutation(9, seed, 0), 9);
        std::size_t inversions = 0;
        for (std::size_t i = 0; i < 9; ++i) {
            for (std::size_t j = i + 1; j < 9; ++j) inversions += to[i] > to[j] ? 1U : 0U;
        }
        odd += inversions % 2;
    }
    // A fair coin falls on one side 75 times in 100 with a probability below 1e-6.
    EXPECT_GT(odd, 25U);
    EXPECT_LT(odd, 75U);
}

// Seeds as the sample: all orders of a few numbers are equally likely.
TEST(Permutation, EveryOrderOfAFewNumbersIsEquallyLikely) {
    for (const std::uint64_t size : {2U, 3U, 4U, 5U, 6U}) {
        std::map<std::vector<std::uint64_t>, std::size_t> rank;
        std::vector<std::uint64_t> order(size);
        std::iota(order.begin(), order.end(), std::uint64_t{0});
        do {
            rank.emplace(order, rank.size());
        } while (std::next_permutation(order.begin(), order.end()));
        std::vector<std::uint64_t> counts(rank.size());
        for (std::uint64_t seed = 0; seed < 60'000; ++seed) {
            ++counts[rank.at(table(Permutation(size, seed, 0), size))];
        }
        EXPECT_LT(chi_square(counts), unlikely_chi_square(counts.size() - 1)) << size;
    }
}

TEST(Permutation, EveryNumberGoesAnywhereEquallyOften) {
    for (const std::uint64_t size : {7U, 9U, 64U, 100U}) {
        std::vector<std::uint64_t> counts(size * size);
        for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
            const auto to = table(Permutation(size, seed, 0), size);
            for (std::size_t i = 0; i < size; ++i) ++counts[i * size + to[i]];
        }
        // Rows and columns have fixed sums.
        const std::size_t free = (size - 1) * (size - 1);
        const auto scale = static_cast<double>(free) / static_cast<double>(size * (size - 1));
        EXPECT_LT(chi_square(counts) * scale, unlikely_chi_square(free)) << size;
    }
}

TEST(Permutation, NeighboursGoAnywhere) {
    constexpr std::uint64_t size = 1'000'003;
    constexpr std::uint64_t side = 16;
    const auto to = table(Permutation(size, 5, 0), size);
    for (const std::size_t apart : {std::size_t{1}, std::size_t{2}, std::size_t{1001}}) {
        std::vector<std::uint64_t> counts(side * side);
        for (std::size_t i = 0; i + apart < size; ++i) {
            ++counts[to[i] * side / size * side + to[i + apart] * side / size];
        }
        EXPECT_LT(chi_square(counts), unlikely_chi_square(side * side - 1)) << apart;
    }
}

// The stratum that u is in, exactly: u * n without rounding is product + error.
std::uint64_t stratum(double u, std::uint64_t n) {
    const auto count = static_cast<double>(n);
    const double product = u * count;
    const double error = std::fma(u, count, -product);
    const double floor = std::floor(product);
    const bool below = product == floor && error < 0;
    return static_cast<std::uint64_t>(floor) - (below ? 1 : 0);
}

TEST(LatinHypercube, HitsEveryStratumOnce) {
    for (const std::uint64_t n :
         {1U, 2U, 3U, 7U, 1000U, 4096U, 4097U, 65536U, 65537U, 1'000'003U}) {
        const auto columns = filled(*make_latin_hypercube(unit_cube(3), n, 11), 0, n);
        for (const auto& column : columns) {
            std::vector<std::uint64_t> strata;
            for (const double u : column) {
                ASSERT_GT(u, 0);
                ASSERT_LT(u, 1);
                strata.push_back(stratum(u, n));
            }
            EXPECT_TRUE(is_bijection(strata)) << n;
        }
    }
}

// Near both ends, where the division rounds most, and for counts that are not powers of 2.
TEST(LatinHypercube, StaysInItsStratumUpToTheResolutionOfDoubles) {
    for (const std::uint64_t n :
         {(std::uint64_t{1} << 52) - 1, std::uint64_t{1} << 52, (std::uint64_t{1} << 45) + 1}) {
        const auto column =
            filled(*make_latin_hypercube(unit_cube(1), n, 1), n - 50'000, 50'000)[0];
        const Permutation permutation(n, 1, 0);
        for (std::size_t i = 0; i < column.size(); ++i) {
            ASSERT_EQ(stratum(column[i], n), permutation(n - 50'000 + i)) << n;
        }
    }
}

TEST(LatinHypercube, IsWithinTheOpenIntervalForAsManyScenariosAsThereCanBe) {
    constexpr std::uint64_t n = (std::uint64_t{1} << 63) - 1;
    const auto design = make_latin_hypercube(unit_cube(2), n, 1);
    EXPECT_EQ(design->shape(), std::vector<std::uint64_t>{n});
    const auto columns = filled(*design, n - 100'000, 100'000);
    for (const auto& column : columns) {
        for (const double u : column) ASSERT_TRUE(u > 0 && u < 1);
        EXPECT_LT(kolmogorov(column), unlikely_kolmogorov);
        EXPECT_EQ(std::set<double>(column.begin(), column.end()).size(), column.size());
    }
    EXPECT_LT(std::abs(correlation(columns[0], columns[1])), unlikely_z / std::sqrt(99'999.0));
}

TEST(LatinHypercube, PlacesWithinTheStrataAreUniformAndIndependent) {
    constexpr std::uint64_t n = 50'000;
    auto columns = filled(*make_latin_hypercube(unit_cube(3), n, 4), 0, n);
    const auto strata = columns[0];
    for (auto& column : columns) {
        for (double& u : column) u = u * n - std::floor(u * n);
        EXPECT_LT(kolmogorov(column), unlikely_kolmogorov);
    }
    const double bound = unlikely_z / std::sqrt(n - 1.0);
    EXPECT_LT(std::abs(correlation(columns[0], columns[1])), bound);
    EXPECT_LT(std::abs(correlation(columns[1], columns[2])), bound);
    EXPECT_LT(std::abs(correlation(columns[0], strata)), bound);
}

TEST(LatinHypercube, ColumnsSeedsAndNeighboursAreIndependent) {
    constexpr std::uint64_t n = 100'000;
    const auto one = filled(*make_latin_hypercube(unit_cube(5), n, 1), 0, n);
    const auto other = filled(*make_latin_hypercube(unit_cube(5), n, 2), 0, n);
    const double bound = unlikely_z / std::sqrt(n - 1.0);
    for (std::size_t c = 0; c < one.size(); ++c) {
        for (std::size_t d = 0; d < one.size(); ++d) {
            if (c != d) {
                EXPECT_LT(std::abs(correlation(one[c], one[d])), bound);
            }
            EXPECT_LT(std::abs(correlation(one[c], other[d])), bound);
        }
        auto later = one[c];
        std::rotate(later.begin(), later.begin() + 1, later.end());
        EXPECT_LT(std::abs(correlation(one[c], later)), bound);
    }
}

// The mean of a column is within half a stratum of 1/2, where that of random draws strays by
// 0.29 / sqrt(n).
TEST(LatinHypercube, IntegratesALinearFunctionToWithinHalfAStratum) {
    constexpr std::uint64_t n = 10'000;
    for (const auto& column : filled(*make_latin_hypercube(unit_cube(4), n, 8), 0, n)) {
        const double sum = std::accumulate(column.begin(), column.end(), 0.0);
        // Added: what n roundings of a sum below n can amount to.
        const double rounding = n * std::numeric_limits<double>::epsilon();
        EXPECT_LT(std::abs(sum / n - 0.5), 0.5 / n + rounding);
    }
}

}  // namespace
}  // namespace entente::driver
