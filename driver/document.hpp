// SPDX-License-Identifier: Apache-2.0
//
// A TOML document as a tree of plain values, each with the place it came from. The parser stays
// behind this header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "driver/user_error.hpp"

namespace entente::driver {

struct Value;
struct Entry;
using Array = std::vector<Value>;
using Table = std::vector<Entry>;  ///< in the order of the text

/// A date or a time: nothing here takes one, but a message can say what it found.
struct Moment {};

struct Value {
    std::variant<std::string, std::int64_t, double, bool, Moment, Array, Table> data;
    Position where;

    const Table* table() const { return std::get_if<Table>(&data); }
    Table* table() { return std::get_if<Table>(&data); }
};

struct Entry {
    std::string key;
    Position where;  ///< of the key
    Value value;
    std::uint64_t order = 0;  ///< ascends through the text; stays when the value is replaced
};

/// The value of `key`, or null.
const Value* find(const Table& table, std::string_view key);

/// Parses a document; `file` is its name in messages. Throws UserError.
Value parse_document(std::string_view text, const std::string& file);

/// Parses one value, or takes a bare word for the string it spells. All of it is placed at `file`,
/// with neither line nor column. Throws UserError.
Value parse_value(std::string_view text, const std::string& file);

}  // namespace entente::driver
