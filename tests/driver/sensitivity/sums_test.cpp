// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "driver/designs/blocks.hpp"
#include "driver/sensitivity/poisson_weights.hpp"
#include "driver/sensitivity/sum_tree.hpp"

namespace entente::driver {
namespace {

SumTree::Sums leaf(std::uint64_t i) {
    const auto x = static_cast<double>(i);
    return {std::sin(1 + x), 1 / (1 + x), 1e16 * std::fmod(x, 3)};
}

TEST(SumTree, HasTheSameBitsInAnyOrder) {
    std::mt19937_64 random(7);
    for (const std::uint64_t leaves : {1U, 2U, 3U, 64U, 77U, 1000U}) {
        SumTree plain(true);
        for (std::uint64_t i = 0; i < leaves; ++i) plain.insert(0, i, leaf(i));
        EXPECT_EQ(plain.leaves(), leaves);
        std::vector<std::uint64_t> order(leaves);
        for (std::uint64_t i = 0; i < leaves; ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), random);
        SumTree other(true);
        // In parts that are put together by themselves first.
        for (std::size_t at = 0; at < leaves;) {
            SumTree part(true);
            for (std::size_t k = 0; k < 1 + random() % 9 && at < leaves; ++k, ++at) {
                part.insert(0, order[at], leaf(order[at]));
            }
            other.insert(std::move(part));
        }
        EXPECT_EQ(plain.total(3), other.total(3)) << leaves;
        for (unsigned level = 0; level < 10; ++level) {
            const auto* a = plain.prefix(level);
            const auto* b = other.prefix(level);
            ASSERT_EQ(a == nullptr, b == nullptr) << level;
            EXPECT_EQ(a != nullptr, std::uint64_t{1} << level <= leaves);
            if (a != nullptr) {
                EXPECT_EQ(*a, *b);
            }
        }
    }
}

TEST(SumTree, SavesAndLoads) {
    SumTree tree(true);
    for (const std::uint64_t i : {0U, 1U, 2U, 5U, 9U}) tree.insert(0, i, leaf(i));
    results::Bytes bytes;
    tree.save(bytes);
    std::span<const std::byte> from = bytes;
    SumTree loaded(true);
    ASSERT_TRUE(loaded.load(from, 3));
    EXPECT_TRUE(from.empty());
    for (const std::uint64_t i : {3U, 4U, 6U, 7U, 8U}) {
        EXPECT_FALSE(loaded.has(i));
        loaded.insert(0, i, leaf(i));
        tree.insert(0, i, leaf(i));
    }
    EXPECT_TRUE(loaded.has(9));
    EXPECT_EQ(loaded.total(3), tree.total(3));
    for (std::size_t cut = 0; cut < bytes.size(); cut += 5) {
        std::span<const std::byte> part(bytes.data(), cut);
        SumTree none;
        EXPECT_FALSE(none.load(part, 3)) << cut;
    }
}

TEST(PoissonWeights, HaveMeanAndVarianceOne) {
    constexpr std::size_t replicates = 50, turns = 400;
    std::vector<double> weights(replicates * Blocks::turn);
    double n = 0, sum = 0, squares = 0, zeros = 0;
    for (std::uint64_t t = 0; t < turns; ++t) {
        poisson_weights(3, t * Blocks::turn, Blocks::turn, replicates, weights.data());
        for (const double w : weights) {
            ++n, sum += w, squares += (w - 1) * (w - 1), zeros += w == 0;
            ASSERT_EQ(w, std::floor(w));
        }
    }
    // Five standard errors: the fourth moment of a Poisson number about its mean is 4.
    EXPECT_NEAR(sum / n, 1, 5 / std::sqrt(n));
    EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(3 / n));
    EXPECT_NEAR(zeros / n, std::exp(-1), 5 * std::sqrt(0.24 / n));
}

TEST(PoissonWeights, BelongToTheirBlock) {
    std::vector<double> all(3 * Blocks::turn), part(3 * Blocks::turn);
    poisson_weights(3, 640, Blocks::turn, 3, all.data());
    poisson_weights(3, 640, 10, 3, part.data());
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t b = 0; b < Blocks::turn; ++b) {
            EXPECT_EQ(part[r * Blocks::turn + b], b < 10 ? all[r * Blocks::turn + b] : 0);
        }
    }
}

}  // namespace
}  // namespace entente::driver
