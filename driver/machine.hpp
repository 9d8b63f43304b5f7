// SPDX-License-Identifier: Apache-2.0
//
// The machine that the program runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "driver/allocation.hpp"

namespace entente::driver {

/// CPUs that this process may use, one of `sharers` that have the same ones: its share of those of
/// its affinity mask (taskset, Slurm), or fewer where a control group (a container) or a job of
/// Slurm grants less (driver/allocation.hpp), and then what does; `source` is empty where the mask,
/// or the machine, decides.
CpuGrant cpu_grant(std::size_t sharers = 1);

/// cpu_grant(sharers).cpus: at least 1.
std::size_t available_cpus(std::size_t sharers = 1);

/// Bytes of memory that the processes of a job may use on this node: the machine's, or what control
/// groups and Slurm grant of it.
std::uint64_t available_memory();

std::string host_name();

/// "AMD EPYC 9654 96-Core Processor"; "unknown" where the system does not tell.
std::string cpu_model();

/// The current time, UTC, ISO 8601: "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace entente::driver
