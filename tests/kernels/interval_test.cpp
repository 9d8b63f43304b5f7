// SPDX-License-Identifier: Apache-2.0
#include "kernels/interval.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace entente::kernels {
namespace {

TEST(Interval, HoldsItsEndsUnlessTheyAreOpen) {
    const Interval closed{0, 1};
    EXPECT_TRUE(closed.contains(0));
    EXPECT_TRUE(closed.contains(0.5));
    EXPECT_TRUE(closed.contains(1));
    const Interval above{0, 1, true, false};
    EXPECT_FALSE(above.contains(0));
    EXPECT_TRUE(above.contains(std::nextafter(0.0, 1.0)));
    EXPECT_TRUE(above.contains(1));
    const Interval below{0, 1, false, true};
    EXPECT_TRUE(below.contains(0));
    EXPECT_TRUE(below.contains(std::nextafter(1.0, 0.0)));
    EXPECT_FALSE(below.contains(1));
}

TEST(Interval, EndsWhereItSays) {
    const Interval interval{-0.05, 0.05};
    EXPECT_FALSE(interval.contains(std::nextafter(-0.05, -1.0)));
    EXPECT_FALSE(interval.contains(std::nextafter(0.05, 1.0)));
    EXPECT_TRUE(interval.contains(-0.05));
    EXPECT_TRUE(interval.contains(-0.0));
}

TEST(Interval, HoldsNothingThatIsNotFinite) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Interval everything{-infinity, infinity};
    EXPECT_FALSE(everything.contains(infinity));
    EXPECT_FALSE(everything.contains(-infinity));
    EXPECT_FALSE(everything.contains(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_TRUE(everything.contains(1e308));
}

TEST(Interval, OfOneNumberHoldsIt) {
    EXPECT_TRUE((Interval{3, 3}.contains(3)));
    EXPECT_FALSE((Interval{3, 3, true, false}.contains(3)));
}

TEST(Interval, IsWrittenAsAPersonWould) {
    EXPECT_EQ(to_string({0, 1}), "0 to 1");
    EXPECT_EQ(to_string({0, 0.1, true, false}), "above 0 to 0.1");
    EXPECT_EQ(to_string({0, 1, true, true}), "above 0, below 1");
    EXPECT_EQ(to_string({0, 1, false, true}), "from 0, below 1");
    EXPECT_EQ(to_string({-0.05, 20000}), "-0.05 to 20000");
}

}  // namespace
}  // namespace entente::kernels
