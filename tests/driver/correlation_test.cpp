// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t n = 40'000;

std::vector<double> ranks(const std::vector<double>& x) {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    std::vector<double> result(x.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        result[order[k]] = (static_cast<double>(k) + 0.5) / static_cast<double>(x.size());
    }
    return result;
}

CorrelationMatrix of_ranks(std::size_t size, std::initializer_list<double> below_the_diagonal) {
    CorrelationMatrix matrix{size, std::vector<double>(size * size, 0.0)};
    const double* value = below_the_diagonal.begin();
    for (std::size_t i = 0; i < size; ++i) {
        matrix.at(i, i) = 1;
        for (std::size_t j = 0; j < i; ++j) {
            matrix.at(i, j) = matrix.at(j, i) = normal_correlation(*value++);
        }
    }
    return matrix;
}

TEST(Correlation, RanksAreCorrelatedAsAskedWhateverTheDistributions) {
    using Kind = Distribution::Kind;
    const std::vector<Distribution> marginals = {{Kind::uniform, 2, 3, 0, 0},
                                                 {Kind::lognormal, 0, 1e6, 0, 1},
                                                 {Kind::beta, 0, 1, 0.5, 0.5},
                                                 {Kind::triangular, -1, 1, 0, 0}};
    const auto matrix = of_ranks(3, {0.7, -0.3, 0.2});
    const std::vector<Distribution> cube(4);
    for (int kind = 0; kind < 3; ++kind) {
        auto points = kind == 0   ? make_random(cube, n, 5)
                      : kind == 1 ? make_latin_hypercube(cube, n, 5)
                                  : make_sobol(cube, n, 5, Scrambling::owen);
        const auto columns =
            filled(*make_correlated(std::move(points), marginals, {3, 0, 2}, matrix), 0, n);
        const double wanted[][3] = {{3, 0, 0.7}, {3, 2, -0.3}, {0, 2, 0.2},
                                    {1, 0, 0},   {1, 2, 0},    {1, 3, 0}};
        for (const auto& [a, b, value] : wanted) {
            const auto& x = columns[static_cast<std::size_t>(a)];
            const auto& y = columns[static_cast<std::size_t>(b)];
            // Of random points the rank correlation has a variance of at most 1 / (n - 1).
            EXPECT_NEAR(correlation(ranks(x), ranks(y)), value, unlikely_z / std::sqrt(n - 1.0));
        }
        // A copula leaves the distributions as they are.
        const auto& uniform = columns[0];
        std::vector<double> shares;
        for (const double x : uniform) shares.push_back(x - 2);
        EXPECT_LT(kolmogorov(shares), unlikely_kolmogorov);
    }
}

TEST(Correlation, LeavesColumnsThatAreNotInItAlone) {
    const std::vector<Distribution> cube(4);
    const auto plain = filled(*make_sobol(cube, n, 5, Scrambling::owen), 0, 1000);
    const auto tied = filled(*make_correlated(make_sobol(cube, n, 5, Scrambling::owen), cube,
                                              {2, 0}, of_ranks(2, {0.9})),
                             0, 1000);
    EXPECT_EQ(tied[1], plain[1]);
    EXPECT_EQ(tied[3], plain[3]);
    EXPECT_EQ(tied[2], plain[2]);
    EXPECT_NE(tied[0], plain[0]);
}

TEST(Correlation, MatricesThatNoVariablesHaveAreFound) {
    EXPECT_FALSE(cholesky(of_ranks(3, {0.9, 0.9, 0.9})).empty());
    EXPECT_TRUE(cholesky(of_ranks(3, {-0.9, -0.9, -0.9})).empty());
    // All correlations equal to r: positive definite above -1 / (size - 1).
    for (const std::size_t size : {2U, 3U, 10U, 50U}) {
        const double limit = -1 / static_cast<double>(size - 1);
        for (const double r : {limit * 0.999, limit * 1.001}) {
            CorrelationMatrix matrix{size, std::vector<double>(size * size, r)};
            for (std::size_t i = 0; i < size; ++i) matrix.at(i, i) = 1;
            EXPECT_EQ(cholesky(matrix).empty(), r < limit) << size;
        }
    }
    CorrelationMatrix matrix{5, std::vector<double>(25, -0.5)};
    for (std::size_t i = 0; i < 5; ++i) matrix.at(i, i) = 1;
    EXPECT_EQ(bearable_share(matrix), 0.49);
}

TEST(Correlation, TheTriangleMultipliesToTheMatrix) {
    const auto matrix = of_ranks(4, {0.5, -0.2, 0.3, 0.1, 0.4, -0.3});
    const auto lower = cholesky(matrix);
    ASSERT_EQ(lower.size(), 16U);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < 4; ++k) sum += lower[i * 4 + k] * lower[j * 4 + k];
            // Four products of numbers up to 1, each rounded.
            EXPECT_NEAR(sum, matrix.at(i, j), 1e-15);
        }
    }
}

}  // namespace
}  // namespace entente::driver
