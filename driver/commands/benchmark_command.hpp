// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace entente::driver {

struct BenchmarkCommand {
    bool json = false;
};

/// entente benchmark: how many scenarios a second this machine evaluates, per instruction set, over
/// threads and into a file. Returns the exit status: 1 if an instruction set gave wrong answers.
int execute(const BenchmarkCommand& command);

}  // namespace entente::driver
