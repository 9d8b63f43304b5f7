// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "driver/commands/options.hpp"

namespace entente::driver {

struct PlanCommand {
    StudyOptions study;
    CrewOptions crew;
    std::filesystem::path output;  ///< -o; empty: the study's
};

/// entente plan: checks everything that a run would, tries a few tiles and tells what it would
/// take. Writes nothing. Returns the exit status; throws UserError.
int execute(const PlanCommand& command);

}  // namespace entente::driver
