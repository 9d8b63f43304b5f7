// SPDX-License-Identifier: Apache-2.0
#include "results/rounding.hpp"

#include <random>

#include <gtest/gtest.h>

namespace entente::results {
namespace {

using Double = std::numeric_limits<double>;
using Float = std::numeric_limits<float>;

// Rounding by definition: scale so that the last bit kept counts units, round to even, scale back.
double rounded_by_definition(double x, int bits) {
    int exponent = 0;
    const double mantissa = std::frexp(x, &exponent);  // 0.5 <= |mantissa| < 1
    return std::ldexp(std::nearbyint(std::ldexp(mantissa, bits + 1)), exponent - bits - 1);
}

double random_double(std::mt19937_64& random, int most_exponent) {
    const double mantissa = 1 + static_cast<double>(random() >> 12) * 0x1p-52;
    const int span = 2 * most_exponent + 1;
    const int exponent = static_cast<int>(random() % static_cast<unsigned>(span)) - most_exponent;
    return std::ldexp(random() % 2 == 0 ? mantissa : -mantissa, exponent);
}

TEST(Rounding, IsToNearestWithTiesToEven) {
    std::mt19937_64 random(1);
    for (int trial = 0; trial < 200'000; ++trial) {
        const int bits = 1 + static_cast<int>(random() % 52);
        const double x = random_double(random, 1000);
        ASSERT_EQ(rounded(x, bits), rounded_by_definition(x, bits)) << x << ' ' << bits;
    }
    EXPECT_EQ(rounded(1.25, 1), 1.0);  // halfway between 1 and 1.5
    EXPECT_EQ(rounded(1.75, 1), 2.0);  // halfway between 1.5 and 2
    EXPECT_EQ(rounded(-1.25, 1), -1.0);
    EXPECT_EQ(rounded(std::nextafter(1.25, 2.0), 1), 1.5);
}

TEST(Rounding, KeepsTheBoundThatTheFileStates) {
    std::mt19937_64 random(2);
    for (int trial = 0; trial < 200'000; ++trial) {
        const int bits = 1 + static_cast<int>(random() % 52);
        const double x = random_double(random, 120);
        ASSERT_LE(std::abs(rounded(x, bits) - x), std::ldexp(std::abs(x), -(bits + 1)));
        const int of_float = std::min(bits, 23);
        ASSERT_LE(std::abs(double{rounded_float(x, bits)} - x),
                  std::ldexp(std::abs(x), -(of_float + 1)));
    }
}

TEST(Rounding, OfFloatsIsRoundedOnce) {
    // Rounding to a float first would make this a tie, and the tie would go up.
    const double x = 1 + 0x1p-17 - 0x1p-40;
    EXPECT_EQ(rounded_float(x, 16), 1.0F);
    EXPECT_EQ(rounded_float(1.0 / 3, 23), static_cast<float>(1.0 / 3));
    EXPECT_EQ(rounded_float(1.0 / 3, 52), static_cast<float>(1.0 / 3));
}

TEST(Rounding, LeavesSpecialValuesAlone) {
    EXPECT_TRUE(std::isnan(rounded(Double::quiet_NaN(), 5)));
    EXPECT_EQ(rounded(Double::infinity(), 5), Double::infinity());
    EXPECT_EQ(rounded(-Double::infinity(), 5), -Double::infinity());
    EXPECT_EQ(rounded(Double::max(), 5), Double::max());  // would round to infinity
    EXPECT_EQ(rounded(Double::denorm_min(), 5), Double::denorm_min());
    EXPECT_EQ(rounded(0.0, 5), 0.0);
    EXPECT_TRUE(std::signbit(rounded(-0.0, 5)));
    EXPECT_EQ(rounded(1.0 / 3, 52), 1.0 / 3);

    EXPECT_TRUE(std::isnan(rounded_float(Double::quiet_NaN(), 5)));
    EXPECT_EQ(rounded_float(double{Float::max()}, 5), Float::max());
    EXPECT_EQ(rounded_float(double{Float::denorm_min()}, 5), Float::denorm_min());
    EXPECT_EQ(rounded_float(1e300, 5), Float::infinity());
    EXPECT_TRUE(std::signbit(rounded_float(-0.0, 5)));
}

}  // namespace
}  // namespace entente::results
