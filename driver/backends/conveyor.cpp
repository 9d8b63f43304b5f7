// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/conveyor.hpp"

#include <algorithm>
#include <utility>

#include "driver/thread_affinity.hpp"

namespace entente::driver {

Conveyor::Conveyor(const TileLoop& loop, std::stop_token stop)
    : loop_(loop),
      stop_(std::move(stop)),
      free_(loop.slots, std::max<std::size_t>(loop.threads, 1), loop.placement) {}

void Conveyor::work(std::size_t worker) noexcept {
    try {
        const BoundThread bound(loop_.placement.cpus(worker));
        const std::size_t node = loop_.placement.node(worker);
        while (const auto load = take(node)) {
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

std::optional<Conveyor::Load> Conveyor::take(std::size_t node) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !free_.empty() || failure_; });
    if (failure_ || at_end_ || stop_.stop_requested()) return std::nullopt;
    const std::uint64_t tile = loop_.claim();
    at_end_ = tile >= loop_.last;
    if (at_end_) return std::nullopt;
    return Load{tile, free_.take(node)};
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
        free_.give(oldest.slot);
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
