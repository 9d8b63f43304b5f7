// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "driver/backends/backend.hpp"
#include "driver/placement.hpp"
#include "driver/plan.hpp"
#include "driver/ranks/ranks.hpp"
#include "driver/statistics.hpp"
#include "kernels/isa.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// Who evaluates a plan, and with what.
struct Crew {
    Backend backend = Backend::tbb;
    std::size_t threads = 1;  ///< of each rank
    kernels::Isa isa = kernels::Isa::scalar;
    std::size_t ranks = 1;
    Placement placement = {};  ///< of the threads
};

struct RunReport;

struct RunOptions {
    std::filesystem::path file;
    Crew crew;
    /// Root attributes to add to those that the plan and the run bring along.
    results::Attributes attributes = {};
    /// Go on with what an unfinished run of the same study has left, if there is such a one; else
    /// that is removed.
    bool resume = false;
    /// Refuse to replace anything, with UserError: another run may have begun, and even ended,
    /// since the caller looked.
    bool only_new = false;
    bool take_over = false;  ///< see results::RunLock
    /// How long a tile may wait until the disk has it (see results::Writer).
    std::optional<std::chrono::seconds> sync = {};
    /// Whether the leader of several ranks copies, while they compute, what the others write (see
    /// Harvest). Then the disk has it twice until the end.
    bool harvest = true;
    /// Called by the leader when the run has been stopped, before it waits for the other ranks: a
    /// launcher gives them little time.
    std::function<void(const RunReport&)> when_stopped = {};
};

struct RunReport {
    bool complete;            ///< false when stopped
    std::uint64_t scenarios;  ///< in the file
    std::uint64_t tiles;      ///< in the file
    std::uint64_t computed;   ///< scenarios of the file that this run has computed
    std::uint64_t damaged;    ///< tiles of earlier runs that were damaged, and computed again
    double seconds;
    std::uint64_t bytes;  ///< of the file
    /// One per output of the plan, of a complete run; none if tiles came without their statistics,
    /// as those of merged files do.
    std::vector<Statistics> outputs;
};

/// How far a run is, for whoever wants to watch.
struct RunCounts {
    std::atomic<std::uint64_t> computed = 0;   ///< scenarios, as they are computed
    std::atomic<std::uint64_t> elsewhere = 0;  ///< those of other ranks
    std::atomic<std::uint64_t> kept = 0;       ///< scenarios of earlier runs
};

/// Evaluates the plan into a result file. The only place where tiles meet threads and files.
///
/// A stop request is obeyed within a batch of scenarios: unfinished tiles are dropped and
/// FILE.partial stays. Throws UserError if it cannot go on with what is there, std::runtime_error
/// when the machine fails.
///
/// All `ranks` call it, with the same plan and options; a rank that does not lead gets a report
/// that says nothing but whether it was stopped. What one of them could not do at the start, all
/// throw (see together()).
RunReport run(const Plan& plan, const RunOptions& options, Ranks& ranks, std::stop_token stop,
              RunCounts& counts);

/// The same by this process alone.
RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop, RunCounts& counts);

/// Bytes of memory that run() takes for its buffers, about.
std::uint64_t run_memory(const Plan& plan, const Crew& crew);

}  // namespace entente::driver
