// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Opens a file for reading. Throws std::runtime_error with the reason if HDF5 cannot.
Handle open_file(const std::filesystem::path& path);

/// Datasets of the root, in the order in which they were made.
std::vector<std::string> dataset_names(Id file);

/// What `file` says that it holds. `texts` and `plotted` are left empty.
struct FileContents {
    Schema schema;
    std::vector<Handle> datasets;         ///< of schema.variables, one each
    std::vector<std::string> text_names;  ///< of the texts, in their order
};

/// Throws std::runtime_error with the reason if the file is not one of ours, is damaged, or is of a
/// later major format.
FileContents read_contents(Id file);

}  // namespace entente::results
