// SPDX-License-Identifier: Apache-2.0
//
// The machine that the program runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace entente::driver {

/// CPUs that this process may use: those of its affinity mask (taskset, Slurm), or fewer where a
/// control group (a container) grants less time. At least 1.
std::size_t available_cpus();

/// Bytes of memory that this process may use: the machine's, or its control group's limit.
std::uint64_t available_memory();

std::string host_name();

/// "AMD EPYC 9654 96-Core Processor"; "unknown" where the system does not tell.
std::string cpu_model();

/// The current time, UTC, ISO 8601: "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace entente::driver
