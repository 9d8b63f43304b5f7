// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/shapley.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <gtest/gtest.h>

#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/ranks.hpp"
#include "tests/driver/given_data/functions.hpp"

namespace entente::driver::given_data {
namespace {

TEST(ShapleyEffects, AreExactFromClosedIndices) {
    // Ishigami: S1, S2, and S13 shared by the first and the third.
    const auto s = ishigami_first();
    const double s13 = 1 - s[0] - s[1];
    const std::vector<double> closed = {0, s[0], s[1], s[0] + s[1], 0, s[0] + s13, s[1], 1};
    const auto effects = shapley_effects(closed);
    EXPECT_NEAR(effects[0], s[0] + s13 / 2, 1e-15);
    EXPECT_NEAR(effects[1], s[1], 1e-15);
    EXPECT_NEAR(effects[2], s13 / 2, 1e-15);
    EXPECT_EQ(shapley_effects(std::vector<double>{0, 0.7}), std::vector<double>{0.7});
}

// Sobol' g of 16 factors: the product over u of (1 + D_i) less 1; a component of u is shared
// equally. Its sum over subsets is the integral of D_i prod over j != i of (1 + t D_j) dt.
TEST(ShapleyEffects, AreExactForSixteenFactors) {
    constexpr std::size_t p = 16;
    std::vector<double> part(p), closed(std::size_t{1} << p);
    for (std::size_t i = 0; i < p; ++i)
        part[i] = 1.0 / 3 / std::pow(1.0 + static_cast<double>(i), 2);
    for (std::size_t u = 0; u < closed.size(); ++u) {
        double product = 1;
        for (std::size_t i = 0; i < p; ++i) product *= (u >> i & 1) != 0 ? 1 + part[i] : 1;
        closed[u] = product - 1;
    }
    const auto effects = shapley_effects(closed);
    for (std::size_t i = 0; i < p; ++i) {
        double integral = 0;  // a polynomial: midpoints, error t''/24 / steps^2
        constexpr int steps = 4000;
        for (int step = 0; step < steps; ++step) {
            double product = part[i];
            for (std::size_t j = 0; j < p; ++j) {
                product *= j == i ? 1 : 1 + (step + 0.5) / steps * part[j];
            }
            integral += product / steps;
        }
        EXPECT_NEAR(effects[i], integral, 1e-8);
    }
    EXPECT_NEAR(std::accumulate(effects.begin(), effects.end(), 0.0), closed.back(), 1e-13);
}

// Y = 2 X1 + X2 + X3, standard normal, X2 and X3 of correlation rho. Owen and Prieur, "On Shapley
// value for measuring importance of dependent inputs", SIAM/ASA J. UQ 5 (2017), Gaussian case;
// Iooss and Prieur, "Shapley effects for sensitivity analysis with correlated inputs", IJUQ 9
// (2019): effects beta_1^2, and beta_2^2 + rho beta_2 beta_3 + rho^2 / 2 (beta_3^2 - beta_2^2).
constexpr double rho = 0.8;

Columns normal_sample(std::size_t rows, std::uint64_t seed) {
    const auto z = normal_columns(rows, 3, seed);
    Columns columns{z, std::vector<double>(rows)};
    for (std::size_t i = 0; i < rows; ++i) {
        columns.inputs[2][i] = rho * z[1][i] + std::sqrt(1 - rho * rho) * z[2][i];
        columns.output[i] = 2 * columns.inputs[0][i] + columns.inputs[1][i] + columns.inputs[2][i];
    }
    return columns;
}

const std::vector<double> effects_of_normal = {4 / (6 + 2 * rho), (1 + rho) / (6 + 2 * rho),
                                               (1 + rho) / (6 + 2 * rho)};

TEST(Shapley, IntervalsHoldTheEffectsOfCorrelatedInputs) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    constexpr std::size_t replications = 1000;
    Coverage coverage(effects_of_normal, replications);
    for (std::size_t r = 0; r < replications; ++r) {
        const auto found = shapley(normal_sample(600, r).sample(), {});
        coverage.add(found.effects);
        double sum = 0;
        for (const auto& factor : found.effects.factors) sum += factor.value;
        EXPECT_NEAR(sum, 1, 1e-13);
    }
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_GE(coverage.of(j), 0.93) << coverage.words();
        EXPECT_LE(coverage.of(j), 0.97) << coverage.words();
    }
}

