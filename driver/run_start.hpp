// SPDX-License-Identifier: Apache-2.0
//
// What a run says of itself when it begins: in the journal, and in the root of the result file.
#pragma once

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "driver/run_identity.hpp"
#include "results/journal.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {

/// Throws UserError if the file is there, or something of a run: another has begun since somebody
/// looked.
void check_new(const results::PartialFolder& folder);

/// That of a run which begins anew.
results::RunStart first_start(const Plan& plan, const RunOptions& options);

/// That of a run which goes on with the segments in `folder`: what the first of their runs said,
/// with one more line of history. Throws UserError, with what differs, if one of them is not of
/// this run.
results::RunStart next_start(const results::PartialFolder& folder, const Plan& plan,
                             const RunOptions& options);

/// What the first of the runs in `folder` said, whose identity must be `now`; history included.
results::RunStart earlier_start(const results::PartialFolder& folder, const Identity& now);

}  // namespace entente::driver
