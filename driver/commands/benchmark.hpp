// SPDX-License-Identifier: Apache-2.0
//
// The figure of merit: how it is measured. Raise `benchmark_version` with any change after which
// figures no longer compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "driver/backends/backend.hpp"
#include "driver/plan.hpp"
#include "kernels/isa.hpp"

namespace entente::driver {

inline constexpr int benchmark_version = 1;
inline constexpr std::string_view benchmark_definition =
    "alliance, 30 years, invented theatres of 27 and 5 members, Latin hypercube over the plausible "
    "ranges, seed 1";

/// Largest |difference| / (1 + |value|) from the scalar build that counts as agreement.
inline constexpr double benchmark_tolerance = 1e-9;

/// The study that all is measured on. `scenarios` only says how many there are to take from.
Plan benchmark_plan(std::uint64_t scenarios);

/// One instruction set on one thread: Instance::evaluate alone.
struct KernelFigure {
    kernels::Isa isa;
    double scenarios_per_second;
    double largest_difference;  ///< |difference| / (1 + |value|) from the scalar build
    bool agrees() const { return largest_difference <= benchmark_tolerance; }
};

/// Parameters, kernel, statistics and compression on several threads; no file.
struct EngineFigure {
    Backend backend;
    std::size_t threads;
    double scenarios_per_second;
};

/// The same into a file.
struct FileFigure {
    std::size_t threads;
    std::uint64_t scenarios;
    double scenarios_per_second;
    std::uint64_t bytes;  ///< of the file
};

std::vector<KernelFigure> measure_kernels(const Plan& plan);

/// With 1, 2, 4, ... threads up to those available, then with the other back ends on all of them.
std::vector<EngineFigure> measure_engine(const Plan& plan);

/// Into a folder for temporary files, which it removes again. `expected` scenarios per second
/// decide how many are run. Fewer than asked for on a stop request.
FileFigure measure_file(double expected, std::stop_token stop);

}  // namespace entente::driver
