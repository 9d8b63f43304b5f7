// SPDX-License-Identifier: Apache-2.0
//
// Ranks, and first-order indices from them.
#include "driver/sensitivity/given_data/rank_first_order.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/ranks.hpp"
#include "tests/driver/given_data/functions.hpp"

namespace entente::driver::given_data {
namespace {

TEST(Ranks, AreThoseOfAStableSort) {
    std::vector<double> values = {0.0, -0.0, 1e-320, -1e300, 7, 7, -1e-320, 1e300, 0.0, -2};
    for (const auto& column : normal_columns(3000, 2, 4)) {
        for (const double x : column) values.push_back(std::round(64 * x) / 64);
        std::vector<std::uint32_t> rows(values.size());
        std::iota(rows.begin(), rows.end(), 0U);
        std::stable_sort(rows.begin(), rows.end(),
                         [&](auto a, auto b) { return values[a] < values[b]; });
        EXPECT_EQ(sorted_rows(values), rows);
    }
    EXPECT_EQ(mid_ranks(std::vector<double>{3, 1, 3, -0.0, 0.0, 3}),
              (std::vector<double>{5, 3, 5, 1.5, 1.5, 5}));
    EXPECT_EQ(sorted_rows({}), std::vector<std::uint32_t>{});
}

TEST(Draws, AreUniform) {
    Draws draws(1, Draw::dummy, 3);
    std::vector<double> counts(7);
    for (int i = 0; i < 70'000; ++i) ++counts[draws.below(7)];
    double chi_square = 0;
    for (const double count : counts) chi_square += (count - 1e4) * (count - 1e4) / 1e4;
    EXPECT_LT(chi_square, 38.3);  // exceeded with probability 1e-6, 6 degrees of freedom
    EXPECT_EQ(some_rows(10, 20, draws).size(), 10);
    const auto some = some_rows(100, 40, draws);
    EXPECT_EQ(some.size(), 40);
    EXPECT_EQ(std::adjacent_find(some.begin(), some.end(), std::greater_equal<>()), some.end());
}

// By hand: outputs 1, 2, 4, 5 (mean 3, squares 10) with neighbours in the order of the input.
TEST(RankFirstOrder, IsItsFormula) {
    Columns columns;
    for (int block = 0; block < 4; ++block) {
        for (const double y : {1.0, 2.0, 4.0, 5.0}) {
            columns.output.push_back(y);
            columns.inputs.resize(1);
            columns.inputs[0].push_back(-static_cast<double>(columns.output.size()));
        }
    }
    // Per block: (-2)(-1) + (-1)(1) + (1)(2) + (2)(-2) = -1, of 10.
    const auto measure = rank_first_order(columns.sample(), {})[0];
    EXPECT_NEAR(measure.factors[0].value, -0.1, 1e-15);
}

TEST(RankFirstOrder, IntervalsHoldIshigamisIndices) {
    if (ENTENTE_SANITIZED != 0) GTEST_SKIP() << "thousands of samples: for a plain build";
    constexpr std::size_t replications = 1000;
    const auto truth = ishigami_first();
    Coverage coverage({truth[0], truth[1], truth[2], 0}, replications);
    std::size_t above = 0;
    for (std::size_t r = 0; r < replications; ++r) {
        const auto columns = uniform_sample(1000, 4, r, ishigami);
        const auto measure = rank_first_order(columns.sample(), {})[0];
        coverage.add(measure);
        if (measure.factors[3].value > measure.noise) ++above;
    }
    for (std::size_t j = 0; j < 4; ++j) {
        EXPECT_GE(coverage.of(j), 0.93) << coverage.words();
        EXPECT_LE(coverage.of(j), 0.97) << coverage.words();
    }
    // 5 % of 1,000: five standard deviations are 34.
    EXPECT_NEAR(static_cast<double>(above), 50, 34);
}

// A discrete input has exact classes, and the order of a factorial design must not matter:
// Y = X1 + X2 on a sorted full factorial has indices 1/2.
TEST(RankFirstOrder, OrderOfEqualValuesSaysNothing) {
    Columns columns;
    columns.inputs.resize(2);
    for (int a = 0; a < 40; ++a) {
        for (int b = 0; b < 40; ++b) {
            columns.inputs[0].push_back(a);
            columns.inputs[1].push_back(b);
            columns.output.push_back(a + b);
        }
    }
    const auto measure = rank_first_order(columns.sample(), {})[0];
    for (const auto& factor : measure.factors) {
        EXPECT_NEAR(factor.value, 0.5, 5 / std::sqrt(1600.0));  // five standard deviations at most
    }
}

TEST(RankFirstOrder, IgnoresIncreasingTransformationsOfInputsAndWhoWorks) {
    Columns columns = uniform_sample(5000, 3, 8, ishigami);
    const auto plain = rank_first_order(columns.sample(), {});
    GivenDataOptions options;
    options.crew = run_on_threads;
    expect_same(plain, rank_first_order(columns.sample(), options));
    for (double& x : columns.inputs[1]) x = std::exp(5 * x);
    expect_same(plain, rank_first_order(columns.sample(), {}));
}

TEST(RankFirstOrder, RefusesWhatIsNoSample) {
    expect_refusals(rank_first_order);
    Columns constant = uniform_sample(64, 1, 1, [](auto) { return 0.1; });
    EXPECT_TRUE(std::isnan(rank_first_order(constant.sample(), {})[0].factors[0].value));
}

}  // namespace
}  // namespace entente::driver::given_data
