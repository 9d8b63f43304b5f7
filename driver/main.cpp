// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/command_line.hpp"
#include "driver/ranks/launcher.hpp"
#include "driver/ranks/lone_rank.hpp"
#include "driver/thread_affinity.hpp"

int main(int argc, char** argv) {
    using namespace entente::driver;
    run_on_all_places();
    become_mpi_program(argv);
    LoneRank rank;
    return run_command_line(argc, argv, rank);
}
