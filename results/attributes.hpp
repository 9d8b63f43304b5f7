// SPDX-License-Identifier: Apache-2.0
//
// Attributes of HDF5 objects. All throw std::runtime_error when HDF5 fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/hdf5_handle.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Writes an attribute of `object`, in the place of one that has the name. Text is variable-length
/// UTF-8, numbers are 64-bit; a list is one-dimensional.
void write_attribute(Id object, const std::string& name, const AttributeValue& value);
void write_attributes(Id object, const Attributes& attributes);

/// Writes numbers in the HDF5 type `type`, that of the variable which they describe.
void write_number(Id object, const std::string& name, double number, Id type);
void write_numbers(Id object, const std::string& name, const std::vector<double>& numbers, Id type);

/// Writes what every dataset says of itself; no unit is "1", as CF has it.
void write_description(Id dataset, const std::string& long_name, const std::string& units);

/// The attribute `name`, or nothing if there is none, or none that an AttributeValue can hold.
std::optional<AttributeValue> read_attribute(Id object, const std::string& name);

/// All attributes that an AttributeValue can hold, in the order in which they were written.
Attributes read_attributes(Id object);

/// Removes the attribute `name` from `attributes` and returns its value.
std::optional<AttributeValue> take(Attributes& attributes, const std::string& name);

/// The same for one that is text; empty if there is none.
std::string take_text(Attributes& attributes, const std::string& name);

}  // namespace entente::results
