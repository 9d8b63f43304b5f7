// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "driver/commands/options.hpp"

namespace entente::driver {

struct RunCommand {
    StudyOptions study;
    CrewOptions crew;
    std::filesystem::path output;  ///< -o; empty: the study's
    bool force = false;
    bool resume = false;
    bool take_over = false;
    std::string sync;      ///< seconds; empty: when the system sees fit
    std::string until_ci;  ///< --until-ci; empty: what the study says
    bool quiet = false;
    std::string command_line;  ///< for the file
};

/// entente run: returns the exit status, 0 or 130. Throws UserError before anything is written.
int execute(const RunCommand& command);

}  // namespace entente::driver
