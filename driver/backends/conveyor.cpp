// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/conveyor.hpp"

#include <utility>

namespace entente::driver {

Conveyor::Conveyor(const TileLoop& loop, std::stop_token stop)
    : loop_(loop), stop_(std::move(stop)) {
    for (std::size_t slot = loop.slots; slot > 0; --slot) free_.push_back(slot - 1);
}

void Conveyor::work() noexcept {
    try {
        while (const auto load = take()) {
            loop_.compute(load->tile, load->slot);
            hand_over(*load);
        }
    } catch (...) {
        fail(std::current_exception());
    }
}

void Conveyor::rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
}

std::optional<Conveyor::Load> Conveyor::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !free_.empty() || failure_; });
    if (failure_ || at_end_ || stop_.stop_requested()) return std::nullopt;
    const Load load{loop_.claim(), free_.back()};
    at_end_ = load.tile >= loop_.last;
    if (at_end_) return std::nullopt;
    free_.pop_back();
    return load;
}

void Conveyor::hand_over(Load load) {
    std::unique_lock lock(mutex_);
    computed_.push_back(load);
    if (consuming_) return;
    consuming_ = true;
    while (!computed_.empty() && !failure_) {
        const Load oldest = computed_.front();
        computed_.pop_front();
        lock.unlock();
        loop_.consume(oldest.tile, oldest.slot);
        lock.lock();
        free_.push_back(oldest.slot);
        changed_.notify_one();
    }
    consuming_ = false;
}

void Conveyor::fail(std::exception_ptr failure) noexcept {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    changed_.notify_all();
}

}  // namespace entente::driver
