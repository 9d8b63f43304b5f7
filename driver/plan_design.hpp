// SPDX-License-Identifier: Apache-2.0
//
// From the entries of a study to the blocks, the factors and the points of its design.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/designs/design.hpp"
#include "driver/plan_correlations.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// What messages call a design of this kind: "a Sobol' sequence".
const char* in_words(DesignKind kind);

/// `singles` with those that a group has put together, in the place of its first. Throws UserError
/// for a group of what is not one of them, for one that is in two groups, and for a group that has
/// the name of another factor; and for a group in a design that knows columns alone.
std::vector<Factor> grouped(std::vector<Factor> singles, const std::vector<GroupEntry>& groups,
                            DesignKind kind);

/// Throws UserError at `where` if a design of this kind cannot take `what` from `distribution`.
void check_column(DesignKind kind, const Distribution& distribution, const std::string& what,
                  const Position& where);

/// The blocks of a sampled design. Throws UserError if there are no factors, for 2^63 scenarios or
/// more, and if too much is asked of the choice of trajectories.
Blocks blocks_of(const DesignEntry& entry, const std::vector<Factor>& factors);

/// The points of a sampled design. Throws UserError for what its kind cannot do.
std::unique_ptr<const Design> make_sampled(const DesignEntry& entry,
                                           const std::vector<Distribution>& marginals,
                                           const Blocks& blocks, const std::vector<Factor>& factors,
                                           const Correlations& correlations);

}  // namespace entente::driver
