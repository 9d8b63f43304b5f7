// SPDX-License-Identifier: Apache-2.0
#include "driver/harvest.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <sys/resource.h>

namespace entente::driver {
namespace {

// Long enough that the tiles of all ranks come in their order, mostly, and short enough that little
// is left at the end.
constexpr std::chrono::milliseconds between_looks{100};

// As many of the segments as this process may open, with two files each, and MPI's connections to
// their ranks beside them. The limit that programs begin with is often much lower than the one that
// they may ask for.
std::vector<results::Segment> that_can_be_open(std::vector<results::Segment> segments) {
    constexpr rlim_t of_program = 256, of_rank = 4;
    const rlim_t others = of_program + of_rank * segments.size();
    const rlim_t wanted = others + 2 * segments.size();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(wanted, limit.rlim_max);
        static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
        if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
    }
    const rlim_t room = limit.rlim_cur - std::min(limit.rlim_cur, others);
    segments.resize(std::min<std::size_t>(segments.size(), room / 2));
    return segments;
}

}  // namespace

Harvest::Harvest(results::Writer& writer, std::mutex& writing, std::function<void()> failed)
    : writer_(writer),
      writing_(writing),
      failed_(std::move(failed)),
      gathering_(that_can_be_open(writer.others()), writer.variables(),
                 results::Gathering::Unreadable::leave),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

void Harvest::work(const std::stop_token& stop) try {
    while (!stop.stop_requested()) {
        gathering_.look();
        take_what_is_there(stop);
        std::unique_lock lock(resting_);
        rest_.wait_for(lock, stop, between_looks, [] { return false; });
    }
} catch (...) {
    failure_ = std::current_exception();
    has_failed_ = true;
    failed_();
}

void Harvest::take_what_is_there(const std::stop_token& stop) {
    const auto all = [](std::uint64_t) { return true; };
    while (!stop.stop_requested() && gathering_.next(tile_, all)) {
        const std::lock_guard lock(writing_);
        try {
            writer_.write(tile_);
        } catch (...) {
            has_failed_ = true;  // before another thread can try to write
            throw;
        }
    }
}

void Harvest::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace entente::driver
