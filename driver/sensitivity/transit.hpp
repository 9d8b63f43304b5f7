// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>

#include "driver/plan.hpp"
#include "driver/ranks/ranks.hpp"
#include "driver/run.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver {

struct TransitReport {
    bool complete;           ///< false when stopped
    std::uint64_t blocks;    ///< that the findings rest on
    std::uint64_t computed;  ///< scenarios that this run has evaluated
    std::uint64_t failed;    ///< scenarios without a finite value that it has met, over all outputs
    double seconds;
    double widest;  ///< half width of the widest interval of a share; NaN if there is none
    results::Analysis analysis;  ///< what was found; of a stopped run provisional
};

/// Evaluates the plan and analyses it on the way: scenarios are summed and forgotten, so that
/// memory and file do not depend on their number. Writes the findings to options.file when all is
/// done, or the intervals are as narrow as `inquiry` asks; keeps the sums in FILE.partial every few
/// seconds and when stopped, for a run with options.resume to go on. The findings have the same
/// bits for any crew, and however often the run was interrupted.
///
/// Throws UserError if `inquiry` does not suit the design, or it cannot go on with what is there;
/// std::runtime_error when the machine fails, or a scenario does where the inquiry says `abort`.
///
/// All `ranks` call it, with the same arguments; only the leader's report says more than whether
/// the run is complete.
TransitReport run_in_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                             Ranks& ranks, std::stop_token stop, RunCounts& counts);

/// The same by this process alone.
TransitReport run_in_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                             std::stop_token stop, RunCounts& counts);

/// Bytes of memory that it takes, about.
std::uint64_t transit_memory(const Plan& plan, const Inquiry& inquiry, std::size_t threads);

}  // namespace entente::driver
