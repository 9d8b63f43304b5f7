// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/command_line.hpp"

int main(int argc, char** argv) { return entente::driver::run_command_line(argc, argv); }
