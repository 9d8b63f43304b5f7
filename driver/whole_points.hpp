// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace entente::driver {

/// Axes are held in memory and in the file whole: far more points than any axis needs.
inline constexpr std::uint64_t most_points = 1'000'000;

/// Of all axes together, an axis that moves several parameters counted once for each.
inline constexpr std::uint64_t most_axis_values = 4'000'000;

/// The numbers of evenly spaced points nearest to `points` (2 or more) that make all of them whole:
/// the nearest that is not above and the nearest that is, if there is any. `from` and `to` are
/// whole, and differ.
std::vector<std::uint64_t> whole_points(double from, double to, std::uint64_t points);

}  // namespace entente::driver
