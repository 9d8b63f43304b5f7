// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "driver/ranks/ranks.hpp"
#include "driver/run.hpp"

namespace entente::driver {

/// What a rank gets of loops whose pieces are numbered from 0, and what it says of its progress
/// now and then when it asks for a piece.
class Claims {
  public:
    /// What other ranks have done is told in `counts`.
    Claims(Ranks& ranks, RunCounts& counts) : ranks_(ranks), counts_(counts) {}

    /// The next piece of the loop `counter`; one call at a time.
    std::uint64_t next(std::size_t counter) {
        const auto now = Clock::now();
        if (!ranks_.alone() && now >= next_telling_) {
            tell();
            next_telling_ = now + between_tellings;
        }
        return ranks_.claim(counter);
    }

    /// Scenarios that are safe; perhaps by another thread than next().
    void add(std::uint64_t scenarios) { done_ += scenarios; }

    /// Lets the others know of them; to be called at the end of the loop, too.
    void tell() {
        const std::uint64_t done = done_;
        counts_.elsewhere = ranks_.tally(done - told_) - done;
        told_ = done;
    }

    /// Scenarios that all ranks have told of.
    std::uint64_t of_all() {
        tell();
        return told_ + counts_.elsewhere;
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds between_tellings{100};

    Ranks& ranks_;
    RunCounts& counts_;
    std::atomic<std::uint64_t> done_ = 0;
    std::uint64_t told_ = 0;
    Clock::time_point next_telling_ = {};
};

}  // namespace entente::driver
