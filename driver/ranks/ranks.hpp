// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "results/bytes.hpp"

namespace entente::driver {

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
    /// How many of the ranks share the CPUs of this one: they are on the same machine, and bound to
    /// the same CPUs or to none.
    virtual std::size_t sharing_cpus() const noexcept = 0;

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

    /// To be called by the leader: `listener` is called with every message from now on, one at a
    /// time, on a thread of its own. It must not throw, nor call anything here.
    virtual void listen(std::function<void(std::span<const std::byte>)> listener) = 0;

    /// Collective: what the leader says.
    virtual results::Bytes from_leader(results::Bytes message) = 0;
    /// Collective: the sum of what all say.
    virtual std::uint64_t sum(std::uint64_t value) = 0;
    /// Collective: waits for all, and for the messages that they have sent. False if they do not
    /// come within `patience`: then some rank has died, and no collective call returns any more.
    virtual bool meet(std::chrono::milliseconds patience = std::chrono::milliseconds::max()) = 0;
};

/// Thrown where another rank has failed, and told why: this one has nothing to say.
struct FailedElsewhere {
    int status;  ///< of the whole job
};

/// Collective: runs `action`, and returns when it has succeeded on all ranks. Where it has not, the
/// first rank that failed throws what it threw, with its number before it unless it leads, and all
/// others FailedElsewhere.
void together(Ranks& ranks, const std::function<void()>& action);

}  // namespace entente::driver
