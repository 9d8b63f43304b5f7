// SPDX-License-Identifier: Apache-2.0
//
// Variables in the file: chunked datasets. All throw std::runtime_error when HDF5 fails.
#pragma once

#include <optional>
#include <string>

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Creates the dataset of `variable` in the root of `file`, with the properties `creation` and
/// without its dimension scales. Takes no space for its values.
Handle create_variable(Id file, const Schema& schema, const Variable& variable,
                       const Handle& creation);

/// Opens `dataset`'s description, all but its dimensions; nothing if no Variable describes it.
std::optional<Variable> read_variable(Id dataset, const std::string& name);

}  // namespace entente::results
