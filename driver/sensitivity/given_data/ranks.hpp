// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace entente::driver::given_data {

/// The rows of a column from its smallest to its largest value; equal values (0 and -0 are equal)
/// in the order of their rows. A radix sort: time grows with the rows, and 24 bytes each are taken
/// meanwhile. Up to 2^32 finite values.
std::vector<std::uint32_t> sorted_rows(std::span<const double> values);

/// Where runs of equal values begin in the sorted column, and its size at the end: "first[g] ..
/// first[g + 1] - 1 are places of equal values".
std::vector<std::uint32_t> equal_runs(std::span<const double> values,
                                      std::span<const std::uint32_t> sorted);

/// Ranks 1 .. n, equal values sharing the mean of theirs.
std::vector<double> mid_ranks(std::span<const double> values);

}  // namespace entente::driver::given_data
