// SPDX-License-Identifier: Apache-2.0
#include "results/tiling.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

namespace entente::results {
namespace {

using Shape = std::vector<std::uint64_t>;

std::uint64_t product(std::span<const std::uint64_t> lengths) {
    return std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{1}, std::multiplies{});
}

std::uint64_t flat_index(const Tiling& tiling, const Shape& point) {
    std::uint64_t index = 0;
    for (std::size_t axis = 0; axis < point.size(); ++axis)
        index = index * tiling.shape()[axis] + point[axis];
    return index;
}

// Offset on the grid of chunks, and the box from there holding exactly the tile's scenarios.
void expect_is_its_chunk(const Tiling& tiling, const Tile& tile) {
    const auto offset = tiling.offset(tile.index);
    EXPECT_EQ(flat_index(tiling, offset), tile.first);
    std::uint64_t count = 1;
    for (std::size_t axis = 0; axis < offset.size(); ++axis) {
        EXPECT_EQ(offset[axis] % tiling.chunk()[axis], 0u);
        count *= std::min(tiling.chunk()[axis], tiling.shape()[axis] - offset[axis]);
    }
    EXPECT_EQ(count, tile.count);
}

// A chunk is a contiguous range of scenarios if at most one axis is cut, all before it have one
// point and all behind it are whole.
bool is_contiguous(const Tiling& tiling) {
    std::size_t axis = 0;
    while (axis < tiling.chunk().size() && tiling.chunk()[axis] == 1) ++axis;
    for (++axis; axis < tiling.chunk().size(); ++axis)
        if (tiling.chunk()[axis] != tiling.shape()[axis]) return false;
    return true;
}

void expect_tiles_partition(const Tiling& tiling, std::uint64_t most) {
    EXPECT_TRUE(is_contiguous(tiling));
    EXPECT_LE(tiling.scenarios_per_chunk(), most);
    EXPECT_EQ(tiling.scenarios_per_chunk(), product(tiling.chunk()));
    std::uint64_t next = 0;
    for (std::uint64_t t = 0; t < tiling.tiles(); ++t) {
        const auto tile = tiling.tile(t);
        ASSERT_EQ(tile.index, t);
        ASSERT_EQ(tile.first, next);
        ASSERT_GE(tile.count, 1u);
        expect_is_its_chunk(tiling, tile);
        next += tile.count;
    }
    EXPECT_EQ(next, tiling.scenarios());
}

TEST(Tiling, PutsEveryScenarioIntoOneTileInOrderWhateverTheShape) {
    std::mt19937_64 random(1);
    const Shape lengths{1, 1, 2, 3, 5, 7, 8, 13, 16};
    for (int trial = 0; trial < 500; ++trial) {
        Shape shape(1 + random() % 5);
        for (auto& length : shape) length = lengths[random() % lengths.size()];
        const auto most = 1 + random() % (2 * product(shape));
        const Tiling tiling(shape, most);
        SCOPED_TRACE(testing::PrintToString(shape) + " at most " + std::to_string(most));
        EXPECT_EQ(tiling.scenarios(), product(shape));
        expect_tiles_partition(tiling, most);
        if (HasFailure()) return;
    }
}

TEST(Tiling, IsTheSameWhenMadeAgainFromItsChunk) {
    std::mt19937_64 random(2);
    for (int trial = 0; trial < 2000; ++trial) {
        Shape shape(1 + random() % 5);
        for (auto& length : shape) length = 1 + random() % 12;
        const Tiling tiling(shape, 1 + random() % (2 * product(shape)));
        const Tiling again(shape, tiling.scenarios_per_chunk());
        ASSERT_TRUE(std::ranges::equal(tiling.chunk(), again.chunk()))
            << testing::PrintToString(shape);
    }
}

TEST(Tiling, CutsEvenlyRatherThanLeavingASmallRest) {
    const Tiling tiling({101}, 100);
    EXPECT_EQ(tiling.tiles(), 2u);
    EXPECT_EQ(tiling.tile(0).count, 51u);
    EXPECT_EQ(tiling.tile(1).count, 50u);
}

TEST(Tiling, KeepsTrailingAxesWhole) {
    const Tiling tiling({7, 5, 4}, 8);
    EXPECT_TRUE(std::ranges::equal(tiling.chunk(), Shape{1, 2, 4}));
    EXPECT_EQ(tiling.tiles(), 21u);
    EXPECT_EQ(tiling.offset(4), (Shape{1, 2, 0}));
    EXPECT_EQ(tiling.tile(5).count, 4u);  // the fifth point of the second axis, alone
}

TEST(Tiling, IsArithmeticOnTheIndexUpToTheLargestDesign) {
    const std::uint64_t side = std::uint64_t{1} << 31;
    const Tiling tiling({side, side}, 1'000'000);
    EXPECT_EQ(tiling.scenarios(), std::uint64_t{1} << 62);
    const auto last = tiling.tile(tiling.tiles() - 1);
    EXPECT_EQ(last.first + last.count, tiling.scenarios());
    expect_is_its_chunk(tiling, last);
    expect_is_its_chunk(tiling, tiling.tile(tiling.tiles() / 3));

    const Tiling line({(std::uint64_t{1} << 62) - 57}, std::uint64_t{1} << 20);
    const auto end = line.tile(line.tiles() - 1);
    EXPECT_EQ(end.first + end.count, line.scenarios());
}

TEST(Tiling, CountsTheTilesThatBeginBeforeAScenario) {
    const Tiling tiling({5, 7}, 3);  // rows of 7 in tiles of 3, 3 and 1
    std::uint64_t before = 0;
    for (std::uint64_t end = 0; end <= tiling.scenarios(); ++end) {
        before = 0;
        for (std::uint64_t t = 0; t < tiling.tiles(); ++t) before += tiling.tile(t).first < end;
        EXPECT_EQ(tiling.tiles_before(end), before) << end;
    }
    EXPECT_EQ(before, tiling.tiles());
}

TEST(Tiling, RefusesDesignsThatAreNone) {
    EXPECT_THROW(Tiling({}, 1), std::invalid_argument);
    EXPECT_THROW(Tiling({3, 0}, 1), std::invalid_argument);
    EXPECT_THROW(Tiling({3}, 0), std::invalid_argument);
    const std::uint64_t side = std::uint64_t{1} << 32;
    EXPECT_THROW(Tiling({side, side}, 1), std::invalid_argument);
    EXPECT_THROW(Tiling({side, side / 2}, 1), std::invalid_argument);  // 2^63 exactly
}

}  // namespace
}  // namespace entente::results
