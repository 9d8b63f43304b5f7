// SPDX-License-Identifier: Apache-2.0
//
// The contract of driver/backends/backend.hpp, on every back end.
#include <atomic>
#include <cstdint>
#include <map>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "driver/backends/backend.hpp"

namespace entente::driver {
namespace {

// A loop that notes what happens to its tiles. The plain (not atomic) members are the point: if two
// calls that must exclude each other did not, the counts would be off and ThreadSanitizer would say
// so.
class Ledger {
  public:
    Ledger(std::size_t threads, std::size_t slots) : busy_(slots), values_(slots) {
        loop = {.claim = counting_from(10),
                .last = 10 + tiles,
                .threads = threads,
                .slots = slots,
                .compute = [this](std::uint64_t tile, std::size_t slot) { compute(tile, slot); },
                .consume = [this](std::uint64_t tile, std::size_t slot) { consume(tile, slot); }};
    }

    void compute(std::uint64_t tile, std::size_t slot) {
        shared_slots += busy_.at(slot).fetch_add(1) != 0;
        begun.fetch_add(1);
        values_[slot].assign(64, tile);
        values_[slot][0] = work(tile);
    }

    void consume(std::uint64_t tile, std::size_t slot) {
        overlaps += consuming_.fetch_add(1) != 0;
        for (std::size_t i = 1; i < 64; ++i) strange += values_[slot].at(i) != tile;
        ++consumed[tile];
        if (on_consume) on_consume(tile);
        busy_.at(slot).fetch_sub(1);
        consuming_.fetch_sub(1);
    }

    // Uneven, so that tiles overtake each other.
    static std::uint64_t work(std::uint64_t tile) {
        std::uint64_t x = tile;
        for (std::uint64_t i = 0; i < (tile * 7919) % 20000; ++i) x = x * 6364136223846793005u + 1;
        return x;
    }

    static constexpr std::uint64_t tiles = 500;
    TileLoop loop;
    std::map<std::uint64_t, int> consumed;
    std::function<void(std::uint64_t)> on_consume;
    std::atomic<std::uint64_t> begun = 0;
    std::atomic<int> shared_slots = 0;
    int overlaps = 0;
    int strange = 0;

  private:
    std::vector<std::atomic<int>> busy_;
    std::vector<std::vector<std::uint64_t>> values_;
    std::atomic<int> consuming_ = 0;
};

struct Crew {
    Backend backend;
    std::size_t threads;
    std::size_t slots;
};

std::string text(const Crew& crew) {
    return std::string(name(crew.backend)) + "_" + std::to_string(crew.threads) + "_threads_" +
           std::to_string(crew.slots) + "_slots";
}

// How GoogleTest prints a crew.
void PrintTo(const Crew& crew, std::ostream* out) { *out << text(crew); }

class Backends : public testing::TestWithParam<Crew> {};

TEST_P(Backends, EachTileIsComputedAndConsumedOnceInASlotOfItsOwn) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    run(GetParam().backend, ledger.loop, {});
    EXPECT_EQ(ledger.consumed.size(), Ledger::tiles);
    for (const auto& [tile, times] : ledger.consumed) {
        EXPECT_EQ(times, 1) << tile;
        EXPECT_TRUE(tile >= 10 && tile < ledger.loop.last) << tile;
    }
    EXPECT_EQ(ledger.shared_slots, 0);
    EXPECT_EQ(ledger.overlaps, 0);
    EXPECT_EQ(ledger.strange, 0);
}

TEST_P(Backends, NoTilesIsNoWork) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    ledger.loop.last = 10;
    run(GetParam().backend, ledger.loop, {});
    EXPECT_TRUE(ledger.consumed.empty());
}

TEST_P(Backends, AStopRequestEndsTheLoopAfterTheTilesInFlight) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    std::stop_source stop;
    ledger.on_consume = [&](std::uint64_t) {
        if (ledger.consumed.size() == 20) stop.request_stop();
    };
    run(GetParam().backend, ledger.loop, stop.get_token());
    EXPECT_EQ(ledger.consumed.size(), ledger.begun);
    EXPECT_GE(ledger.consumed.size(), 20u);
    EXPECT_LE(ledger.consumed.size(), 20 + GetParam().slots);
}

TEST_P(Backends, AStopRequestedBeforehandRunsNothing) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    std::stop_source stop;
    stop.request_stop();
    run(GetParam().backend, ledger.loop, stop.get_token());
    EXPECT_EQ(ledger.begun, 0u);
}

TEST_P(Backends, AFailureWhileComputingStopsTheLoopAndIsRethrown) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    ledger.loop.compute = [&](std::uint64_t tile, std::size_t slot) {
        if (tile == 100) throw std::runtime_error("tile 100");
        ledger.compute(tile, slot);
    };
    try {
        run(GetParam().backend, ledger.loop, {});
        FAIL() << "the exception was lost";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "tile 100");
    }
    EXPECT_LT(ledger.consumed.size(), Ledger::tiles);
}

TEST_P(Backends, AFailureWhileConsumingStopsTheLoopAndIsRethrown) {
    Ledger ledger(GetParam().threads, GetParam().slots);
    ledger.on_consume = [&](std::uint64_t) {
        if (ledger.consumed.size() == 30) throw std::runtime_error("disk full");
    };
    EXPECT_THROW(run(GetParam().backend, ledger.loop, {}), std::runtime_error);
    EXPECT_EQ(ledger.consumed.size(), 30u);
}

std::vector<Crew> crews() {
    std::vector<Crew> list{{Backend::serial, 1, 1}};
    for (const Backend backend : {Backend::openmp, Backend::tbb}) {
        list.push_back({backend, 1, 1});
        list.push_back({backend, 3, 3});
        list.push_back({backend, 4, 6});
    }
    return list;
}

INSTANTIATE_TEST_SUITE_P(All, Backends, testing::ValuesIn(crews()),
                         [](const auto& crew) { return text(crew.param); });

TEST(BackendNames, AreFoundAgain) {
    for (const Backend backend : backends()) EXPECT_EQ(parse_backend(name(backend)), backend);
    EXPECT_FALSE(parse_backend("TBB"));
    EXPECT_FALSE(parse_backend(""));
}

}  // namespace
}  // namespace entente::driver
