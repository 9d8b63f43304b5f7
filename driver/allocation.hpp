// SPDX-License-Identifier: Apache-2.0
//
// What a batch system and control groups grant this process of its machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace entente::driver {

/// Where it is read: the environment, and the files of the system below `root`. Tests lay out
/// others.
struct Surroundings {
    std::function<std::optional<std::string>(const char* name)> variable;
    std::filesystem::path root;
};

/// Those of this process.
Surroundings surroundings();

struct CpuGrant {
    std::size_t cpus;    ///< at least 1
    std::string source;  ///< "SLURM_CPUS_PER_TASK", "a control group's quota"
};

/// The least that is granted to this process, one of `sharers` that have the same CPUs: its share
/// of the quota of its control groups (versions 1 and 2) and of those that contain them, rounded
/// up; within a job of Slurm (SLURM_JOB_ID is set) SLURM_CPUS_PER_TASK, which is its own, and its
/// share of SLURM_CPUS_ON_NODE, of which all tasks on the node have one. Slurm does not everywhere
/// enforce what was asked for. Nothing if nobody limits it.
///
/// What is not a whole number > 0 is ignored: these variables are Slurm's words, not the user's,
/// and whatever the kernel enforces holds nevertheless.
std::optional<CpuGrant> granted_cpus(const Surroundings& from, std::size_t sharers = 1);

/// The least number of bytes that is granted to the processes of this node: by control groups, and
/// by SLURM_MEM_PER_NODE or SLURM_MEM_PER_CPU (MiB; 0 is all there is) as above.
std::optional<std::uint64_t> granted_memory(const Surroundings& from);

/// "Slurm job 8, task 3 of array 5, restart 1, nodes n[1-2]"; empty outside a job. One line of
/// printable ASCII, at most some 300 characters, whatever the variables hold.
std::string batch_job(const Surroundings& from);

}  // namespace entente::driver
