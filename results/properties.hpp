// SPDX-License-Identifier: Apache-2.0
//
// HDF5 property lists: how files, groups and datasets are laid out. All throw std::runtime_error
// when HDF5 fails.
#pragma once

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// How to open files: locks if `lock` says so, bounded caches, and a format that HDF5 1.8 and later
/// read.
Handle access_properties(bool lock = true);

/// The same for a virtual view, which HDF5 1.10 and later read.
Handle view_access_properties(bool lock);

/// How to create a file, or a group: links and attributes keep the order in which they were made.
Handle file_properties();
Handle group_properties();

/// How to open a variable: without a cache of chunks. They are written and read whole, and HDF5
/// takes a missing chunk for a present one while it is cached.
Handle variable_access();

/// How to create a dataset that holds coordinates or a text.
Handle coordinates_properties();

/// How to create the dataset of `variable`: a chunk per tile, compression, fill value.
Handle variable_properties(const Schema& schema, const Variable& variable);

/// The same in a virtual view, but for where its values are: with the fill value alone.
Handle view_properties(const Variable& variable);

/// The type of `type`'s elements in the file: little-endian.
Id file_type(ElementType type);

}  // namespace entente::results
