// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_scheduler_observer.h>

#include "driver/backends/backend.hpp"
#include "driver/backends/slot_pool.hpp"
#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

struct Load {
    std::uint64_t tile;
    std::size_t slot;
};

// The calling thread's number among those of its arena.
std::size_t worker() {
    return static_cast<std::size_t>(std::max(tbb::this_task_arena::current_thread_index(), 0));
}

// Threads take their seats when they enter the arena. When they leave it they get back the CPUs of
// the thread that made this, as do threads which TBB made meanwhile, with those of another seat.
// The mutex orders all of that after the constructor, for ThreadSanitizer's eyes, too.
class Seating : public tbb::task_scheduler_observer {
  public:
    Seating(tbb::task_arena& arena, const Placement& placement)
        : tbb::task_scheduler_observer(arena), placement_(placement) {
        if (!placement.binds()) return;
        {
            const std::lock_guard lock(mutex_);
            elsewhere_ = allowed_cpus();
        }
        if (!elsewhere_.empty()) observe(true);
    }

    // TBB's threads leave some time after the work has ended, mostly at once, and outlive the
    // arena. One that does not leave in time stays where it is until the next loop that binds.
    ~Seating() override {
        if (elsewhere_.empty()) return;
        {
            std::unique_lock lock(mutex_);
            left_.wait_for(lock, patience, [&] { return seated_ == 0; });
        }
        observe(false);
    }
    Seating(const Seating&) = delete;
    Seating& operator=(const Seating&) = delete;

    void on_scheduler_entry(bool) override {
        {
            const std::lock_guard lock(mutex_);
            ++seated_;
        }
        run_on(placement_.cpus(worker()));
    }

    void on_scheduler_exit(bool) override {
        run_on(elsewhere_);
        const std::lock_guard lock(mutex_);
        if (--seated_ == 0) left_.notify_one();
    }

  private:
    static constexpr std::chrono::milliseconds patience{5000};

    const Placement& placement_;
    std::vector<unsigned> elsewhere_;
    std::mutex mutex_;
    std::condition_variable left_;
    std::size_t seated_ = 0;
};

// Why there is no race. TBB orders the stages of one token and the calls of a serial stage, so
//     claim() -> lock, take(slot) -> compute(tile, slot) -> consume(tile, slot) -> lock, give(slot)
//       -> lock, take(slot) -> compute(another tile, slot),
// claim() belongs to the first stage and the consumer to the last. There are as many tokens as
// slots, a token takes one slot and ends after give(), so take() always finds one. (libtbb is not
// instrumented, so ThreadSanitizer cannot follow this: tests/system/tsan.supp. It does follow the
// same compute and consume under OpenMP.)
void run_pipeline(const TileLoop& loop, std::size_t threads, const std::stop_token& stop) {
    std::mutex mutex;
    SlotPool slots(loop.slots, threads, loop.placement);
    const auto claim = [&](tbb::flow_control& control) -> std::uint64_t {
        const std::uint64_t tile = stop.stop_requested() ? loop.last : loop.claim();
        if (tile >= loop.last) control.stop();
        return tile;
    };
    // By the thread that computes, which need not be the one that has claimed the tile.
    const auto take = [&] {
        const std::lock_guard lock(mutex);
        return slots.take(loop.placement.node(worker()));
    };
    const auto compute = [&](std::uint64_t tile) -> Load {
        const Load load{tile, take()};
        loop.compute(load.tile, load.slot);
        return load;
    };
    const auto consume = [&](Load load) {
        loop.consume(load.tile, load.slot);
        const std::lock_guard lock(mutex);
        slots.give(load.slot);
    };
    tbb::parallel_pipeline(
        loop.slots,
        tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_out_of_order, claim) &
            tbb::make_filter<std::uint64_t, Load>(tbb::filter_mode::parallel, compute) &
            tbb::make_filter<Load, void>(tbb::filter_mode::serial_out_of_order, consume));
}

}  // namespace

void run_tbb(const TileLoop& loop, std::stop_token stop) {
    const std::size_t threads = std::max<std::size_t>(loop.threads, 1);
    // The arena asks for workers, the control lets there be so many: without it TBB never has more
    // than one per core.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    const Seating seating(arena, loop.placement);
    arena.execute([&] { run_pipeline(loop, threads, stop); });
}

}  // namespace entente::driver
