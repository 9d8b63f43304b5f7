// SPDX-License-Identifier: Apache-2.0
//
// MPI launchers, seen through the environment that they give to a process. `entente` is built
// without MPI, so that it starts at once and runs where there is none; under a launcher that has
// started several processes it becomes `entente-mpi`, which lies beside it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace entente::driver {

/// How an environment variable is looked up; null if it is not set.
using Environment = std::function<const char*(const char*)>;

/// How many ranks a launcher has started (Open MPI's, MPICH's and Intel's mpirun, Slurm's srun with
/// --mpi=pmix or pmi2); nothing if none has.
std::optional<std::size_t> launched_ranks(const Environment& environment);

/// Replaces this program by the one beside it whose name has "-mpi" at its end if it is one of
/// several ranks, and returns otherwise. Where there is no such program it says so, and ends:
/// several copies would each compute everything.
void become_mpi_program(char** argv);

/// Throws std::runtime_error if the launcher has started several ranks and MPI sees one: it is
/// another MPI's launcher.
void check_launch(std::size_t ranks_seen);

}  // namespace entente::driver
