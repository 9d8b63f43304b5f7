// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/sample.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace entente::driver::discovery {
namespace {

TEST(Sample, HasOneOfEachOfEqualParts) {
    for (const std::uint64_t size : {1U, 7U, 100U, 999U}) {
        const Sample sample(1000, size, 3);
        std::uint64_t count = 0, part = 0;
        for (std::uint64_t i = 0; i < 1000; ++i) {
            if (i >= (part + 1) * 1000 / size) {
                ++part;
                EXPECT_EQ(count, part) << i;
            }
            count += sample.has(i) ? 1U : 0U;
        }
        EXPECT_EQ(count, size);
    }
}

TEST(Sample, IsAllOfAFewAndAnotherForEachSeed) {
    const Sample all(10, 20, 1);
    EXPECT_EQ(all.size(), 10U);
    for (std::uint64_t i = 0; i < 10; ++i) EXPECT_TRUE(all.has(i));
    std::uint64_t same = 0;
    for (std::uint64_t i = 0; i < 10000; ++i) {
        same += Sample(10000, 5000, 1).has(i) == Sample(10000, 5000, 2).has(i) ? 1U : 0U;
    }
    // Of each pair one is taken: the same in half of the pairs, 5000 of them, within 5 deviations.
    EXPECT_NEAR(static_cast<double>(same), 5000, 5 * std::sqrt(5000.0));
}

TEST(Sample, WorksForPopulationsBeyond32Bits) {
    constexpr std::uint64_t population = std::uint64_t{1} << 62;
    const Sample sample(population, std::uint64_t{1} << 61, 1);
    std::uint64_t count = 0;
    for (std::uint64_t i = population - 1000; i < population; ++i) count += sample.has(i) ? 1U : 0U;
    EXPECT_EQ(count, 500U);
}

// Five standard deviations of a binomial.
TEST(Halves, AreHalvesAndIndependent) {
    constexpr std::uint64_t n = 100000;
    std::uint64_t first = 0, both = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        first += in_half(1, 0, i) ? 1U : 0U;
        both += in_half(1, 0, i) && in_half(1, 1, i) ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(first), n / 2.0, 5 * std::sqrt(n / 4.0));
    EXPECT_NEAR(static_cast<double>(both), n / 4.0, 5 * std::sqrt(n * 3 / 16.0));
}

}  // namespace
}  // namespace entente::driver::discovery
