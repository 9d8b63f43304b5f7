// SPDX-License-Identifier: Apache-2.0
#include "driver/ranks/launcher.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace entente::driver {
namespace {

constexpr int machine_failed = 1;

std::optional<std::size_t> number_in(const Environment& environment, const char* name) {
    const char* const text = environment(name);
    if (text == nullptr) return std::nullopt;
    std::size_t number = 0;
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
}

const char* of_process(const char* name) { return std::getenv(name); }

}  // namespace

std::optional<std::size_t> launched_ranks(const Environment& environment) {
    // PMI_SIZE is the word of MPICH, of Intel MPI, and of srun --mpi=pmi2.
    for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
        if (const auto size = number_in(environment, name)) return size;
    }
    // PMIx does not tell the size; its launcher is Slurm's or Open MPI's, which do.
    if (environment("PMIX_RANK") != nullptr) return number_in(environment, "SLURM_STEP_NUM_TASKS");
    return std::nullopt;
}

void become_mpi_program(char** argv) {
    const auto ranks = launched_ranks(of_process);
    if (ranks.value_or(1) <= 1) return;
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    const auto program = self.string() + "-mpi";
    ::execv(program.c_str(), argv);
    fmt::print(stderr,
               "{}: {}: {} ranks were started, for which the program with MPI is needed (build it "
               "where an MPI is installed, or start one process, or one for each --shard)\n",
               program, std::strerror(errno), *ranks);
    std::exit(machine_failed);
}

void check_launch(std::size_t ranks_seen) {
    const auto ranks = launched_ranks(of_process);
    if (ranks_seen != 1 || ranks.value_or(1) == 1) return;
    throw std::runtime_error(
        fmt::format("the launcher has started {} processes, but MPI sees each alone: it is the "
                    "launcher of another MPI than entente-mpi was built with",
                    *ranks));
}

}  // namespace entente::driver
