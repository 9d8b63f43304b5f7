// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/designs/blocks.hpp"

namespace entente::driver {

/// Products that most_spread() takes: `candidates` times `chosen` distances of (D + 1)^2 pairs of
/// points with as many coordinates as there are columns; 2^64 - 1 if they are more.
std::uint64_t selection_work(std::uint64_t candidates, std::uint64_t chosen, std::size_t factors,
                             std::size_t columns);

/// Of the trajectories of `blocks`, `chosen` that lie far apart: Campolongo, Cariboni and Saltelli,
/// "An effective screening design for sensitivity analysis of large models", Environmental
/// Modelling & Software 22 (2007), maximise the sum of the squared distances of all pairs, where
/// the distance of two trajectories is the sum of those of all pairs of their points. Theirs is a
/// search of all combinations; here one trajectory after the other is added that adds most to the
/// sum, as in Ruano et al., "An improved sampling strategy based on trajectory design for
/// application of the Morris method to systems with many input factors", Environmental Modelling &
/// Software 37 (2012). Ascending; `chosen` is from 2 to the number of trajectories.
std::vector<std::uint64_t> most_spread(const Blocks& blocks, const std::vector<Factor>& factors,
                                       std::size_t chosen);

/// The distance of two of the trajectories of `blocks`, as above.
double trajectory_distance(const Blocks& blocks, const std::vector<Factor>& factors,
                           std::uint64_t one, std::uint64_t other);

}  // namespace entente::driver
