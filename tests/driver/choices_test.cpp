// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

using Kind = Distribution::Kind;

const Distribution equal{Kind::choices, 1, 5, 0, 0, false, {2, 1, 5}, {}};
const Distribution weighted{Kind::choices, 1, 5, 0, 0, false, {2, 1, 5}, {1, 2, 1}};

TEST(Choices, HaveTheirShareOfTheUnitInterval) {
    const double third = 1.0 / 3;
    const std::pair<double, double> thirds[] = {
        {0, 2},   {0x1p-54, 2},           {third - 1e-15, 2}, {third + 1e-15, 1},
        {0.5, 1}, {2 * third + 1e-15, 5}, {1 - 0x1p-53, 5},   {1, 5}};
    for (const auto& [u, value] : thirds) EXPECT_EQ(equal.quantile(u), value) << u;
    const std::pair<double, double> quarters[] = {{0, 2},      {0.2499, 2}, {0.25, 1},
                                                  {0.7499, 1}, {0.75, 5},   {1, 5}};
    for (const auto& [u, value] : quarters) EXPECT_EQ(weighted.quantile(u), value) << u;
}

TEST(Choices, AreDrawnAsOftenAsTheirWeightsSay) {
    constexpr std::size_t n = 30'000;
    const auto columns = filled(*make_random({equal, weighted}, n, 4), 0, n);
    std::vector<std::uint64_t> counts(3), quarters(4);
    for (std::size_t i = 0; i < n; ++i) {
        ++counts[columns[0][i] == 2 ? 0 : columns[0][i] == 1 ? 1 : 2];
        // The choice of weight 2 in two parts, by the parity of the scenario.
        ++quarters[columns[1][i] == 2 ? 0 : columns[1][i] == 5 ? 1 : 2 + i % 2];
    }
    EXPECT_LT(chi_square(counts), unlikely_chi_square(2));
    EXPECT_LT(chi_square(quarters), unlikely_chi_square(3));
}

TEST(Choices, AreListedInWords) {
    EXPECT_EQ(to_string(equal), "one of 2, 1, 5");
    EXPECT_EQ(to_string(weighted), "one of 2 (weight 1), 1 (weight 2), 5 (weight 1)");
    EXPECT_EQ(fault(weighted), "");
}

}  // namespace
}  // namespace entente::driver
