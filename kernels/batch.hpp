// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace entente::kernels {

/// Columns are padded to a multiple of this many lanes, the widest block that a kernel works on.
inline constexpr std::size_t padding = 32;

/// Alignment of every column, in bytes.
inline constexpr std::size_t alignment = 64;

/// Smallest padded column length that holds `scenarios` lanes.
constexpr std::size_t padded(std::size_t scenarios) noexcept {
    return (scenarios + padding - 1) / padding * padding;
}

/// The work handed to a kernel: structure of arrays, one lane per scenario.
///
/// Lane `i` of parameter `p` is `in[p][i]`. Every column is aligned to `alignment` bytes and holds
/// `padded(scenarios)` doubles, so that no kernel needs a remainder loop. Lanes past `scenarios`
/// hold a valid scenario (the last one, repeated); what a kernel writes there is never read.
/// An output column that is null is not wanted and costs nothing.
struct Batch {
    const double* const* in;  ///< one column per parameter, in the order of Instance::parameters()
    double* const* out;       ///< one column per Instance::columns(), or null
    std::size_t scenarios;
    double* scratch = nullptr;  ///< Instance::scratch() doubles to work in, aligned like a column
};

}  // namespace entente::kernels
