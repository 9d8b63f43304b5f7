// SPDX-License-Identifier: Apache-2.0
//
// Statistics of outputs: the same bits however the values are cut, and sums without rounding.
#include "driver/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "driver/exact_sum.hpp"

namespace entente::driver {
namespace {

using Limits = std::numeric_limits<double>;

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

double largest(const std::vector<double>& values) {
    double most = 0;
    for (const double value : values) most = std::max(most, std::abs(value));
    return most;
}

// Values of magnitudes 2^lowest to 2^highest, of either sign, some of them zeros.
std::vector<double> spread(std::size_t count, int lowest, int highest, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> mantissa(1, 2);
    std::uniform_int_distribution<int> exponent(lowest, highest);
    std::vector<double> values(count);
    for (double& value : values) {
        value = random() % 50 == 0 ? 0.0 : std::ldexp(mantissa(random), exponent(random));
        if (random() % 2 == 0) value = -value;
    }
    return values;
}

TEST(ExactSum, ManyAreTheSumOfEach) {
    const std::pair<int, int> magnitudes[] = {{-1, 0},       {-40, 0},     {-300, 10},
                                              {-1074, 1023}, {1000, 1023}, {-1074, -1000},
                                              {0, 0},        {990, 1010}};
    std::uint64_t seed = 0;
    for (const auto& [lowest, highest] : magnitudes) {
        for (const std::size_t count : {1UL, 7UL, 511UL, 512UL, 513UL, 5000UL}) {
            const std::vector<double> values = spread(count, lowest, highest, ++seed);
            ExactSum each, many;
            for (const double value : values) each.add(value);
            many.add(values, largest(values));
            EXPECT_EQ(bits(many.over(1)), bits(each.over(1))) << lowest << " " << highest;
            EXPECT_EQ(bits(many.over(count)), bits(each.over(count)));
        }
    }
}

// What is left when the large ones cancel is all there, to the last bit.
TEST(ExactSum, CancellationLosesNothing) {
    for (const double small : {1e-30, Limits::denorm_min(), 3.0}) {
        std::vector<double> values = spread(1000, -20, 60, 3);
        for (std::size_t i = 0, n = values.size(); i < n; ++i) values.push_back(-values[i]);
        values.push_back(small);
        std::shuffle(values.begin(), values.end(), std::mt19937_64(1));
        ExactSum sum;
        sum.add(values, largest(values));
        EXPECT_EQ(sum.over(1), small);
    }
}

void expect_same(const Statistics& a, const Statistics& b) {
    EXPECT_EQ(bits(a.mean()), bits(b.mean()));
    EXPECT_EQ(a.finite(), b.finite());
    EXPECT_EQ(a.not_finite(), b.not_finite());
    for (const auto& [x, y] : {std::pair(a.least(), b.least()), std::pair(a.most(), b.most())}) {
        EXPECT_EQ(bits(x.value), bits(y.value));
        EXPECT_EQ(x.scenario, y.scenario);
    }
}

TEST(Statistics, AreTheSameHoweverTheValuesAreCut) {
    std::vector<double> values = spread(3000, -30, 3, 5);
    for (const std::size_t i : {100U, 2000U, 2001U}) values[i] = Limits::quiet_NaN();
    values[1500] = Limits::infinity();
    values[1501] = -Limits::infinity();
    Statistics whole;
    whole.add(values, 40);
    EXPECT_EQ(whole.not_finite(), 5u);
    for (const std::size_t part : {1UL, 16UL, 100UL, 512UL, 1024UL}) {
        Statistics parts, joined;
        for (std::size_t i = values.size() / part * part + part; i > 0;) {
            i -= part;
            if (i >= values.size()) continue;
            const std::span some(values.data() + i, std::min(part, values.size() - i));
            parts.add(some, 40 + i);
            Statistics alone;
            alone.add(some, 40 + i);
            joined.add(alone);
        }
        expect_same(parts, whole);
        expect_same(joined, whole);
    }
}

TEST(Statistics, ExtremesAreOfTheFirstScenarioThatHasThem) {
    std::vector<double> values(700, 0.5);
    values[30] = values[600] = 2;
    values[40] = values[650] = -0.0;
    values[41] = 0.0;
    Statistics statistics;
    statistics.add(values, 1000);
    EXPECT_EQ(statistics.most().scenario, 1030u);
    EXPECT_EQ(statistics.least().scenario, 1040u);
    EXPECT_TRUE(std::signbit(statistics.least().value));
    statistics.add(values, 0);
    EXPECT_EQ(statistics.most().scenario, 30u);
    EXPECT_EQ(statistics.least().scenario, 40u);
}

TEST(Statistics, OfNothingAreNotNumbers) {
    Statistics statistics;
    statistics.add({}, 0);
    const std::vector<double> none(100, Limits::quiet_NaN());
    statistics.add(none, 0);
    EXPECT_EQ(statistics.not_finite(), 100u);
    EXPECT_TRUE(std::isnan(statistics.mean()));
    EXPECT_TRUE(std::isnan(statistics.least().value));
    const std::vector<double> some{3.0, 1.0};
    statistics.add(some, 7);
    EXPECT_EQ(statistics.mean(), 2);
    EXPECT_EQ(statistics.least().scenario, 8u);
}

// A tile's statistics go through the journal, and are joined in whatever order.
TEST(Statistics, AreTheSameBitsAfterTheyWereSaved) {
    std::mt19937_64 random(7);
    Statistics direct, joined;
    for (std::uint64_t tile = 0; tile < 40; ++tile) {
        auto values = spread(333, tile % 3 == 0 ? -1074 : -5, tile % 3 == 1 ? 1000 : 5, tile);
        if (tile % 4 == 0) values[random() % values.size()] = Limits::quiet_NaN();
        if (tile == 5) std::fill(values.begin(), values.end(), Limits::infinity());
        direct.add(values, 1000 * tile);
        Statistics part;
        part.add(values, 1000 * tile);
        results::Bytes saved;
        part.save(saved);
        part.save(saved);  // one behind the other, as the outputs of a tile are
        std::span<const std::byte> from = saved;
        Statistics first, second;
        ASSERT_TRUE(first.load(from));
        ASSERT_TRUE(second.load(from));
        EXPECT_TRUE(from.empty());
        joined.add(second);
    }
    EXPECT_EQ(bits(joined.mean()), bits(direct.mean()));
    EXPECT_EQ(joined.finite(), direct.finite());
    EXPECT_EQ(joined.not_finite(), direct.not_finite());
    EXPECT_EQ(bits(joined.least().value), bits(direct.least().value));
    EXPECT_EQ(joined.least().scenario, direct.least().scenario);
    EXPECT_EQ(bits(joined.most().value), bits(direct.most().value));
    EXPECT_EQ(joined.most().scenario, direct.most().scenario);
}

TEST(Statistics, AreNotReadFromWhatIsTooShortOrSenseless) {
    Statistics statistics;
    statistics.add(std::vector{1.0, -3e200}, 4);
    results::Bytes saved;
    statistics.save(saved);
    for (std::size_t size = 0; size < saved.size(); ++size) {
        std::span<const std::byte> from(saved.data(), size);
        EXPECT_FALSE(Statistics().load(from)) << size;
    }
    saved[saved.size() - 9] = std::byte{200};  // a digit where there is none
    std::span<const std::byte> from = saved;
    EXPECT_FALSE(Statistics().load(from));
}

}  // namespace
}  // namespace entente::driver
