// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdlib>
#include <utility>

#include "driver/ranks/ranks.hpp"

namespace entente::driver {

/// The one process of an ordinary run.
class LoneRank : public Ranks {
  public:
    std::size_t rank() const noexcept override { return 0; }
    std::size_t count() const noexcept override { return 1; }
    std::size_t on_this_machine() const noexcept override { return 1; }
    Share cpus() const noexcept override { return {}; }
    std::uint64_t claim(std::size_t counter) override { return claims_.at(counter)++; }
    void stop() override { stopped_ = true; }
    bool stopped() const noexcept override { return stopped_; }
    std::uint64_t tally(std::uint64_t done) override { return done_ += done; }
    void send(std::span<const std::byte> message) override { listener_(message); }
    void listen(std::function<void(std::span<const std::byte>)> listener) override {
        listener_ = std::move(listener);
    }
    results::Bytes from_leader(results::Bytes message) override { return message; }
    std::uint64_t least(std::uint64_t value) override { return value; }
    bool meet(const std::stop_token&, std::chrono::milliseconds) override { return true; }
    [[noreturn]] void abort(int status) override { std::_Exit(status); }

  private:
    std::array<std::atomic<std::uint64_t>, counters> claims_{};
    std::atomic<std::uint64_t> done_ = 0;
    std::atomic<bool> stopped_ = false;
    std::function<void(std::span<const std::byte>)> listener_;
};

}  // namespace entente::driver
