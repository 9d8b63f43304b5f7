// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/borgonovo_delta.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "driver/sensitivity/given_data/draws.hpp"
#include "tests/driver/given_data/functions.hpp"

namespace entente::driver::given_data {
namespace {

double sum_of_two(std::span<const double> u) { return u[0] + 0.5 * u[1]; }

// Y = X1 when X2 < 0.5, else independent of both: with M = B classes, the limits of the table are
// exact. Given X1 in class m, Y's law is half an atom on class m and half uniform: delta_1 =
// (1 - 1/M) / 2. X2 alone says nothing of Y: delta_2 = 0.
double mixed(std::span<const double> u) { return u[1] < 0.5 ? u[0] : u[2]; }

TEST(BorgonovoDelta, TendsToTheTablesDelta) {
    DeltaOptions options;
    options.classes = 8;
    const auto measures = borgonovo_delta(uniform_sample(1 << 18, 3, 7, mixed).sample(), options);
    const double delta = 0.5 * (1 - 1.0 / 8);
    // A share's noise is below 1/(2 sqrt(n)) = 0.001; the bias left is about 64 s / 5 = 0.003.
    EXPECT_NEAR(measures[0].factors[0].value, delta, 0.005);
    EXPECT_NEAR(measures[0].factors[2].value, delta, 0.005);
    EXPECT_NEAR(measures[0].factors[1].value, 0, 0.005);
}

TEST(BorgonovoDelta, IsOneLessAClassOfAFunctionOfOneInput) {
    const auto one = [](std::span<const double> u) { return std::exp(u[0]); };
    DeltaOptions options;
    options.classes = 10;
    const auto measures = borgonovo_delta(uniform_sample(1000, 1, 7, one).sample(), options);
    EXPECT_NEAR(measures[0].factors[0].value, 0.9, 1e-12);
    // Of classes of 100 of 1,000 values in order, 1 - 1/10^2 of the variance of uniform numbers is
    // between them; the exponential function is a little steeper in its last class.
    EXPECT_NEAR(measures[1].factors[0].value, 0.99, 0.003);
}

TEST(BorgonovoDelta, IntervalsHoldTheLimits) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    DeltaOptions options;
    options.classes = 8;
    const auto large =
        borgonovo_delta(uniform_sample(1 << 21, 3, 99, sum_of_two).sample(), options);
    constexpr std::size_t replications = 1000;
    std::vector<Coverage> coverage;
    for (const auto& measure : large) {
        coverage.emplace_back(
            std::vector<double>{measure.factors[0].value, measure.factors[1].value, 0},
            replications);
    }
    std::size_t above = 0;
    options.replicates = 19;
    for (std::size_t r = 0; r < replications; ++r) {
        options.seed = r;
        const auto measures =
            borgonovo_delta(uniform_sample(1000, 3, r, sum_of_two).sample(), options);
        coverage[0].add(measures[0]);
        coverage[1].add(measures[1]);
        if (measures[0].factors[2].value > measures[0].noise) ++above;
    }
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_GE(coverage[0].of(j), 0.93) << coverage[0].words();
        EXPECT_GE(coverage[1].of(j), 0.93) << coverage[1].words();
        if (j < 2) {
            EXPECT_LE(coverage[1].of(j), 0.97) << coverage[1].words();
        }
    }
    EXPECT_NEAR(static_cast<double>(above), 50, 34);  // 5 %, and five standard deviations
}

// Sobol' g of a = 0, 1, 4, 9: the last has an index of some 0.7 %, and looks weaker still by
// chance.
TEST(BorgonovoDelta, CorrelationRatiosHoldWeakInfluence) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    const auto g = [](std::span<const double> u) {
        double product = 1;
        for (int j = 0; j < 4; ++j) {
            const double a = j * j;
            product *= (std::abs(4 * u[static_cast<std::size_t>(j)] - 2) + a) / (1 + a);
        }
        return product;
    };
    DeltaOptions options;
    options.classes = 6;
    options.replicates = 19;
    const auto large = borgonovo_delta(uniform_sample(1 << 21, 4, 77, g).sample(), options)[1];
    constexpr std::size_t replications = 1000;
    std::vector<double> truth;
    for (const auto& factor : large.factors) truth.push_back(factor.value);
    Coverage coverage(truth, replications);
    for (std::size_t r = 0; r < replications; ++r) {
        coverage.add(borgonovo_delta(uniform_sample(1000, 4, r, g).sample(), options)[1]);
    }
    for (std::size_t j = 0; j < 4; ++j) EXPECT_GE(coverage.of(j), 0.93) << coverage.words();
}

