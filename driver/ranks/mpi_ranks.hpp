// SPDX-License-Identifier: Apache-2.0
//
// Ranks of an MPI job. Of the program only main_mpi.cpp includes this, and only this and
// mpi_counters know MPI.
#pragma once

#include <memory>

#include "driver/ranks/ranks.hpp"

namespace entente::driver {

/// The processes that an MPI launcher has started. Needs MPI 3 with MPI_THREAD_SERIALIZED.
///
/// Nothing here spins: who waits looks now and then. A thread in every rank does so all the time,
/// so that others' claims and messages get on while this rank computes, whatever the network.
class MpiRanks : public Ranks {
  public:
    /// Begins the use of MPI; throws std::runtime_error if the library cannot do what is needed. To
    /// be made once, by the main thread, while those signals are blocked that it wants to receive:
    /// MPI has threads of its own.
    MpiRanks(int& argc, char**& argv);
    /// Ends it; collective. Aborts where others have been waited for in vain.
    ~MpiRanks() override;
    MpiRanks(const MpiRanks&) = delete;
    MpiRanks& operator=(const MpiRanks&) = delete;

    std::size_t rank() const noexcept override;
    std::size_t count() const noexcept override;
    std::size_t on_this_machine() const noexcept override;
    Share cpus() const noexcept override;
    std::uint64_t claim(std::size_t counter) override;
    void stop() override;
    bool stopped() const noexcept override;
    std::uint64_t tally(std::uint64_t done) override;
    void send(std::span<const std::byte> message) override;
    void listen(std::function<void(std::span<const std::byte>)> listener) override;
    results::Bytes from_leader(results::Bytes message) override;
    std::uint64_t least(std::uint64_t value) override;
    bool meet(const std::stop_token& stop, std::chrono::milliseconds patience) override;
    [[noreturn]] void abort(int status) override;

    /// Whether claims are messages to the leader, because this MPI has nothing better.
    bool claims_by_messages() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace entente::driver
