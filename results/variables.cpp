// SPDX-License-Identifier: Apache-2.0
#include "results/variables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>
#include <vector>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/properties.hpp"
#include "results/rounding.hpp"

namespace entente::results {
namespace {

Handle variable_space(const Schema& schema, const Variable& variable, const std::string& action) {
    const auto shape = schema.tiling.shape();
    std::vector<hsize_t> lengths(shape.begin(), shape.end());
    if (variable.further) lengths.push_back(extent(schema, variable));
    return opened(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr),
                  H5Sclose, action);
}

void write_rounding(Id dataset, ElementType type, int bits) {
    const int kept =
        std::min(bits, type == ElementType::float32 ? mantissa_bits<float> : mantissa_bits<double>);
    write_attribute(dataset, "significant_bits", std::int64_t{kept});
    write_attribute(dataset, "relative_error_bound", std::ldexp(1.0, -(kept + 1)));
}

void write_flags(Id dataset, const Variable& variable) {
    std::vector<double> values(variable.flags.size());
    std::iota(values.begin(), values.end(), 0.0);
    std::string meanings;
    for (const auto& flag : variable.flags) meanings += flag + " ";
    values.push_back(missing(variable.type));
    meanings += missing_flag;
    write_numbers(dataset, "flag_values", values, file_type(variable.type));
    write_attribute(dataset, "flag_meanings", meanings);
}

std::optional<ElementType> element_type(Id dataset) {
    const auto stored = opened(H5Dget_type(dataset), H5Tclose, "read the type of a variable");
    for (const auto type :
         {ElementType::float32, ElementType::float64, ElementType::int32, ElementType::uint8})
        if (H5Tequal(stored.id(), file_type(type)) > 0) return type;
    return std::nullopt;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

}  // namespace

Handle create_variable(Id file, const Schema& schema, const Variable& variable,
                       const Handle& creation) {
    const auto action = "create the variable '" + variable.name + "'";
    const auto space = variable_space(schema, variable, action);
    const auto access = variable_access();
    auto dataset = opened(H5Dcreate2(file, variable.name.c_str(), file_type(variable.type),
                                     space.id(), H5P_DEFAULT, creation.id(), access.id()),
                          H5Dclose, action);
    write_description(dataset.id(), variable.long_name, variable.units);
    if (is_float(variable.type))
        write_number(dataset.id(), "_FillValue", std::numeric_limits<double>::quiet_NaN(),
                     file_type(variable.type));
    if (variable.significant_bits)
        write_rounding(dataset.id(), variable.type, *variable.significant_bits);
    if (!variable.flags.empty()) write_flags(dataset.id(), variable);
    write_attributes(dataset.id(), variable.attributes);
    return dataset;
}

std::optional<Variable> read_variable(Id dataset, const std::string& name) {
    const auto type = element_type(dataset);
    if (!type) return std::nullopt;
    Variable variable{.name = name, .long_name = {}, .units = {}, .type = *type};
    auto& attributes = variable.attributes;
    attributes = read_attributes(dataset);
    variable.long_name = take_text(attributes, "long_name");
    variable.units = take_text(attributes, "units");
    variable.flags = words(take_text(attributes, "flag_meanings"));
    if (const auto bits = take(attributes, "significant_bits"))
        if (const auto* number = std::get_if<std::int64_t>(&*bits))
            variable.significant_bits = static_cast<int>(*number);
    if (!variable.flags.empty() && variable.flags.back() == missing_flag) variable.flags.pop_back();
    for (const auto* own : {"_FillValue", "flag_values", "relative_error_bound"})
        take(attributes, own);
    return variable;
}

}  // namespace entente::results