// (2) of every subset, neighbours by sorting.
std::vector<double> plain_effects(const Columns& columns, std::uint64_t seed,
                                  std::size_t neighbours) {
    const std::size_t n = columns.output.size(), p = columns.inputs.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Draws(seed, Draw::shapley_rows, 1).shuffle(std::span(order));
    std::vector<std::vector<double>> ranks;
    for (const auto& column : columns.inputs) ranks.push_back(mid_ranks(column));
    double mean = 0, square = 0;
    for (const double y : columns.output) {
        mean += y / static_cast<double>(n);
        square += y * y / static_cast<double>(n);
    }
    std::vector<double> closed(std::size_t{1} << p);
    for (std::size_t u = 1; u < closed.size(); ++u) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<std::pair<double, std::size_t>> others;
            for (std::size_t k = 1; k < n; ++k) {  // those that follow, in a circle
                const std::size_t here = order[i], there = order[(i + k) % n];
                double distance = 0;
                for (std::size_t j = 0; j < p; ++j) {
                    if ((u >> j & 1) == 0) continue;
                    // Of whole or half numbers, exactly.
                    distance += std::pow(ranks[j][there] - ranks[j][here], 2);
                }
                others.emplace_back(distance, there);
            }
            std::stable_sort(others.begin(), others.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
            std::vector<double> y = {columns.output[order[i]]};
            for (std::size_t k = 1; k < neighbours; ++k) {
                y.push_back(columns.output[others[k - 1].second]);
            }
            double local = 0, local_mean = 0;
            for (const double value : y) local_mean += value / static_cast<double>(neighbours);
            for (const double value : y) local += (value - local_mean) * (value - local_mean);
            sum += local / static_cast<double>(neighbours - 1);
        }
        closed[u] = 1 - sum / static_cast<double>(n) / (square - mean * mean);
    }
    closed.back() = 1;
    return shapley_effects(closed);
}

TEST(Shapley, IsItsDefinition) {
    Columns columns = uniform_sample(230, 3, 6, ishigami);
    for (double& x : columns.inputs[1]) x = std::floor(5 * x);
    ShapleyOptions options;
    options.seed = 9;
    options.neighbours = 4;
    const auto found = shapley(columns.sample(), options);
    const auto plain = plain_effects(columns, 9, 4);
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_NEAR(found.effects.factors[j].value, plain[j], 1e-12);
    }
}

TEST(Shapley, GroupsAreFactors) {
    // X2 and X3 together: Y = X1 + X2 X3 of normal inputs has shares 1/2 and 1/2.
    auto z = normal_columns(2000, 3, 2);
    Columns columns{z, std::vector<double>(2000)};
    for (std::size_t i = 0; i < 2000; ++i) columns.output[i] = z[0][i] + z[1][i] * z[2][i];
    ShapleyOptions options;
    options.groups = {{0}, {1, 2}};
    const auto found = shapley(columns.sample(), options);
    ASSERT_EQ(found.effects.factors.size(), 2);
    EXPECT_NEAR(found.effects.factors[1].value, 0.5, 0.1);
    EXPECT_LT(found.effects.factors[1].low, 0.5);
    EXPECT_GT(found.effects.factors[1].high, 0.5);
}

TEST(Shapley, HasNoIntervalWhereNeighboursDisagree) {
    const auto z = normal_columns(500, 3, 2);
    const Columns columns{{z[0], z[1]}, z[2]};
    const auto found = shapley(columns.sample(), {});
    EXPECT_NEAR(found.unresolved, 1, 0.3);
    EXPECT_TRUE(std::isnan(found.effects.factors[0].low));
    EXPECT_FALSE(std::isnan(found.effects.factors[0].value));
}

TEST(Shapley, DoesNotDependOnUnitsOrWhoWorks) {
    Columns columns = uniform_sample(3000, 3, 8, ishigami);
    ShapleyOptions options;
    options.rows = 1000;
    const auto plain = shapley(columns.sample(), options);
    options.crew = run_on_threads;
    for (double& x : columns.inputs[1]) x = std::exp(5 * x);
    const auto again = shapley(columns.sample(), options);
    expect_same({plain.effects}, {again.effects});
    EXPECT_EQ(plain.unresolved, again.unresolved);
}

TEST(Shapley, RefusesWhatItCannotDo) {
    const auto refused = [](const Columns& columns, const ShapleyOptions& options) {
        EXPECT_THROW(shapley(columns.sample(), options), std::invalid_argument);
    };
    const Columns columns = uniform_sample(300, 11, 1, ishigami);
    refused(columns, {});  // 11 factors
    ShapleyOptions options;
    options.groups = {{0, 1}, {1, 2}};
    refused(columns, options);
    options.groups = {{0}, {}};
    refused(columns, options);
    options.groups = {{0}, {11}};
    refused(columns, options);
    options.groups = {{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9, 10}};
    EXPECT_NO_THROW(shapley(columns.sample(), options));
    options.neighbours = 1;
    refused(columns, options);
    options.neighbours = 3;
    options.rows = 100;
    refused(columns, options);
    refused(uniform_sample(100, 3, 1, ishigami), {});
    Columns broken = uniform_sample(300, 3, 1, ishigami);
    broken.inputs[0][5] = std::nan("");
    refused(broken, {});
    EXPECT_THROW(shapley_effects(std::vector<double>(3)), std::invalid_argument);
    EXPECT_THROW(shapley_effects(std::vector<double>(1)), std::invalid_argument);
}

}  // namespace
}  // namespace entente::driver::given_data
