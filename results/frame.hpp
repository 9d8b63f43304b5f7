// SPDX-License-Identifier: Apache-2.0
//
// All of a result file but the values of its variables. Throws std::runtime_error when HDF5 fails.
#pragma once

#include <functional>
#include <vector>

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Writes attributes, dimensions, texts and plots into the empty `file`, and creates the variables,
/// each with the `properties` for it; returns their datasets.
std::vector<Handle> write_frame(Id file, const Schema& schema,
                                const std::function<Handle(const Variable&)>& properties);

}  // namespace entente::results
