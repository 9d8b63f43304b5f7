// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>

#include "driver/backends/backend.hpp"
#include "driver/backends/slot_pool.hpp"

namespace entente::driver {

/// The state of one tile loop that plain threads share: which tile is next, which slots are free,
/// which tiles wait to be consumed. Up to loop.threads threads call work().
///
/// Nobody waits to consume: a thread that has computed a tile queues it, and if no other thread is
/// consuming, it consumes until the queue is empty. The others go on computing, as long as a slot
/// is free; so a slow disk slows them down and memory stays bounded.
///
/// Why there is no race. One mutex guards every member. For each tile,
///     compute(tile, slot) -> lock, queue (tile, slot) -> lock, dequeue it -> consume(tile, slot)
///       -> lock, slot is free -> lock, slot taken -> compute(another tile, slot),
/// each arrow being program order or unlock-before-lock. A slot is in exactly one of these places,
/// so it has one user at a time. `consuming_` has one holder at a time and changes under the mutex,
/// so consume() calls are ordered among themselves.
class Conveyor {
  public:
    Conveyor(const TileLoop& loop, std::stop_token stop);

    /// Computes and consumes tiles until there are none left, a stop is requested or a thread
    /// failed. `worker` is the calling thread's number, 0 .. loop.threads - 1; its seat is taken
    /// meanwhile.
    void work(std::size_t worker) noexcept;

    /// Rethrows the first exception, once all threads have returned from work().
    void rethrow() const;

  private:
    struct Load {
        std::uint64_t tile;
        std::size_t slot;
    };

    std::optional<Load> take(std::size_t node);
    void hand_over(Load load);
    void fail(std::exception_ptr failure) noexcept;

    const TileLoop& loop_;
    std::stop_token stop_;

    std::mutex mutex_;
    std::condition_variable changed_;  ///< a slot became free, or a thread failed
    bool at_end_ = false;              ///< there are no more tiles
    SlotPool free_;
    std::deque<Load> computed_;
    bool consuming_ = false;
    std::exception_ptr failure_;
};

}  // namespace entente::driver
