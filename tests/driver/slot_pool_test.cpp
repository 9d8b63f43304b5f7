// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/slot_pool.hpp"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace entente::driver {
namespace {

// Workers 0, 2, ... on node 0, the others on node 1.
Placement two_nodes(std::size_t workers) {
    Placement placement{.seats = {}, .nodes = 2};
    for (std::size_t w = 0; w < workers; ++w) {
        placement.seats.push_back({w % 2, {static_cast<unsigned>(w)}});
    }
    return placement;
}

TEST(SlotPool, OfOneNodeGivesTheSlotUsedLast) {
    SlotPool pool(4, 2, {});
    EXPECT_EQ(pool.take(0), 0U);
    EXPECT_EQ(pool.take(0), 1U);
    pool.give(0);
    EXPECT_EQ(pool.take(0), 0U);
    pool.give(1);
    pool.give(0);
    EXPECT_EQ(pool.take(0), 0U);
    EXPECT_EQ(pool.take(0), 1U);
    EXPECT_EQ(pool.take(0), 2U);
    EXPECT_FALSE(pool.empty());
    EXPECT_EQ(pool.take(0), 3U);
    EXPECT_TRUE(pool.empty());
}

TEST(SlotPool, GivesAWorkerASlotOfItsNode) {
    SlotPool pool(6, 4, two_nodes(4));
    const std::size_t a = pool.take(1), b = pool.take(0), c = pool.take(1);
    EXPECT_EQ(a, 1U);
    EXPECT_EQ(b, 0U);
    EXPECT_EQ(c, 3U);
    EXPECT_EQ(pool.home(a), 1U);
    pool.give(c);
    pool.give(b);
    pool.give(a);
    EXPECT_EQ(pool.take(0), b);  // not a, though that was given back later
    EXPECT_EQ(pool.take(1), a);
    EXPECT_EQ(pool.take(1), c);
}

TEST(SlotPool, LeavesNoSlotUnusedAndTakesFirstWhatTheOthersUseLast) {
    SlotPool pool(4, 4, two_nodes(4));  // 0 and 2 near node 0; 1 and 3 near node 1
    EXPECT_EQ(pool.take(0), 0U);
    EXPECT_EQ(pool.take(0), 2U);
    pool.give(0);
    pool.give(2);
    EXPECT_EQ(pool.take(1), 1U);
    EXPECT_EQ(pool.take(1), 3U);
    EXPECT_EQ(pool.take(1), 0U);  // of node 0, used longest ago
    EXPECT_EQ(pool.home(0), 0U);  // where its memory stays
    pool.give(0);
    EXPECT_EQ(pool.take(0), 0U);
    EXPECT_EQ(pool.take(1), 2U);
    EXPECT_TRUE(pool.empty());
}

TEST(SlotPool, ASlotThatNobodyHasUsedComesToWhoeverUsesItFirst) {
    SlotPool pool(4, 4, two_nodes(4));
    for (const std::size_t slot : {0U, 2U}) EXPECT_EQ(pool.take(0), slot);
    EXPECT_EQ(pool.take(0), 3U);  // meant for node 1, which would have used it last
    EXPECT_EQ(pool.home(3), 0U);
    EXPECT_EQ(pool.home(1), 1U);
    pool.give(3);
    EXPECT_EQ(pool.take(1), 1U);
    EXPECT_EQ(pool.take(1), 3U);
    EXPECT_EQ(pool.home(3), 0U);  // it has been used
}

TEST(SlotPool, HandsOutEverySlotOnce) {
    for (const std::size_t slots : {3U, 8U, 19U}) {
        SlotPool pool(slots, 3, two_nodes(3));
        std::vector<int> taken(slots, 0);
        for (std::size_t i = 0; i < slots; ++i) {
            ASSERT_FALSE(pool.empty());
            ++taken.at(pool.take(i % 2));
        }
        EXPECT_TRUE(pool.empty());
        EXPECT_EQ(taken, std::vector<int>(slots, 1));
    }
}

}  // namespace
}  // namespace entente::driver
