// SPDX-License-Identifier: Apache-2.0
//
// entente-mpi: the program as a rank of an MPI job. `entente` turns into it under a launcher.
#include <cstdio>
#include <stdexcept>

#include <fmt/format.h>

#include "driver/commands/command_line.hpp"
#include "driver/commands/interruption.hpp"
#include "driver/ranks/launcher.hpp"
#include "driver/ranks/mpi_ranks.hpp"
#include "driver/thread_affinity.hpp"

int main(int argc, char** argv) try {
    using namespace entente::driver;
    run_on_all_places();
    // MPI's threads leave the signals to those that wait for them.
    const SignalsHeldBack held_back;
    MpiRanks ranks(argc, argv);
    check_launch(ranks.count());
    held_back.release();
    return run_command_line(argc, argv, ranks);
} catch (const std::runtime_error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
}
