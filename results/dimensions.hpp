// SPDX-License-Identifier: Apache-2.0
//
// Dimensions in the file: HDF5 dimension scales as netCDF-4 wants them. All throw
// std::runtime_error when HDF5 fails.
#pragma once

#include <optional>
#include <string>

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Creates the dataset of `dimension` in the root of `file` and makes it a dimension scale.
Handle create_dimension(Id file, const Dimension& dimension);

/// The dimension whose scale is the dataset `name`, or nothing if it is not one.
std::optional<Dimension> read_dimension(Id file, const std::string& name);

/// Says that axis `axis` of `dataset` is the dimension `scale`.
void attach_dimension(Id dataset, Id scale, unsigned axis);

/// Whether axis `axis` of `dataset` is the dimension `scale`.
bool is_attached(Id dataset, Id scale, unsigned axis);

}  // namespace entente::results
