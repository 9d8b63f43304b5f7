// SPDX-License-Identifier: Apache-2.0
//
// Analyses that have come to their end: whether one that a run would make is there already.
#pragma once

#include <filesystem>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "driver/sensitivity/inquiry.hpp"

namespace entente::driver {

/// Returns if `file` is, undamaged, what run_in_transit() of this plan and inquiry writes: of the
/// same program, model, texts and scenarios, and of all blocks, or stopped before at intervals that
/// are as narrow as the inquiry asks. Else throws UserError with what differs. Reads the file in a
/// process that may die (driver/containment.hpp).
void check_finished(const std::filesystem::path& file, const Plan& plan, const Inquiry& inquiry,
                    const Crew& crew);

/// Whether the findings that are beside the scenarios of `file` (findings_path) are, undamaged, of
/// these: they say of the run what the file says. Reads the files likewise.
bool has_findings(const std::filesystem::path& file);

}  // namespace entente::driver
