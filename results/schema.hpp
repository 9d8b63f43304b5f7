// SPDX-License-Identifier: Apache-2.0
//
// What a result file will hold, said before anything is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "results/tiling.hpp"

namespace entente::results {

/// Integers are not negative, and uint8 is below 255: see `missing`.
enum class ElementType { float32, float64, int32, uint8 };

/// Bytes of one element.
std::size_t bytes(ElementType type) noexcept;

constexpr bool is_float(ElementType type) noexcept {
    return type == ElementType::float32 || type == ElementType::float64;
}

/// What a file holds where it has no value: of a scenario that was not computed, or has no result.
constexpr double missing(ElementType type) noexcept {
    if (is_float(type)) return std::numeric_limits<double>::quiet_NaN();
    return type == ElementType::int32 ? -1 : 255;
}

/// The flag that a file adds to those of a variable, for `missing`.
inline constexpr std::string_view missing_flag = "not_computed";

enum class Compression {
    none,
    deflate  ///< shuffle + deflate, both stock HDF5 filters
};

/// An attribute: text, a number, or a list of either.
using AttributeValue = std::variant<std::string, double, std::int64_t, std::vector<std::string>,
                                    std::vector<double>, std::vector<std::int64_t>>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

/// The value of the attribute `name` if there is one, and it is a `Value`; else null.
template <class Value>
const Value* find(const Attributes& attributes, std::string_view name) {
    for (const auto& [key, value] : attributes) {
        if (key == name) return std::get_if<Value>(&value);
    }
    return nullptr;
}

/// A dimension of the file. With values or labels it is a coordinate variable; with neither it is a
/// bare index (a netCDF dimension without a variable).
struct Dimension {
    std::string name;
    std::string long_name;
    std::string units;
    std::uint64_t size;
    std::vector<double> values = {};
    std::vector<std::string> labels = {};
    Attributes attributes = {};
};

/// A variable over the design's dimensions, and over one further dimension if it has one.
struct Variable {
    std::string name;
    std::string long_name;
    std::string units;
    ElementType type;
    std::optional<std::size_t> further = {};   ///< index into Schema::further
    std::optional<int> significant_bits = {};  ///< mantissa bits kept, for floats; nothing = all
    std::vector<std::string> flags = {};       ///< CF flag_meanings of 0, 1, ... 254 (uint8)
    Attributes attributes = {};
};

/// A result file, described.
struct Schema {
    std::vector<Dimension> design;   ///< the grid's axes, or the one dimension `scenario`
    std::vector<Dimension> further;  ///< years, members
    std::vector<Variable> variables;
    std::vector<std::size_t> plotted;  ///< variables that NeXus viewers show first; may be empty
    Tiling tiling;                     ///< its shape is the design's
    Compression compression = Compression::deflate;
    Attributes attributes = {};                                   ///< of the root
    std::vector<std::pair<std::string, std::string>> texts = {};  ///< string datasets: "study"
};

/// Elements that one scenario has of `variable`.
std::uint64_t extent(const Schema& schema, const Variable& variable);

/// Bytes of all variables, uncompressed; 2^64 - 1 if they are more.
std::uint64_t raw_bytes(const Schema& schema);

/// Throws std::invalid_argument, with a line for the user, if no file can hold `schema`: names
/// taken twice or with a slash, coordinates of another length than their dimension, more than 32
/// dimensions, a tile above 4 GiB. Encoder and Writer check for themselves.
void check(const Schema& schema);

}  // namespace entente::results
