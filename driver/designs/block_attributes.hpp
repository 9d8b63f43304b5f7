// SPDX-License-Identifier: Apache-2.0
//
// Blocks and factors in the attributes of a result file, so that it can be analysed by itself.
#pragma once

#include <optional>

#include "driver/designs/blocks.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// Appends what structure_from() takes: `points`, `replicates` and what else the blocks have, the
/// names of the `factors`, and where one of them is a group, `factor_of_column`. (`design` and
/// `seed` are there already.)
void add_structure(const BlockStructure& structure, results::Attributes& attributes);

/// The blocks and factors that a result file with these root attributes has; nothing for designs
/// without blocks. Throws std::runtime_error where the attributes contradict each other.
std::optional<BlockStructure> structure_from(const results::Attributes& attributes);

}  // namespace entente::driver
