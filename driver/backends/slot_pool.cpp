// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/slot_pool.hpp"

#include <algorithm>

namespace entente::driver {

SlotPool::SlotPool(std::size_t slots, std::size_t workers, const Placement& placement)
    : free_(placement.nodes), used_(slots, false), free_count_(slots) {
    for (std::size_t slot = 0; slot < slots; ++slot) {
        homes_.push_back(placement.node(slot % workers));
        free_[homes_[slot]].push_front(slot);
    }
}

std::size_t SlotPool::take(std::size_t node) {
    --free_count_;
    std::size_t slot = 0;
    if (auto& own = free_[node]; !own.empty()) {
        slot = own.back();
        own.pop_back();
    } else {
        auto& most =
            *std::max_element(free_.begin(), free_.end(),
                              [](const auto& a, const auto& b) { return a.size() < b.size(); });
        slot = most.front();
        most.pop_front();
        if (!used_[slot]) homes_[slot] = node;
    }
    used_[slot] = true;
    return slot;
}

void SlotPool::give(std::size_t slot) {
    free_[homes_[slot]].push_back(slot);
    ++free_count_;
}

}  // namespace entente::driver
