// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/hsic.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "driver/sensitivity/given_data/draws.hpp"
#include "tests/driver/given_data/functions.hpp"
#include "tests/driver/given_data/oracle.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver::given_data {
namespace {

TEST(Hsic, AgreesWithNumpy) {
    const auto measures = hsic(oracle_sample().sample(), {});
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_NEAR(measures[0].factors[j].value, oracle::r2_hsic[j], 1e-11);
        // An element of a matrix is wrong by 1e-13 at most, sums of squares of them by some 1e-11;
        // the tail of the gamma distribution has a logarithmic slope of some tens.
        const double p = oracle::hsic_p_value_gamma[j];
        EXPECT_NEAR(measures[2].factors[j].value / p, 1, 1e-8);
        EXPECT_DOUBLE_EQ(measures[1].factors[j].value, 1.0 / 101);
    }
}

// Kernel matrices without their factors, of any kernel.
double plain_r2(const std::vector<double>& x, const std::vector<double>& y, auto kernel_x,
                auto kernel_y) {
    const std::size_t n = x.size();
    const auto centred = [n](const std::vector<double>& values, auto kernel) {
        std::vector<double> matrix(n * n), means(n);
        double mean = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                matrix[i * n + j] = kernel(values[i], values[j]);
                means[i] += matrix[i * n + j] / static_cast<double>(n);
            }
            mean += means[i] / static_cast<double>(n);
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] += mean - means[i] - means[j];
        }
        return matrix;
    };
    const auto k = centred(x, kernel_x), l = centred(y, kernel_y);
    double both = 0, kk = 0, ll = 0;
    for (std::size_t c = 0; c < n * n; ++c) {
        both += k[c] * l[c];
        kk += k[c] * k[c];
        ll += l[c] * l[c];
    }
    return both / std::sqrt(kk * ll);
}

TEST(Hsic, TakesClassesAndMedians) {
    Columns columns = uniform_sample(300, 2, 5, [](auto u) { return u[0] + u[1]; });
    for (double& x : columns.inputs[0]) x = std::floor(4 * x);
    const auto median = [](const std::vector<double>& values) {
        std::vector<double> distances;
        for (std::size_t i = 0; i < values.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                distances.push_back(std::abs(values[i] - values[j]));
            }
        }
        std::sort(distances.begin(), distances.end());
        return distances[distances.size() / 2];
    };
    const auto gaussian = [](double h) {
        return [h](double a, double b) { return std::exp(-(a - b) * (a - b) / (2 * h * h)); };
    };
    const auto same = [](double a, double b) { return a == b ? 1.0 : 0.0; };
    HsicOptions options;
    options.bandwidth = Bandwidth::median;
    const auto measures = hsic(columns.sample(), options);
    const auto of_output = gaussian(median(columns.output));
    EXPECT_NEAR(measures[0].factors[0].value,
                plain_r2(columns.inputs[0], columns.output, same, of_output), 1e-10);
    EXPECT_NEAR(
        measures[0].factors[1].value,
        plain_r2(columns.inputs[1], columns.output, gaussian(median(columns.inputs[1])), of_output),
        1e-10);
}

TEST(Hsic, PValuesOfIndependentInputsAreUniform) {
    std::vector<double> permuted, gamma;
    std::size_t above = 0;
    constexpr std::size_t samples = 1000;
    HsicOptions options;
    options.replicates = 99;
    Draws draws(1, Draw::tie, 0);
    for (std::size_t s = 0; s < samples; ++s) {
        const auto columns = uniform_sample(100, 2, s, [](auto u) { return -std::log(u[1]); });
        Sample sample = columns.sample();
        sample.inputs.pop_back();
        options.seed = s;
        const auto measures = hsic(sample, options);
        // A rank among 100, made continuous: exactly uniform.
        permuted.push_back(measures[1].factors[0].value - 0.01 * open_uniform(draws.bits()));
        gamma.push_back(measures[2].factors[0].value);
        if (measures[0].factors[0].value > measures[0].noise) ++above;
    }
    EXPECT_LT(kolmogorov(permuted), unlikely_kolmogorov);
    // The gamma distribution is an approximation: at 5 % it is right within a fifth.
    const auto below = std::count_if(gamma.begin(), gamma.end(), [](double p) { return p < 0.05; });
    EXPECT_NEAR(static_cast<double>(below), 50, 34 + 10);
    EXPECT_NEAR(static_cast<double>(above), 50, 34);  // 5 %, and five standard deviations
}

TEST(Hsic, FindsWhatHasNoCorrelation) {
    const auto columns = uniform_sample(
        3000, 2, 4, [](auto u) { return (u[0] - 0.5) * (u[0] - 0.5) + 0.01 * u[1]; });
    const auto measures = hsic(columns.sample(), {});
    EXPECT_GT(measures[0].factors[0].value, 10 * measures[0].noise);
    EXPECT_LT(measures[2].factors[0].value, 1e-10);
}

TEST(Hsic, DoesNotDependOnUnitsOrWhoWorks) {
    Columns columns = uniform_sample(500, 3, 8, ishigami);
    const auto plain = hsic(columns.sample(), {});
    HsicOptions options;
    options.crew = run_on_threads;
    expect_same(plain, hsic(columns.sample(), options));
    for (double& x : columns.inputs[1]) x *= 1024;
    for (double& y : columns.output) y /= 512;
    expect_same(plain, hsic(columns.sample(), {}));
}

TEST(Hsic, HasNoNumberForConstants) {
    Columns columns = uniform_sample(100, 2, 8, [](auto u) { return u[1]; });
    columns.inputs[0].assign(100, 0.3);
    for (const auto& measure : hsic(columns.sample(), {})) {
        EXPECT_TRUE(std::isnan(measure.factors[0].value));
        EXPECT_FALSE(std::isnan(measure.factors[1].value));
    }
}

TEST(Hsic, RefusesWhatIsNoSample) {
    expect_refusals([](const Sample& sample, const GivenDataOptions& given) {
        HsicOptions options;
        static_cast<GivenDataOptions&>(options) = given;
        return hsic(sample, options);
    });
    HsicOptions options;
    options.rows = 8;
    EXPECT_THROW(hsic(uniform_sample(64, 3, 1, ishigami).sample(), options), std::invalid_argument);
}

}  // namespace
}  // namespace entente::driver::given_data
