// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/driver/given_data/functions.hpp"
#include "tests/driver/given_data/oracle.hpp"

namespace entente::driver::given_data {
namespace {

TEST(Regression, AgreesWithScipy) {
    const auto found = regression(oracle_sample().sample(), {});
    const double* const expected[] = {oracle::pearson, oracle::spearman, oracle::src,
                                      oracle::srrc,    oracle::pcc,      oracle::prcc};
    for (std::size_t m = 0; m < 6; ++m) {
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_NEAR(found.measures[m].factors[j].value, expected[m][j], 1e-12)
                << found.measures[m].name;
        }
    }
    EXPECT_NEAR(found.r_squared.value, oracle::r_squared[0], 1e-12);
    EXPECT_NEAR(found.rank_r_squared.value, oracle::r_squared[1], 1e-12);
}

// X1 and X2 of correlation 1/2, X3 independent, Y = X1 + X2 + X3 / 2 + noise, all normal with
// variance 1 but Y: its variance is 1 + 1 + 1 + 1/4 + 1.
constexpr double linear_model[] = {1, 1, 0.5};

Columns normal_sample(std::size_t rows, std::uint64_t seed) {
    const auto z = normal_columns(rows, 4, seed);
    Columns columns{{z[0], z[1], z[2]}, std::vector<double>(rows)};
    for (std::size_t i = 0; i < rows; ++i) {
        columns.inputs[1][i] = 0.5 * z[0][i] + std::sqrt(0.75) * z[1][i];
        columns.output[i] = z[3][i];
        for (std::size_t j = 0; j < 3; ++j) {
            columns.output[i] += linear_model[j] * columns.inputs[j][i];
        }
    }
    return columns;
}

// The correlations of the model, and those of its ranks: 6/pi asin(rho/2) (Pearson, 1907).
struct Truth {
    std::vector<double> correlation, coefficient, partial;
    double r_squared;

    explicit Truth(bool ranks) : partial(3), r_squared(0) {
        const auto of = [&](double rho) {
            return ranks ? 6 / std::numbers::pi * std::asin(rho / 2) : rho;
        };
        const double deviation = std::sqrt(4.25), among = of(0.5);
        correlation = {of(1.5 / deviation), of(1.5 / deviation), of(0.5 / deviation)};
        const double both = correlation[0] / (1 + among);
        coefficient = {both, both, correlation[2]};
        for (std::size_t j = 0; j < 3; ++j) r_squared += coefficient[j] * correlation[j];
        for (std::size_t j = 0; j < 3; ++j) {
            const double u = j < 2 ? 1 - among * among : 1;
            const double v = 1 - r_squared + coefficient[j] * coefficient[j] * u;
            partial[j] = coefficient[j] * std::sqrt(u / v);
        }
    }
};

TEST(Regression, IntervalsHoldTheTruthOfALinearModel) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    constexpr std::size_t replications = 1000;
    const Truth values(false), ranks(true);
    std::vector<Coverage> coverage;
    for (const auto* truth : {&values.correlation, &ranks.correlation, &values.coefficient,
                              &ranks.coefficient, &values.partial, &ranks.partial}) {
        coverage.emplace_back(*truth, replications);
    }
    Coverage r_squared({values.r_squared, ranks.r_squared}, replications);
    for (std::size_t r = 0; r < replications; ++r) {
        const auto found = regression(normal_sample(500, r).sample(), {});
        for (std::size_t m = 0; m < 6; ++m) coverage[m].add(found.measures[m]);
        r_squared.add({"", "", {found.r_squared, found.rank_r_squared}});
    }
    coverage.push_back(r_squared);
    for (const auto& measure : coverage) {
        for (std::size_t j = 0; j < (&measure == &coverage.back() ? 2U : 3U); ++j) {
            EXPECT_GE(measure.of(j), 0.93) << measure.words();
            EXPECT_LE(measure.of(j), 0.97) << measure.words();
        }
    }
}

