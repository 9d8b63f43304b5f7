// SPDX-License-Identifier: Apache-2.0
#include "driver/table_reader.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "driver/control_characters.hpp"

namespace entente::driver {
namespace {

[[noreturn]] void refuse_type(const Value& value, const std::string& what,
                              std::string_view wanted) {
    throw UserError(value.where,
                    fmt::format("{}: expected {}, found {}", what, wanted, type_of(value)));
}

// 2^63: the first double that is no 64-bit signed number.
constexpr double too_large = 9223372036854775808.0;

constexpr std::size_t longest_word = 4096;

}  // namespace

std::string type_of(const Value& value) {
    struct Names {
        const char* operator()(const std::string&) const { return "a string"; }
        const char* operator()(std::int64_t) const { return "a whole number"; }
        const char* operator()(double) const { return "a number"; }
        const char* operator()(bool) const { return "true or false"; }
        const char* operator()(Moment) const { return "a date or time"; }
        const char* operator()(const Array&) const { return "an array"; }
        const char* operator()(const Table&) const { return "a table"; }
    };
    return std::visit(Names{}, value.data);
}

std::string out_of_range(const std::string& what, double value, const kernels::Interval& valid,
                         std::string_view reason) {
    return fmt::format("{}: {} is out of range (valid: {}{})", what, value, to_string(valid),
                       reason);
}

double number(const Value& value, const std::string& what) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) {
        return static_cast<double>(*whole);
    }
    const auto* real = std::get_if<double>(&value.data);
    if (real == nullptr) refuse_type(value, what, "a number");
    if (!std::isfinite(*real)) {
        throw UserError(value.where, fmt::format("{}: {} is not a finite number", what, *real));
    }
    return *real;
}

double number(const Value& value, const std::string& what, const kernels::Interval& valid) {
    const double result = number(value, what);
    if (!valid.contains(result)) throw UserError(value.where, out_of_range(what, result, valid));
    return result;
}

double whole(const Value& value, const std::string& what) {
    const bool is_number = std::holds_alternative<std::int64_t>(value.data) ||
                           std::holds_alternative<double>(value.data);
    if (!is_number) refuse_type(value, what, "a whole number");
    const double result = number(value, what);
    if (result != std::floor(result)) {
        throw UserError(value.where, fmt::format("{}: {} is not a whole number", what, result));
    }
    return result;
}

std::uint64_t whole(const Value& value, const std::string& what, std::uint64_t least,
                    std::uint64_t most) {
    const auto refuse = [&](const auto& shown) {
        throw UserError(value.where, fmt::format("{}: {} is out of range (valid: {} to {})", what,
                                                 shown, least, most));
    };
    const double real = whole(value, what);
    const auto* integer = std::get_if<std::int64_t>(&value.data);
    if (integer == nullptr && !(std::abs(real) < too_large)) refuse(real);
    const std::int64_t result = integer != nullptr ? *integer : static_cast<std::int64_t>(real);
    const auto natural = static_cast<std::uint64_t>(result);
    if (result < 0 || natural < least || natural > most) refuse(result);
    return natural;
}

const std::string& word(const Value& value, const std::string& what) {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr) refuse_type(value, what, "a string");
    if (text->empty()) throw UserError(value.where, what + ": the string is empty");
    // It would end a file's name, and no result file can hold it.
    if (text->find('\0') != std::string::npos) {
        throw UserError(value.where, what + ": the string has a zero byte");
    }
    if (has_control_characters(*text)) {
        throw UserError(value.where, what + ": the string has a control character");
    }
    if (text->size() > longest_word) {
        throw UserError(value.where,
                        fmt::format("{}: the string is longer than {} bytes", what, longest_word));
    }
    return *text;
}

const Array& array(const Value& value, const std::string& what) {
    const auto* elements = std::get_if<Array>(&value.data);
    if (elements == nullptr) refuse_type(value, what, "an array");
    return *elements;
}

const Table& table(const Value& value, const std::string& what) {
    if (value.table() == nullptr) refuse_type(value, what, "a table");
    return *value.table();
}

std::vector<std::pair<std::string, Position>> words(const Value& value, const std::string& what) {
    std::vector<std::pair<std::string, Position>> result;
    for (const Value& element : array(value, what)) {
        result.emplace_back(word(element, what), element.where);
    }
    return result;
}

void refuse_choice(const Value& value, const std::string& what,
                   const std::vector<std::string>& valid) {
    const auto& name = std::get<std::string>(value.data);
    throw UserError(value.where,
                    fmt::format("{}: unknown '{}' ({})", what, name, suggestion(name, valid)));
}

TableReader::TableReader(const Value& value, std::string what)
    : table_(table(value, what)), where_(value.where), what_(std::move(what)) {}

const Value* TableReader::find(std::string_view key) {
    known_.emplace_back(key);
    return driver::find(table_, key);
}

const Value& TableReader::need(std::string_view key) {
    const Value* value = find(key);
    if (value == nullptr) {
        const std::string wanted[] = {std::string(key)};
        for (const Entry& entry : table_) {
            const bool is_known =
                std::find(known_.begin(), known_.end(), entry.key) != known_.end();
            if (!is_known && closest(entry.key, wanted) != nullptr) refuse(entry, wanted);
        }
        throw UserError(where_, what_.empty() ? fmt::format("'{}' is missing", key)
                                              : fmt::format("{}: '{}' is missing", what_, key));
    }
    return *value;
}

void TableReader::finish() const {
    for (const Entry& entry : table_) {
        if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
        refuse(entry, known_);
    }
}

void TableReader::refuse(const Entry& entry, std::span<const std::string> valid) const {
    throw UserError(entry.where,
                    fmt::format("{}unknown key '{}' ({})", what_.empty() ? "" : what_ + ": ",
                                entry.key, suggestion(entry.key, valid)));
}

}  // namespace entente::driver
