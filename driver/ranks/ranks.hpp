// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "results/bytes.hpp"

namespace entente::driver {

/// Share `index` of `count` equal parts, from 0.
struct Share {
    std::size_t index = 0;
    std::size_t count = 1;
};

/// The processes that work on one run together, each with threads of its own ("ranks", as MPI calls
/// them), as one of them sees them. Rank 0 leads: it has the lock of the result file, shows
/// progress, and puts together what the others have written.
///
/// Tiles are dealt out by counters that all ranks increase (Ranks::claim), whenever a worker is
/// free; nobody keeps a queue. What a rank computes stays with it until the end, but for messages
/// to the leader. Calls marked "collective" wait for all others to make the same call, in the same
/// order; they are for the main thread. All others may be made by any thread.
class Ranks {
  public:
    /// Counters that there are.
    static constexpr std::size_t counters = 256;

    virtual ~Ranks() = default;

    virtual std::size_t rank() const noexcept = 0;
    virtual std::size_t count() const noexcept = 0;
    /// Ranks on the machine of this one, itself included.
    virtual std::size_t on_this_machine() const noexcept = 0;
    /// Which of them share the CPUs of this one, because they are bound to the same or to none.
    virtual Share cpus() const noexcept = 0;

    bool leads() const noexcept { return rank() == 0; }
    bool alone() const noexcept { return count() == 1; }

    /// The next of 0, 1, 2, ... that no rank has had from this counter. After stop(), a number
    /// beyond all that anyone wants.
    virtual std::uint64_t claim(std::size_t counter) = 0;

    /// From now on no rank gets a tile.
    virtual void stop() = 0;
    /// Whether some rank has called it, as far as this one has heard.
    virtual bool stopped() const noexcept = 0;

    /// Adds to what all ranks have done, and returns that (scenarios computed).
    virtual std::uint64_t tally(std::uint64_t done) = 0;

    /// Gives `message` to the leader's listener, in the order of sending. Waits while many are
    /// under way: so a leader that cannot keep up slows the others down, and memory is bounded.
    virtual void send(std::span<const std::byte> message) = 0;

    /// To be called by the leader, before a collective call that comes before the first message:
    /// `listener` is called with every message, one at a time, on a thread of its own. It must not
    /// throw, nor call anything here.
    virtual void listen(std::function<void(std::span<const std::byte>)> listener) = 0;

    /// Collective: what the leader says.
    virtual results::Bytes from_leader(results::Bytes message) = 0;
    /// Collective: the least of what all say.
    virtual std::uint64_t least(std::uint64_t value) = 0;
    /// Collective: waits for all; the leader also for the end of its listener's work on what they
    /// have sent. False if they have not come within `patience` of a stop request: then the same
    /// call can be made again, to wait for longer. A rank that died will never come.
    virtual bool meet(const std::stop_token& stop = {},
                      std::chrono::milliseconds patience = std::chrono::seconds(10)) = 0;

    /// Ends all ranks at once, after a failure that the others do not know of.
    [[noreturn]] virtual void abort(int status) = 0;
};

/// Collective: runs `action`, and returns when it has succeeded on all ranks; else all throw a
/// Failure, whose message is empty but on the first rank that failed. A single rank throws what the
/// action throws.
void together(Ranks& ranks, const std::function<void()>& action);

/// "rank 3 on node7: ", which goes before what a rank says that does not lead; else "".
std::string who(const Ranks& ranks);

}  // namespace entente::driver