// Neither normal nor linear: Y = X1^3 + X2 / 2 of uniform X. Cov(X, X^3) = 3/40, Var X^3 = 9/112.
TEST(Regression, IntervalsHoldTheTruthOfACurve) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    constexpr std::size_t replications = 1000;
    const double deviation = std::sqrt((9.0 / 112 + 1.0 / 48) / 12);
    Coverage coverage({3.0 / 40 / deviation, 1.0 / 24 / deviation, 0}, replications);
    std::vector<std::size_t> above(6);
    for (std::size_t r = 0; r < replications; ++r) {
        const auto columns =
            uniform_sample(300, 3, r, [](auto u) { return u[0] * u[0] * u[0] + u[1] / 2; });
        const auto found = regression(columns.sample(), {});
        coverage.add(found.measures[0]);
        for (std::size_t m = 0; m < 6; ++m) {
            if (std::abs(found.measures[m].factors[2].value) > found.measures[m].noise) ++above[m];
        }
    }
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_GE(coverage.of(j), 0.93) << coverage.words();
        EXPECT_LE(coverage.of(j), 0.97) << coverage.words();
    }
    // The third input is beyond the noise in 5 % of 1,000: five standard deviations are 34.
    for (const std::size_t count : above) EXPECT_NEAR(static_cast<double>(count), 50, 34);
}

TEST(Regression, NamesCollinearInputs) {
    Columns columns = normal_sample(200, 1);
    columns.inputs.push_back(columns.inputs[0]);
    for (std::size_t i = 0; i < 200; ++i) {
        columns.inputs[3][i] = 3 - columns.inputs[0][i] + 2 * columns.inputs[2][i];
    }
    const auto found = regression(columns.sample(), {});
    EXPECT_EQ(found.collinear, std::vector<std::size_t>{3});
    EXPECT_TRUE(found.rank_collinear.empty());
    EXPECT_TRUE(std::isnan(found.measures[2].factors[0].value));
    EXPECT_TRUE(std::isnan(found.r_squared.value));
    EXPECT_FALSE(std::isnan(found.measures[0].factors[3].value));
    EXPECT_FALSE(std::isnan(found.measures[3].factors[3].value));
}

TEST(Regression, LeavesConstantColumnsOut) {
    Columns columns = normal_sample(200, 1);
    const auto without = regression(columns.sample(), {});
    columns.inputs.insert(columns.inputs.begin(), std::vector<double>(200, 0.1));
    const auto with = regression(columns.sample(), {});
    for (std::size_t m = 0; m < 6; ++m) {
        EXPECT_TRUE(std::isnan(with.measures[m].factors[0].value));
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_EQ(with.measures[m].factors[j + 1].value, without.measures[m].factors[j].value);
            EXPECT_EQ(with.measures[m].factors[j + 1].low, without.measures[m].factors[j].low);
        }
    }
    columns.output.assign(200, 0.1);
    for (const auto& measure : regression(columns.sample(), {}).measures) {
        for (const auto& factor : measure.factors) EXPECT_TRUE(std::isnan(factor.value));
    }
}

TEST(Regression, IsOneOfAnExactLine) {
    const auto columns = uniform_sample(100, 2, 3, [](auto u) { return 3 - 2 * u[0]; });
    const auto found = regression(columns.sample(), {});
    EXPECT_NEAR(found.r_squared.value, 1, 1e-12);
    EXPECT_NEAR(found.measures[0].factors[0].value, -1, 1e-12);
    EXPECT_NEAR(found.measures[1].factors[0].value, -1, 1e-12);
    EXPECT_NEAR(found.measures[2].factors[0].low, -1, 1e-6);
    EXPECT_NEAR(found.measures[2].factors[0].high, -1, 1e-6);
}

TEST(Regression, RanksIgnoreIncreasingTransformationsAndNothingMindsWhoWorks) {
    Columns columns = uniform_sample(40'000, 3, 8, ishigami);
    const auto plain = regression(columns.sample(), {});
    GivenDataOptions options;
    options.crew = run_on_threads;
    expect_same(plain.measures, regression(columns.sample(), options).measures);
    for (double& x : columns.inputs[1]) x = std::exp(5 * x);
    for (double& y : columns.output) y = std::atan(y / 10);
    const auto bent = regression(columns.sample(), {});
    for (const std::size_t m : {1U, 3U, 5U}) expect_same({plain.measures[m]}, {bent.measures[m]});
}

TEST(Regression, RefusesWhatIsNoSample) {
    expect_refusals([](const Sample& sample, const GivenDataOptions& options) {
        return regression(sample, options).measures;
    });
}

}  // namespace
}  // namespace entente::driver::given_data
