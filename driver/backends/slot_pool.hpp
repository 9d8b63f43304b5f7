// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "driver/placement.hpp"

namespace entente::driver {

/// The slots of a tile loop that nobody uses, by the NUMA node whose memory they are in: that of
/// the worker which uses a slot first. Not for several threads at once: its owner has a lock.
///
/// Slots are meant for the workers' nodes evenly. A worker gets one of its own node, the one used
/// last (it may still be in a cache); if there is none, one of the node that has most, the one used
/// longest ago, which becomes the worker's own if nobody has used it.
class SlotPool {
  public:
    /// Of slots 0 .. slots - 1, for as many workers, 1 or more.
    SlotPool(std::size_t slots, std::size_t workers, const Placement& placement);

    bool empty() const noexcept { return free_count_ == 0; }

    /// A slot for a worker of `node`; there is one.
    std::size_t take(std::size_t node);

    void give(std::size_t slot);

    /// The node whose memory the slot is in, or is going to be.
    std::size_t home(std::size_t slot) const { return homes_.at(slot); }

  private:
    std::vector<std::deque<std::size_t>> free_;  ///< of each node; at the back the one used last
    std::vector<std::size_t> homes_;             ///< of each slot
    std::vector<bool> used_;                     ///< ever
    std::size_t free_count_;
};

}  // namespace entente::driver
