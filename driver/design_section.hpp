// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "driver/document.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// Reads [design]; paths are relative to `folder`. Refuses keys that its kind has no use for, and
/// numbers of points that its replicates cannot share. Throws UserError.
DesignEntry read_design(const Value& design, const std::filesystem::path& folder);

/// Reads [[group]]. Whether there are such columns, make_plan says. Throws UserError.
std::vector<GroupEntry> read_groups(const Value& groups);

/// Reads [[correlation]]. Whether there are such columns, make_plan says. Throws UserError.
std::vector<CorrelationEntry> read_correlations(const Value& correlations);

}  // namespace entente::driver
