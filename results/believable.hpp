// SPDX-License-Identifier: Apache-2.0
//
// Sizes that a damaged file states, before memory is taken for them.
#pragma once

#include <cstdint>
#include <string>

#include "results/hdf5_handle.hpp"

namespace entente::results {

/// Bytes that deflate can make of one: more than 1032 are not possible.
inline constexpr std::uint64_t most_inflation = 1032;

/// Throws std::runtime_error if the attribute's values cannot be in the file: they would be larger.
void check_attribute(Id attribute, const std::string& name);

/// Throws std::runtime_error if the dataset's values are in another file, or cannot be in this one:
/// compressed by `inflation` at most, they would be larger than what is stored. `slack` bytes are
/// allowed for values that were never written.
void check_dataset(Id dataset, const std::string& name, std::uint64_t inflation,
                   std::uint64_t slack = std::uint64_t{1} << 20);

/// Throws std::runtime_error if `name` is in another file: a link says so.
void check_link(Id group, const std::string& name);

}  // namespace entente::results
