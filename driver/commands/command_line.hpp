// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver/ranks/ranks.hpp"

namespace entente::driver {

/// The whole program: reads the command line, does what it says, and prints what goes wrong on
/// standard error. Returns the exit status: 0 done, 2 wrong input, 1 the machine failed, 130
/// interrupted. Of several ranks, one that fails alone ends all.
int run_command_line(int argc, char** argv, Ranks& ranks);

}  // namespace entente::driver