// The correction in closed form is what a bootstrap of the classes tends to.
TEST(BorgonovoDelta, CorrectsAsABootstrapDoes) {
    const auto columns = uniform_sample(2000, 2, 5, sum_of_two);
    DeltaOptions options;
    options.classes = 6;
    const auto corrected = borgonovo_delta(columns.sample(), options)[0];
    const auto class_of = [&](double x, std::span<const double> values) {
        const auto below =
            std::count_if(values.begin(), values.end(), [&](double value) { return value < x; });
        return static_cast<std::size_t>(2 * below + 1) * 6 / (2 * values.size());
    };
    for (std::size_t j = 0; j < 2; ++j) {
        std::vector<std::size_t> cell(2000);
        for (std::size_t i = 0; i < 2000; ++i) {
            cell[i] = class_of(columns.inputs[j][i], columns.inputs[j]) * 6 +
                      class_of(columns.output[i], columns.output);
        }
        const auto delta_of = [&](const std::vector<std::size_t>& cells) {
            std::vector<double> both(36), m(6), b(6);
            for (const std::size_t c : cells) {
                both[c] += 1 / 2000.0;
                m[c / 6] += 1 / 2000.0;
                b[c % 6] += 1 / 2000.0;
            }
            double delta = 0;
            for (std::size_t c = 0; c < 36; ++c) delta += std::abs(both[c] - m[c / 6] * b[c % 6]);
            return delta / 2;
        };
        const double plain = delta_of(cell);
        double mean = 0, square = 0;
        constexpr int replicates = 1000;
        Draws draws(1, Draw::dummy, j);
        for (int r = 0; r < replicates; ++r) {
            std::vector<std::size_t> drawn(2000);
            for (auto& c : drawn) c = cell[draws.below(2000)];
            const double delta = delta_of(drawn);
            mean += delta / replicates;
            square += delta * delta / replicates;
        }
        const double error = std::sqrt((square - mean * mean) / replicates);
        // Five standard errors, and 5 % of the correction for counts that are not quite normal.
        EXPECT_NEAR(corrected.factors[j].value, 2 * plain - mean,
                    5 * error + 0.05 * std::abs(mean - plain));
    }
}

TEST(BorgonovoDelta, IgnoresIncreasingTransformationsAndWhoWorks) {
    Columns columns = uniform_sample(3000, 3, 8, ishigami);
    const auto plain = borgonovo_delta(columns.sample(), {});
    DeltaOptions options;
    options.crew = run_on_threads;
    expect_same(plain, borgonovo_delta(columns.sample(), options));
    for (double& x : columns.inputs[1]) x = std::exp(5 * x);
    expect_same(plain, borgonovo_delta(columns.sample(), {}));
    for (double& y : columns.output) y = std::atan(y / 10);
    expect_same({plain[0]}, {borgonovo_delta(columns.sample(), {})[0]});
}

TEST(BorgonovoDelta, TakesOutputsOfFewValues) {
    // A status that is 1 where X1 < 1/4: delta = 1/2 (2 3/16 + 2 3/16) = 3/8 with quarters as
    // classes.
    Columns columns = uniform_sample(4000, 1, 2, [](auto u) { return u[0] < 0.25 ? 1.0 : 0.0; });
    for (double& x : columns.inputs[0]) x = std::floor(4 * x);
    DeltaOptions options;
    options.classes = 4;
    const auto measures = borgonovo_delta(columns.sample(), options);
    // The share of a quarter among 4,000 rows has a standard deviation of 0.0068, delta half of
    // that.
    EXPECT_NEAR(measures[0].factors[0].value, 0.375, 5 * 0.0034);
    for (double& y : columns.output) y = 2;
    const auto constant = borgonovo_delta(columns.sample(), options);
    EXPECT_EQ(constant[0].factors[0].value, 0);
    EXPECT_TRUE(std::isnan(constant[1].factors[0].value));
}

TEST(BorgonovoDelta, RefusesWhatIsNoSample) {
    expect_refusals([](const Sample& sample, const GivenDataOptions& given) {
        DeltaOptions options;
        static_cast<GivenDataOptions&>(options) = given;
        return borgonovo_delta(sample, options);
    });
    DeltaOptions options;
    options.classes = 9;
    EXPECT_THROW(borgonovo_delta(uniform_sample(64, 3, 1, ishigami).sample(), options),
                 std::invalid_argument);
}

}  // namespace
}  // namespace entente::driver::given_data
