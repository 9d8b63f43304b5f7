// SPDX-License-Identifier: Apache-2.0
//
// Workers are where their seats are while a loop runs, and threads are free again afterwards.
#include "driver/placement.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "driver/backends/backend.hpp"
#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

using Cpus = std::vector<unsigned>;

// Notes where the threads of a loop may run. No tile ends before all workers have one.
class Whereabouts {
  public:
    explicit Whereabouts(std::size_t threads) : threads_(threads) {
        loop = {.claim = counting_from(0),
                .last = tiles,
                .threads = threads,
                .slots = threads + 2,
                .compute = [this](std::uint64_t, std::size_t) { compute(); },
                .consume = [this](std::uint64_t, std::size_t) { note(); }};
    }

    void compute() {
        note();
        const auto start = std::chrono::steady_clock::now();
        while (count() < threads_ && std::chrono::steady_clock::now() - start < patience) {
            std::this_thread::yield();
        }
    }

    void note() {
        const std::lock_guard lock(mutex_);
        seen[std::this_thread::get_id()].insert(allowed_cpus());
    }

    std::size_t count() {
        const std::lock_guard lock(mutex_);
        return seen.size();
    }

    // Of each thread, on which CPUs it was; it must not have moved.
    std::set<Cpus> places() const {
        std::set<Cpus> all;
        for (const auto& [thread, places] : seen) {
            EXPECT_EQ(places.size(), 1U);
            all.insert(places.begin(), places.end());
        }
        return all;
    }

    static constexpr std::uint64_t tiles = 60;
    static constexpr std::chrono::seconds patience{100};
    TileLoop loop;
    std::map<std::thread::id, std::set<Cpus>> seen;

  private:
    std::size_t threads_;
    std::mutex mutex_;
};

class Seated : public testing::TestWithParam<Backend> {
  protected:
    void SetUp() override {
        if (before.size() < 2) GTEST_SKIP() << "this process may use one CPU only";
    }

    std::size_t threads() const { return GetParam() == Backend::serial ? 1 : 2; }

    // Worker w on the w-th CPU, which is a node.
    Placement placement() const {
        Placement placement{.seats = {}, .nodes = threads()};
        for (std::size_t w = 0; w < threads(); ++w) placement.seats.push_back({w, {before[w]}});
        return placement;
    }

    std::set<Cpus> one_cpu_each() const {
        std::set<Cpus> places;
        for (std::size_t w = 0; w < threads(); ++w) places.insert({before[w]});
        return places;
    }

    // Nobody is bound any more.
    void expect_free() {
        EXPECT_EQ(allowed_cpus(), before);
        Whereabouts unbound(threads());
        run(GetParam(), unbound.loop, {});
        EXPECT_EQ(unbound.count(), threads());
        EXPECT_EQ(unbound.places(), (std::set<Cpus>{before}));
    }

    const Cpus before = allowed_cpus();
};

TEST_P(Seated, WorkersStayOnTheirSeats) {
    Whereabouts bound(threads());
    bound.loop.placement = placement();
    run(GetParam(), bound.loop, {});
    EXPECT_EQ(bound.count(), threads());
    EXPECT_EQ(bound.places(), one_cpu_each());
    expect_free();
}

TEST_P(Seated, WorkersLeaveTheirSeatsTwice) {
    for (int times = 0; times < 2; ++times) {
        Whereabouts bound(threads());
        bound.loop.placement = placement();
        run(GetParam(), bound.loop, {});
        EXPECT_EQ(bound.places(), one_cpu_each());
        EXPECT_EQ(allowed_cpus(), before);
    }
    expect_free();
}

TEST_P(Seated, WorkersLeaveTheirSeatsWhenOneHasFailed) {
    Whereabouts bound(threads());
    bound.loop.placement = placement();
    bound.loop.consume = [](std::uint64_t, std::size_t) { throw std::runtime_error("disk full"); };
    EXPECT_THROW(run(GetParam(), bound.loop, {}), std::runtime_error);
    expect_free();
}

TEST_P(Seated, WorkersGoOnWhereTheyAreIfThereIsNoSuchCpu) {
    Whereabouts bound(threads());
    bound.loop.placement = placement();
    for (Seat& seat : bound.loop.placement.seats) seat.cpus = {1U << 19};
    run(GetParam(), bound.loop, {});
    EXPECT_EQ(bound.places(), (std::set<Cpus>{before}));
    expect_free();
}

// More threads than CPUs would be an error of the caller's, but seats of a larger crew are fine.
TEST_P(Seated, ALoopOfFewerWorkersTakesTheFirstSeats) {
    Whereabouts bound(1);
    bound.loop.placement = placement();
    run(GetParam(), bound.loop, {});
    EXPECT_EQ(bound.places(), (std::set<Cpus>{{before[0]}}));
    EXPECT_EQ(allowed_cpus(), before);
}

INSTANTIATE_TEST_SUITE_P(All, Seated,
                         testing::Values(Backend::serial, Backend::openmp, Backend::tbb),
                         [](const auto& backend) { return std::string(name(backend.param)); });

}  // namespace
}  // namespace entente::driver
