// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "results/gathering.hpp"
#include "results/writer.hpp"

namespace entente::driver {

/// While a run of several ranks computes, its leader copies what the others have written into its
/// own segment, on a thread of its own, so that little is left to copy at the end. It removes
/// nothing: should the leader die, all tiles are still in the segments of those who computed them.
/// What it does not take (it may open only so many files, and a disk may show late, or not whole,
/// what another machine has written) is left for Writer::gather(), which looks at everything anew.
class Harvest {
  public:
    /// The `writer` is used under `writing` until stop(). `failed` is called, once, on the thread,
    /// if the machine fails to write: then nobody may write any more, see has_failed().
    Harvest(results::Writer& writer, std::mutex& writing, std::function<void()> failed);

    bool has_failed() const noexcept { return has_failed_; }

    /// Ends the thread, and throws what made it fail.
    void stop();

  private:
    void work(const std::stop_token& stop);
    void take_what_is_there(const std::stop_token& stop);

    results::Writer& writer_;
    std::mutex& writing_;
    std::function<void()> failed_;
    results::Gathering gathering_;
    results::EncodedTile tile_{};
    std::exception_ptr failure_;
    std::atomic<bool> has_failed_ = false;
    std::mutex resting_;
    std::condition_variable_any rest_;
    std::jthread thread_;
};

}  // namespace entente::driver
