// SPDX-License-Identifier: Apache-2.0
//
// Taking a document apart: every value has the type and range it must have, every key is known. All
// functions throw UserError at the value; `what` is how the message calls it ("parameter
// 'mirror'").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/document.hpp"
#include "kernels/interval.hpp"

namespace entente::driver {

/// A finite number.
double number(const Value& value, const std::string& what);

/// A finite number within `valid`.
double number(const Value& value, const std::string& what, const kernels::Interval& valid);

/// A whole number from `least` to `most`, at most 2^63 - 1; 1e6 will do as well as 1_000_000.
std::uint64_t whole(const Value& value, const std::string& what, std::uint64_t least,
                    std::uint64_t most);

/// A whole number of any size.
double whole(const Value& value, const std::string& what);

/// A string of 1 to 4096 bytes without control characters but for tabs and ends of lines.
const std::string& word(const Value& value, const std::string& what);

const Array& array(const Value& value, const std::string& what);

const Table& table(const Value& value, const std::string& what);

/// Strings of an array, each with its place.
std::vector<std::pair<std::string, Position>> words(const Value& value, const std::string& what);

/// The entry of `choices` that `value` names.
template <class T>
T choice(const Value& value, const std::string& what,
         std::span<const std::pair<std::string_view, T>> choices);

/// "a string", "a whole number", ... for messages.
std::string type_of(const Value& value);

/// "parameter 'mirror': 1.4 is out of range (valid: 0 to 1)"; `reason` for it is put behind the
/// range.
std::string out_of_range(const std::string& what, double value, const kernels::Interval& valid,
                         std::string_view reason = "");

[[noreturn]] void refuse_choice(const Value& value, const std::string& what,
                                const std::vector<std::string>& valid);

/// A table that is being read. Every key that it may have is asked for; finish() refuses all
/// others.
class TableReader {
  public:
    /// `what` the table is: "[design]". Throws UserError if `value` is no table.
    TableReader(const Value& value, std::string what);

    /// The value of `key`, or null.
    const Value* find(std::string_view key);

    /// The value of `key`. Throws UserError if there is none: at a key that is close to it, if any.
    const Value& need(std::string_view key);

    /// Throws UserError for a key that was never asked for.
    void finish() const;

    const Table& entries() const noexcept { return table_; }
    const Position& where() const noexcept { return where_; }
    const std::string& what() const noexcept { return what_; }

  private:
    [[noreturn]] void refuse(const Entry& entry, std::span<const std::string> valid) const;

    const Table& table_;
    Position where_;
    std::string what_;
    std::vector<std::string> known_;
};

template <class T>
T choice(const Value& value, const std::string& what,
         std::span<const std::pair<std::string_view, T>> choices) {
    const std::string& name = word(value, what);
    std::vector<std::string> valid;
    for (const auto& [text, result] : choices) {
        if (text == name) return result;
        valid.emplace_back(text);
    }
    refuse_choice(value, what, valid);
}

}  // namespace entente::driver
