// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <mutex>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include "driver/backends/backend.hpp"

namespace entente::driver {
namespace {

struct Load {
    std::uint64_t tile;
    std::size_t slot;
};

// The slots that no token holds.
class FreeSlots {
  public:
    explicit FreeSlots(std::size_t count) {
        for (std::size_t slot = count; slot > 0; --slot) free_.push_back(slot - 1);
    }

    std::size_t take() {
        const std::lock_guard lock(mutex_);
        const std::size_t slot = free_.back();
        free_.pop_back();
        return slot;
    }

    void give(std::size_t slot) {
        const std::lock_guard lock(mutex_);
        free_.push_back(slot);
    }

  private:
    std::mutex mutex_;
    std::vector<std::size_t> free_;
};

// Why there is no race. TBB orders the stages of one token and the calls of a serial stage, so
//     take() -> compute(tile, slot) -> consume(tile, slot) -> give(slot), unlock
//       -> lock, take(slot) -> compute(another tile, slot),
// claim() belongs to the first stage and the consumer to the last. There are as many tokens as
// slots and a token ends after give(), so take() always finds one. (libtbb is not instrumented, so
// ThreadSanitizer cannot follow this: tests/system/tsan.supp. It does follow the same compute and
// consume under OpenMP.)
void run_pipeline(const TileLoop& loop, const std::stop_token& stop) {
    FreeSlots slots(loop.slots);
    const auto take = [&](tbb::flow_control& control) -> Load {
        const std::uint64_t tile = stop.stop_requested() ? loop.last : loop.claim();
        if (tile >= loop.last) {
            control.stop();
            return {};
        }
        return {tile, slots.take()};
    };
    const auto compute = [&](Load load) {
        loop.compute(load.tile, load.slot);
        return load;
    };
    const auto consume = [&](Load load) {
        loop.consume(load.tile, load.slot);
        slots.give(load.slot);
    };
    tbb::parallel_pipeline(
        loop.slots,
        tbb::make_filter<void, Load>(tbb::filter_mode::serial_out_of_order, take) &
            tbb::make_filter<Load, Load>(tbb::filter_mode::parallel, compute) &
            tbb::make_filter<Load, void>(tbb::filter_mode::serial_out_of_order, consume));
}

}  // namespace

void run_tbb(const TileLoop& loop, std::stop_token stop) {
    const std::size_t threads = std::max<std::size_t>(loop.threads, 1);
    // The arena asks for workers, the control lets there be so many: without it TBB never has more
    // than one per core.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] { run_pipeline(loop, stop); });
}

}  // namespace entente::driver
