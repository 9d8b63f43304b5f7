// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace entente::results {

/// Byte 0 of every element, then byte 1 of every element, and so on: HDF5's shuffle filter. `from`
/// and `to` hold `elements` elements of `size` (4 or 8) bytes, and do not overlap.
void shuffle(const std::byte* from, std::byte* to, std::size_t elements, std::size_t size) noexcept;

}  // namespace entente::results
