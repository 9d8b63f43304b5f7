// SPDX-License-Identifier: Apache-2.0
//
// entente run of a study that analyses in transit, and stores no scenario.
#pragma once

#include <filesystem>

#include "driver/commands/run_command.hpp"
#include "driver/plan.hpp"
#include "driver/ranks/ranks.hpp"
#include "driver/run.hpp"

namespace entente::driver {

bool is_in_transit(const Plan& plan);

/// Throws UserError if the run cannot be, before anything is written.
void check_in_transit(const RunCommand& command, const Plan& plan, const Crew& crew,
                      const std::filesystem::path& file, const Ranks& ranks);

/// Whether there is nothing left to do for a run with --resume, as its file is complete and sound;
/// says so. Throws UserError if the file is another's. For the leader.
bool is_analysed(const RunCommand& command, const Plan& plan, const RunOptions& options);

/// Runs it; returns the exit status. Collective.
int analyse_in_transit(const RunCommand& command, const Plan& plan, RunOptions options,
                       Ranks& ranks);

}  // namespace entente::driver
