// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace entente::driver {

struct VerifyCommand {
    std::filesystem::path file;
    bool quiet = false;
};

/// entente verify: says whether the file is complete and what was written, and names what is not.
/// Returns the exit status: 0, or 1 if something is missing or damaged. Throws UserError if the
/// file cannot be read at all.
int execute(const VerifyCommand& command);

}  // namespace entente::driver
