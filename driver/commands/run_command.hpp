// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "driver/commands/options.hpp"
#include "driver/ranks/ranks.hpp"

namespace entente::driver {

struct RunCommand {
    StudyOptions study;
    CrewOptions crew;
    std::filesystem::path output;  ///< -o; empty: the study's
    WritingOptions writing;
    std::string until_ci;      ///< --until-ci; empty: what the study says
    std::string command_line;  ///< for the file
};

/// The exit status of a run that was stopped and can be resumed.
inline constexpr int interrupted = 130;

/// Tells the user what begins.
void announce(const Plan& plan, const Crew& crew);

/// entente run: returns the exit status, 0 or 130. Throws UserError before anything is written.
/// Collective; only the leader prints.
int execute(const RunCommand& command, Ranks& ranks);

}  // namespace entente::driver
