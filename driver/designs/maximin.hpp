// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace entente::driver {

/// Points that a search can place: the distances of all pairs are held.
inline constexpr std::size_t most_maximin_points = 2000;

/// The columns of a Latin hypercube, strata[c][i] for point i, after exchanges of two points'
/// strata in a column that lower Morris and Mitchell's criterion, "Exploratory designs for
/// computational experiments", Journal of Statistical Planning and Inference 43 (1995): the sum of
/// all pairs' distances to the power -20, which the least distances make up. One of the exchanged
/// points is always of the closest pair. The search is bounded; its end is a function of the
/// arguments.
void improve_maximin(std::vector<std::vector<std::uint32_t>>& strata, std::uint64_t seed);

/// The least squared distance of two points, in strata.
std::int64_t least_squared_distance(const std::vector<std::vector<std::uint32_t>>& strata);

}  // namespace entente::driver
