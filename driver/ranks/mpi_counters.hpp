// SPDX-License-Identifier: Apache-2.0
//
// Numbers that lie in rank 0 of an MPI job and to which every rank adds. Only mpi_ranks.cpp and its
// own .cpp include this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include <mpi.h>

namespace entente::driver {

/// `words` numbers, 0 at first. One-sided (MPI_Fetch_and_op) where MPI can make a window, and by
/// messages that the leader answers where it cannot: so does Debian's Open MPI between machines
/// without remote direct memory access, whose settings leave out the part that would do it
/// (osc = ^ucx,pt2pt in /etc/openmpi/openmpi-mca-params.conf).
class MpiCounters {
  public:
    /// Collective. Whoever calls MPI has `mpi`, which outlives this.
    MpiCounters(MPI_Comm world, std::size_t words, std::mutex& mpi);
    /// Collective; no rank adds any more.
    ~MpiCounters();
    MpiCounters(const MpiCounters&) = delete;
    MpiCounters& operator=(const MpiCounters&) = delete;

    /// Returns what the word was before. By any thread.
    std::uint64_t add(std::size_t word, std::uint64_t number);
    /// The same number to the words before `end`, not at once.
    void add_to_all_before(std::size_t end, std::uint64_t number);

    /// To be called by the leader again and again, on one thread, while others may add.
    void answer();
    /// Whether others wait for answer().
    bool by_messages() const noexcept { return window_ == MPI_WIN_NULL; }

  private:
    // What a rank asks for: to add to the words first .. end - 1.
    struct Wish {
        std::uint64_t first = 0, end = 0, number = 0;
    };
    struct Reply {
        std::uint64_t before = 0;
        MPI_Request request = MPI_REQUEST_NULL;
    };

    void make_window(std::size_t words);
    std::uint64_t grant(const Wish& wish);
    std::uint64_t ask(const Wish& wish);

    MPI_Comm world_;
    std::mutex& mpi_;
    int rank_ = 0;
    MPI_Win window_ = MPI_WIN_NULL;
    std::vector<std::uint64_t> words_;  ///< the leader's, if there is no window
    std::deque<Reply> replies_;         ///< that are under way
    std::mutex asking_;                 ///< one thread at a time waits for a reply
};

}  // namespace entente::driver
