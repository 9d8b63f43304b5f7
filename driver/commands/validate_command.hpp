// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace entente::driver {

struct ValidateCommand {
    std::string model;  ///< empty: all
    std::string isa;    ///< empty: all that the machine has
    bool markdown = false;
};

/// entente validate: recomputes the published numbers of the models and prints them side by side.
/// Returns the exit status: 1 if one of them was missed on one of the instruction sets.
int execute(const ValidateCommand& command);

}  // namespace entente::driver
