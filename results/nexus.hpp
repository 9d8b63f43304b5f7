// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// The root group that holds the plots; no variable may have its name.
inline constexpr char plots_group[] = "entry";

/// Makes viewers of the NeXus convention (silx view, H5Web) open the file at a plot of
/// Schema::plotted: NXdata groups with links to the arrays in the root, one group for each shape,
/// the first of them the default. Throws std::runtime_error when HDF5 fails.
void write_plots(Id file, const Schema& schema);

}  // namespace entente::results
