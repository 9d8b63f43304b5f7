// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "driver/backends/backend.hpp"
#include "driver/plan.hpp"
#include "kernels/isa.hpp"

namespace entente::driver {

struct RunOptions {
    std::filesystem::path file;
    Backend backend = Backend::tbb;
    std::size_t threads = 1;
    kernels::Isa isa = kernels::Isa::scalar;
};

/// What a run learnt about one output, over all its values.
struct OutputStatistics {
    std::string name;
    double min, mean, max;        ///< of the finite values
    std::uint64_t not_finite;
    std::uint64_t best, worst;    ///< first scenario with the largest and the smallest finite value
};

struct RunReport {
    bool complete;             ///< false when stopped
    std::uint64_t scenarios;   ///< computed
    double seconds;
    std::uint64_t bytes;       ///< of the file
    std::vector<OutputStatistics> outputs;
};

/// Told now and then, from one thread at a time, how far the run is.
using Progress = std::function<void(std::uint64_t scenarios_done, std::uint64_t scenarios)>;

/// Evaluates the plan into a result file. The only place where tiles meet threads and files.
/// Throws std::runtime_error when the machine fails; on a stop request leaves FILE.partial.
RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              const Progress& progress);

}  // namespace entente::driver
