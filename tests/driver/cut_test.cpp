// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class CutPlan : public StudyFolder {
  protected:
    // 7 x 11 x 13 = 1001 scenarios, in chunks of `tile` or what comes near.
    Plan grid(std::optional<std::uint64_t> tile, std::optional<std::uint64_t> limit,
              Shard shard) const {
        return make_plan(study_, {tile, limit, shard});
    }

    static void count(const Plan& plan, std::vector<int>& times) {
        std::uint64_t here = 0;
        for (std::uint64_t t = plan.first_tile; t < plan.last_tile; ++t) {
            const results::Tile tile = plan.tile(t);
            ASSERT_GT(tile.count, 0U);
            here += tile.count;
            for (std::uint64_t i = 0; i < tile.count; ++i) ++times.at(tile.first + i);
        }
        EXPECT_EQ(plan.scenarios_here(), here);
    }

    const Study study_ = study(on_island +
                               "[parameters]\n"
                               "mirror = { from = 0, to = 1, points = 7 }\n"
                               "deeds = { from = 0, to = 1, points = 11 }\n"
                               "recovery = { from = 0, to = 1, points = 13 }\n");
};

TEST_F(CutPlan, ShardsTakeEachScenarioOnce) {
    for (const std::uint64_t tile : {1U, 50U, 143U, 5000U}) {
        for (const std::uint64_t shards : {1U, 2U, 3U, 7U, 64U, 1500U}) {
            std::vector<int> times(1001, 0);
            for (std::uint64_t i = 1; i <= shards; ++i) count(grid(tile, {}, {i, shards}), times);
            EXPECT_EQ(std::count(times.begin(), times.end(), 1), 1001) << tile << ", " << shards;
        }
    }
}

TEST_F(CutPlan, ShardsOfATrialTakeItsScenariosOnce) {
    for (const std::uint64_t limit : {1U, 12U, 13U, 14U, 500U, 1000U, 1001U}) {
        for (const std::uint64_t shards : {1U, 3U, 16U}) {
            std::vector<int> times(1001, 0);
            for (std::uint64_t i = 1; i <= shards; ++i) count(grid(50, limit, {i, shards}), times);
            const auto end = times.begin() + static_cast<std::ptrdiff_t>(limit);
            EXPECT_EQ(std::count(times.begin(), end, 1), static_cast<std::ptrdiff_t>(limit));
            EXPECT_EQ(std::count(end, times.end(), 0), std::distance(end, times.end()));
        }
    }
}

TEST_F(CutPlan, ShardsAreEqualButForATile) {
    for (std::uint64_t i = 1; i <= 16; ++i) {
        const Plan p = grid(1, {}, {i, 16});
        const std::uint64_t tiles = p.last_tile - p.first_tile;
        EXPECT_TRUE(tiles == 1001 / 16 || tiles == 1001 / 16 + 1) << tiles;
    }
}

TEST_F(CutPlan, LimitBeyondTheEndIsTheEnd) {
    EXPECT_EQ(grid({}, 5000, {}).scenarios, 1001U);
    EXPECT_EQ(grid({}, 1000, {}).scenarios, 1000U);
}

TEST_F(CutPlan, TilesDoNotChangeScenarios) {
    const Plan fine = grid(5, {}, {}), coarse = grid(700, {}, {});
    EXPECT_GT(fine.last_tile, coarse.last_tile);
    for (const std::uint64_t i : {0U, 4U, 5U, 500U, 1000U}) {
        EXPECT_EQ(fine.scenario(i), coarse.scenario(i));
    }
}

TEST_F(CutPlan, ShardsOfTheLargestGridAreExact) {
    const std::string many = " = { from = 0, to = 1, points = 32768 }\n";
    const std::string text = on_island + "[parameters]\nrecovery" + many + "relapse" + many +
                             "deeds" + many + "mirror" + many + "thinning = [0, 0.3, 0.6, 1]\n";
    const Study s = study(text);
    const std::uint64_t shards = 1'000'003;
    std::uint64_t end = 0;
    for (const std::uint64_t i : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}}) {
        const Plan p = make_plan(s, {{}, {}, {i, shards}});
        EXPECT_EQ(p.first_tile, end);
        end = p.last_tile;
    }
    const Plan last = make_plan(s, {{}, {}, {shards, shards}});
    EXPECT_EQ(last.last_tile, last.tiling.tiles());
    const results::Tile tile = last.tile(last.last_tile - 1);
    EXPECT_EQ(tile.first + tile.count, std::uint64_t{1} << 62);
}

}  // namespace
}  // namespace entente::driver
