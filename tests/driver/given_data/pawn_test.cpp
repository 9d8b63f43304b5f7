// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/pawn.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/driver/given_data/functions.hpp"

namespace entente::driver::given_data {
namespace {

// (1) at every output, one slice after the other: no tricks.
std::vector<double> plain_distances(std::span<const double> x, std::span<const double> y,
                                    std::size_t count) {
    const std::size_t n = x.size();
    std::vector<std::vector<double>> slices(count);
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t below = 0, equal = 0;
        for (const double other : x) {
            below += other < x[i];
            equal += other == x[i];
        }
        slices[(2 * below + equal) * count / (2 * n)].push_back(y[i]);
    }
    const auto share = [](std::span<const double> values, double at) {
        const auto below =
            std::count_if(values.begin(), values.end(), [&](double value) { return value <= at; });
        return static_cast<double>(below) / static_cast<double>(values.size());
    };
    std::vector<double> distances;
    for (const auto& slice : slices) {
        if (slice.empty()) continue;
        double distance = 0;
        for (const double at : y) {
            distance = std::max(distance, std::abs(share(slice, at) - share(y, at)));
        }
        distances.push_back(distance);
    }
    std::sort(distances.begin(), distances.end());
    return distances;
}

void expect_plain(const Columns& columns, std::size_t slices) {
    PawnOptions options;
    options.slices = slices;
    const auto measures = pawn(columns.sample(), options);
    for (std::size_t j = 0; j < columns.inputs.size(); ++j) {
        const auto plain = plain_distances(columns.inputs[j], columns.output, slices);
        const std::size_t count = plain.size();
        double sum = 0;
        for (const double distance : plain) sum += distance;
        // Shares are quotients of whole numbers: a few roundings.
        EXPECT_NEAR(measures[0].factors[j].value, (plain[(count - 1) / 2] + plain[count / 2]) / 2,
                    1e-14);
        EXPECT_NEAR(measures[1].factors[j].value, sum / static_cast<double>(count), 1e-14);
        EXPECT_NEAR(measures[2].factors[j].value, plain.back(), 1e-14);
    }
}

TEST(Pawn, IsItsDefinition) {
    expect_plain(uniform_sample(500, 3, 1, ishigami), 10);
    expect_plain(uniform_sample(333, 3, 2, ishigami), 7);
}

TEST(Pawn, TakesEqualOutputsAndDiscreteInputs) {
    Columns columns = uniform_sample(400, 3, 3, [](auto u) { return std::round(3 * u[0] + u[1]); });
    for (double& x : columns.inputs[0]) x = std::floor(4 * x);
    for (double& x : columns.inputs[1]) x = x < 0.9 ? 0 : x;
    expect_plain(columns, 10);
}

TEST(Pawn, IntervalsHoldTheLimit) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    // Y = X1 + 0.5 X2 of uniform inputs, and a dummy; the limits from a sample of 2^21.
    const auto sum = [](std::span<const double> u) { return u[0] + 0.5 * u[1]; };
    const auto large = pawn(uniform_sample(1 << 21, 3, 12345, sum).sample(), {});
    constexpr std::size_t replications = 1000;
    std::vector<Coverage> coverage;
    for (const auto& measure : large) {
        coverage.emplace_back(
            std::vector<double>{measure.factors[0].value, measure.factors[1].value, 0},
            replications);
    }
    std::vector<std::size_t> above(3);
    PawnOptions options;
    options.replicates = 19;
    for (std::size_t r = 0; r < replications; ++r) {
        options.seed = r;
        const auto measures = pawn(uniform_sample(1000, 3, r, sum).sample(), options);
        for (std::size_t t = 0; t < 3; ++t) {
            coverage[t].add(measures[t]);
            if (measures[t].factors[2].value > measures[t].noise) ++above[t];
        }
    }
    for (std::size_t t = 0; t < 3; ++t) {
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_GE(coverage[t].of(j), 0.93) << coverage[t].words();
        }
        EXPECT_NEAR(static_cast<double>(above[t]), 50, 34);  // 5 %, and five standard deviations
    }
}

TEST(Pawn, IgnoresIncreasingTransformationsAndWhoWorks) {
    Columns columns = uniform_sample(3000, 3, 8, ishigami);
    const auto plain = pawn(columns.sample(), {});
    PawnOptions options;
    options.crew = run_on_threads;
    expect_same(plain, pawn(columns.sample(), options));
    for (double& x : columns.inputs[1]) x = std::exp(5 * x);
    for (double& y : columns.output) y = std::atan(y / 10);
    expect_same(plain, pawn(columns.sample(), {}));
}

TEST(Pawn, RefusesWhatIsNoSample) {
    expect_refusals([](const Sample& sample, const GivenDataOptions& given) {
        PawnOptions options;
        static_cast<GivenDataOptions&>(options) = given;
        options.slices = 2;
        return pawn(sample, options);
    });
    PawnOptions options;
    options.slices = 9;
    EXPECT_THROW(pawn(uniform_sample(64, 3, 1, ishigami).sample(), options), std::invalid_argument);
}

}  // namespace
}  // namespace entente::driver::given_data
