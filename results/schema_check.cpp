// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <limits>
#include <set>
#include <stdexcept>
#include <string_view>

#include "results/integrity.hpp"
#include "results/nexus.hpp"
#include "results/rounding.hpp"
#include "results/schema.hpp"
#include "results/utf8.hpp"

namespace entente::results {
namespace {

constexpr std::size_t most_dimensions = 32;   // H5S_MAX_RANK
constexpr std::size_t most_name_bytes = 255;  // NC_MAX_NAME, less its end
constexpr std::uint64_t most_chunk_bytes = std::numeric_limits<std::uint32_t>::max();

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
    throw std::invalid_argument(what + ": " + why);
}

void check_text(const std::string& what, std::string_view text) {
    if (!is_utf8(text)) refuse(what, "its text is not UTF-8");
    if (text.find('\0') != std::string_view::npos) refuse(what, "its text has a zero byte");
}

// What netCDF allows as a name; HDF5 allows more.
void check_name(const std::string& name, std::set<std::string>& taken) {
    const auto what = "'" + name + "'";
    check_text(what, name);
    if (name.empty() || name == "." || name == "..") refuse(what, "not a usable name");
    if (name.size() > most_name_bytes) refuse(what, "a name has at most 255 bytes");
    const auto unfit = [](char c) { return c == '/' || (c >= 0 && c < ' ') || c == '\x7f'; };
    if (std::any_of(name.begin(), name.end(), unfit) || name.back() == ' ')
        refuse(what,
               "a name in a result file has no slash, no control character and no space at "
               "its end");
    if (!taken.insert(name).second) refuse(what, "this name is taken");
}

struct CheckAttributeText {
    const std::string& what;

    void operator()(const std::string& text) const { check_text(what, text); }
    void operator()(const std::vector<std::string>& texts) const {
        if (texts.empty()) refuse(what, "an empty list");
        for (const auto& text : texts) check_text(what, text);
    }
    template <class Number>
    void operator()(const std::vector<Number>& numbers) const {
        if (numbers.empty()) refuse(what, "an empty list");
    }
    void operator()(double) const {}
    void operator()(std::int64_t) const {}
};

// `own`: attributes that the file itself gives to such an object.
void check_attributes(const std::string& owner, const Attributes& attributes,
                      std::initializer_list<std::string> own) {
    std::set<std::string> taken(own);
    for (const auto& [name, value] : attributes) {
        check_name(name, taken);
        std::visit(CheckAttributeText{owner + ", attribute '" + name + "'"}, value);
    }
}

void check_dimension(const Dimension& dimension) {
    if (dimension.size == 0) refuse(dimension.name, "a dimension needs a point");
    if (!dimension.values.empty() && !dimension.labels.empty())
        refuse(dimension.name, "a dimension has values or labels, not both");
    const auto points = std::max(dimension.values.size(), dimension.labels.size());
    if (points != 0 && points != dimension.size)
        refuse(dimension.name, "as many values or labels as points, or none");
    check_text(dimension.name, dimension.long_name);
    check_text(dimension.name, dimension.units);
    for (const auto& label : dimension.labels) check_text(dimension.name, label);
    check_attributes(dimension.name, dimension.attributes,
                     {"long_name", "units", "CLASS", "NAME", "REFERENCE_LIST", "_Netcdf4Dimid"});
}

void check_flags(const Variable& variable) {
    if (!variable.flags.empty() &&
        (variable.type != ElementType::uint8 || variable.flags.size() > 255))
        refuse(variable.name, "flags are for uint8 variables, and at most 255");
    for (const auto& flag : variable.flags) {
        check_text(variable.name, flag);
        if (flag.empty() || flag.find_first_of(" \t\n\r\v\f") != std::string::npos)
            refuse(variable.name, "the flag '" + flag + "' is not one word");
        if (flag == missing_flag)
            refuse(variable.name, "the flag '" + flag + "' is the file's own");
    }
}

void check_variable(const Schema& schema, const Variable& variable) {
    if (variable.further && *variable.further >= schema.further.size())
        refuse(variable.name, "no such further dimension");
    if (schema.design.size() + (variable.further ? 1 : 0) > most_dimensions)
        refuse(variable.name, "a result file holds at most 32 dimensions");
    const auto values = extent(schema, variable);
    if (schema.tiling.scenarios_per_chunk() > most_chunk_bytes / bytes(variable.type) / values)
        refuse(variable.name, "a tile is larger than 4 GiB; ask for fewer scenarios per tile");
    if (const auto bits = variable.significant_bits)
        if (!is_float(variable.type) || *bits < 1 || *bits > mantissa_bits<double>)
            refuse(variable.name, "significant bits are for floating-point variables, 1 to 52");
    check_text(variable.name, variable.long_name);
    check_text(variable.name, variable.units);
    check_flags(variable);
    check_attributes(variable.name, variable.attributes,
                     {"long_name", "units", "_FillValue", "significant_bits",
                      "relative_error_bound", "flag_values", "flag_meanings", "DIMENSION_LIST",
                      "DIMENSION_LABELS", "CLASS", "NAME", "REFERENCE_LIST", "_Netcdf4Dimid"});
}

void check_plotted(const Schema& schema) {
    std::set<std::size_t> taken;
    for (const auto index : schema.plotted) {
        if (index >= schema.variables.size()) refuse("the plot", "no such variable");
        if (!taken.insert(index).second) refuse(schema.variables[index].name, "plotted twice");
    }
}

}  // namespace

void check(const Schema& schema) {
    const auto shape = schema.tiling.shape();
    const auto matches = [](std::uint64_t length, const Dimension& d) { return length == d.size; };
    if (!std::equal(shape.begin(), shape.end(), schema.design.begin(), schema.design.end(),
                    matches))
        refuse("the tiling", "its shape is not the design's");

    std::set<std::string> names{plots_group, integrity_group};
    for (const auto* dimensions : {&schema.design, &schema.further})
        for (const auto& dimension : *dimensions) {
            check_name(dimension.name, names);
            check_dimension(dimension);
        }
    if (schema.variables.empty()) refuse("the result file", "it has no variables");
    for (const auto& variable : schema.variables) {
        check_name(variable.name, names);
        check_variable(schema, variable);
    }
    for (const auto& [name, text] : schema.texts) {
        check_name(name, names);
        check_text(name, text);
    }
    check_attributes("the result file", schema.attributes,
                     {"Conventions", "format", "format_version", "design_dimensions", "NX_class",
                      "default", "_NCProperties", "_nc3_strict"});
    check_plotted(schema);
}

}  // namespace entente::results
