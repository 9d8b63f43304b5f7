// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "driver/backends/backend.hpp"
#include "driver/plan.hpp"
#include "driver/statistics.hpp"
#include "kernels/isa.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// Who evaluates a plan, and with what.
struct Crew {
    Backend backend = Backend::tbb;
    std::size_t threads = 1;
    kernels::Isa isa = kernels::Isa::scalar;
};

struct RunOptions {
    std::filesystem::path file;
    Crew crew;
    /// Root attributes to add to those that the plan and the run bring along.
    results::Attributes attributes = {};
};

struct RunReport {
    bool complete;            ///< false when stopped
    std::uint64_t scenarios;  ///< in the file
    std::uint64_t tiles;      ///< in the file
    double seconds;
    std::uint64_t bytes;              ///< of the file
    std::vector<Statistics> outputs;  ///< one per output of the plan
};

/// Evaluates the plan into a result file. The only place where tiles meet threads and files.
///
/// `computed` counts the scenarios as they are computed, for whoever wants to watch. A stop request
/// is obeyed within a batch of scenarios: unfinished tiles are dropped and FILE.partial stays.
/// Throws std::runtime_error when the machine fails.
RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              std::atomic<std::uint64_t>& computed);

/// Bytes of memory that run() takes for its buffers, about.
std::uint64_t run_memory(const Plan& plan, std::size_t threads);

}  // namespace entente::driver
