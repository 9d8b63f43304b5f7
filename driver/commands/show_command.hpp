// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace entente::driver {

struct ShowCommand {
    std::filesystem::path file;
    bool csv = false;  ///< everything as one flat table, instead of a description
};

/// entente show: what a result file holds. Returns the exit status; throws UserError if the file is
/// not there or is not a result file.
int execute(const ShowCommand& command);

/// The same for a finished file, but in this process, which may crash or hang of a damaged one.
int show_here(const ShowCommand& command);

}  // namespace entente::driver
