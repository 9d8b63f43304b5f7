// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/owen_scrambling.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

// Leading bits that two fractions have in common.
int shared(std::uint64_t x, std::uint64_t y) { return std::countl_zero(x ^ y); }

TEST(OwenScrambling, KeepsTheDepthAtWhichPointsPart) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 20'000; ++round) {
        const OwenScrambling scrambled(random(), random() % 100);
        const std::uint64_t x = random();
        const std::uint64_t y = x ^ (random() | std::uint64_t{1} << 63) >> round % 64;
        ASSERT_EQ(shared(x, y), round % 64);
        ASSERT_EQ(shared(scrambled(x), scrambled(y)), round % 64);
    }
}

// By every build of the blocks that this processor runs.
TEST(OwenScrambling, ABlockIsItsFractionsOneByOne) {
    std::mt19937_64 random(2);
    for (const OwenBlock build : owen_blocks()) {
        for (int round = 0; round < 2000; ++round) {
            const std::uint64_t seed = random(), column = random() % 100, replicate = random() % 20;
            const OwenScrambling scrambled(seed, column, replicate, build);
            const std::uint64_t rest = round == 0 ? 0 : random() >> 6;
            alignas(64) std::array<std::uint64_t, OwenCoins::block> block;
            scrambled.scramble_block(rest, block.data());
            for (std::uint64_t t = 0; t < block.size(); ++t) {
                ASSERT_EQ(block[t], scrambled(t << 58 | rest)) << t;
            }
        }
    }
}

TEST(OwenScrambling, MovesEveryPointAnywhere) {
    constexpr std::uint64_t seeds = 20'000;
    for (const std::uint64_t x : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
        std::vector<double> moved;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            moved.push_back(std::ldexp(static_cast<double>(OwenScrambling(seed, 3)(x)), -64));
        }
        EXPECT_LT(kolmogorov(moved), unlikely_kolmogorov);
    }
}

// Coins of different nodes are independent: that of a node and those of any two others, below it,
// beside it or a hash apart, take their 8 combinations equally often.
TEST(OwenScrambling, CoinsOfNodesAreIndependent) {
    struct Node {
        std::uint64_t path;
        int depth;
    };
    const Node nodes[] = {{0, 0}, {0, 1}, {1, 1},  {0, 2},   {3, 2},
                          {5, 5}, {0, 6}, {63, 6}, {64, 12}, {7, 29}};
    const auto coin = [](const OwenScrambling& scrambled, const Node& node) {
        const std::uint64_t x = node.depth == 0 ? 0 : node.path << (64 - node.depth);
        return (scrambled(x) ^ x) >> (63 - node.depth) & 1;
    };
    constexpr std::size_t n = std::size(nodes);
    std::vector<std::vector<std::uint64_t>> counts(n * n * n, std::vector<std::uint64_t>(8));
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        const OwenScrambling scrambled(seed, 0);
        std::uint64_t coins[n];
        for (std::size_t a = 0; a < n; ++a) coins[a] = coin(scrambled, nodes[a]);
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t b = a + 1; b < n; ++b) {
                for (std::size_t c = b + 1; c < n; ++c) {
                    ++counts[(a * n + b) * n + c][coins[a] << 2 | coins[b] << 1 | coins[c]];
                }
            }
        }
    }
    std::size_t tested = 0;
    for (const auto& combinations : counts) {
        if (combinations == std::vector<std::uint64_t>(8)) continue;
        EXPECT_LT(chi_square(combinations), unlikely_chi_square(7));
        ++tested;
    }
    EXPECT_EQ(tested, n * (n - 1) * (n - 2) / 6);
}

// The coins of one scrambling, level by level.
TEST(OwenScrambling, CoinsOfALevelAreFair) {
    const OwenScrambling scrambled(12, 34);
    for (int depth = 8; depth <= 20; ++depth) {
        const std::uint64_t nodes = std::uint64_t{1} << depth;
        double heads = 0;
        for (std::uint64_t path = 0; path < nodes; ++path) {
            const std::uint64_t x = path << (64 - depth);
            heads += static_cast<double>((scrambled(x) ^ x) >> (63 - depth) & 1);
        }
        const auto tossed = static_cast<double>(nodes);
        EXPECT_LT(std::abs(heads - tossed / 2) / std::sqrt(tossed / 4), unlikely_z) << depth;
    }
}

}  // namespace
}  // namespace entente::driver
