// SPDX-License-Identifier: Apache-2.0
#include "results/schema.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

namespace entente::results {
namespace {

constexpr std::size_t most_dimensions = 32;  // H5S_MAX_RANK
constexpr std::uint64_t most_chunk_bytes = std::numeric_limits<std::uint32_t>::max();
constexpr char plots_group[] = "entry";

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
    throw std::invalid_argument(what + ": " + why);
}

// Names become links of the file and names of netCDF, which both split them at a slash.
void check_name(const std::string& name, std::set<std::string>& taken) {
    if (name.empty() || name == "." || name == "..") refuse("'" + name + "'", "not a usable name");
    const auto unfit = [](char c) { return c == '/' || (c >= 0 && c < ' '); };
    if (std::any_of(name.begin(), name.end(), unfit) || name.back() == ' ')
        refuse("'" + name + "'", "a name in a result file has no slash, no control character and no "
                                 "space at its end");
    if (name == plots_group) refuse("'" + name + "'", "this name is the file's own");
    if (!taken.insert(name).second) refuse("'" + name + "'", "two things have this name");
}

void check_dimension(const Dimension& dimension) {
    if (dimension.size == 0) refuse(dimension.name, "a dimension needs a point");
    if (!dimension.values.empty() && !dimension.labels.empty())
        refuse(dimension.name, "a dimension has values or labels, not both");
    const auto points = std::max(dimension.values.size(), dimension.labels.size());
    if (points != 0 && points != dimension.size)
        refuse(dimension.name, "as many values or labels as points, or none");
}

void check_variable(const Schema& schema, const Variable& variable) {
    if (variable.further && *variable.further >= schema.further.size())
        refuse(variable.name, "no such further dimension");
    if (schema.design.size() + (variable.further ? 1 : 0) > most_dimensions)
        refuse(variable.name, "a result file holds at most 32 dimensions");
    const auto values = extent(schema, variable);
    if (schema.tiling.scenarios_per_chunk() > most_chunk_bytes / bytes(variable.type) / values)
        refuse(variable.name, "a tile is larger than 4 GiB; ask for fewer scenarios per tile");

    const bool is_float = variable.type == ElementType::float32 || variable.type == ElementType::float64;
    if (variable.significant_bits && (!is_float || *variable.significant_bits < 1))
        refuse(variable.name, "significant bits are for floating-point variables, and at least 1");
    if (!variable.flags.empty() && (variable.type != ElementType::uint8 || variable.flags.size() > 256))
        refuse(variable.name, "flags are for uint8 variables, and at most 256");
    for (const auto& flag : variable.flags)
        if (flag.empty() || flag.find(' ') != std::string::npos)
            refuse(variable.name, "the flag '" + flag + "' is not one word");
}

}  // namespace

std::size_t bytes(ElementType type) noexcept {
    switch (type) {
        case ElementType::float64: return 8;
        case ElementType::float32:
        case ElementType::int32: return 4;
        case ElementType::uint8: break;
    }
    return 1;
}

std::uint64_t extent(const Schema& schema, const Variable& variable) {
    return variable.further ? schema.further.at(*variable.further).size : 1;
}

std::uint64_t raw_bytes(const Schema& schema) {
    std::uint64_t per_scenario = 0;
    for (const auto& variable : schema.variables)
        per_scenario += bytes(variable.type) * extent(schema, variable);
    std::uint64_t total = 0;
    if (__builtin_mul_overflow(per_scenario, schema.tiling.scenarios(), &total))
        return std::numeric_limits<std::uint64_t>::max();
    return total;
}

void check(const Schema& schema) {
    const auto shape = schema.tiling.shape();
    const auto matches = [](std::uint64_t length, const Dimension& d) { return length == d.size; };
    if (!std::equal(shape.begin(), shape.end(), schema.design.begin(), schema.design.end(), matches))
        refuse("the tiling", "its shape is not the design's");

    std::set<std::string> names;
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
    for (const auto& [name, text] : schema.texts) check_name(name, names);
    for (const auto index : schema.plotted)
        if (index >= schema.variables.size()) refuse("the plot", "no such variable");
}

}  // namespace entente::results
