// SPDX-License-Identifier: Apache-2.0
//
// Text in HDF5: variable-length UTF-8. All throw std::runtime_error when HDF5 fails.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "results/hdf5_handle.hpp"

namespace entente::results {

/// HDF5's type of variable-length UTF-8 text.
Handle text_type();

/// `texts` as HDF5 takes them; valid as long as they are.
std::vector<const char*> text_pointers(const std::vector<std::string>& texts);

/// The `count` texts that `read` puts where it is told, in the memory type that it is given. They
/// may be of fixed length: other programs write such ones.
std::vector<std::string> read_texts(const Handle& type, const Handle& space, std::size_t count,
                                    const std::function<void(Id memory, void* to)>& read);

/// A new scalar dataset that holds `text`.
void write_text(Id file, const std::string& name, const std::string& text);

/// The text of the scalar dataset `name`, or nothing if there is no such dataset.
std::optional<std::string> read_text(Id file, const std::string& name);

/// The texts of the one-dimensional dataset `dataset`, of which there are `count`.
void write_labels(Id dataset, const std::vector<std::string>& labels);
std::vector<std::string> read_labels(Id dataset, std::size_t count);

}  // namespace entente::results
