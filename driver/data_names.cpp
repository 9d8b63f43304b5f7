// SPDX-License-Identifier: Apache-2.0
#include "driver/data_names.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t longest = 32;

constexpr std::string_view reserved[] = {
    "title", "model",       "theatres", "patron", "parameters", "linked",
    "group", "correlation", "design",   "output", "horizon",    "scenario",
    "year",  "study",       "entry",    "status", "network",    "sensitivity"};

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string read_name(const Value& value, std::string_view what) {
    const std::string& name = word(value, "name");
    const auto fits = [](char c) { return is_small(c) || is_digit(c) || c == '_'; };
    if (!is_small(name.front()) || name.size() > longest ||
        !std::all_of(name.begin(), name.end(), fits)) {
        throw UserError(value.where,
                        fmt::format("'{}' cannot name {} (valid: a small letter, then small "
                                    "letters, digits and '_', 32 at most)",
                                    name.substr(0, longest), what));
    }
    if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved)) {
        throw UserError(value.where, fmt::format("'{}' cannot name {}: it has a meaning of its own",
                                                 name, what));
    }
    return name;
}

void check_id(const std::string& id, std::string_view whose, const Position& where) {
    const auto fits = [](char c) {
        return is_small(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' ||
               c == '.';
    };
    if (!id.empty() && id.size() <= longest && std::all_of(id.begin(), id.end(), fits)) return;
    throw UserError(where, fmt::format("'{}' cannot be {} id (valid: 1 to 32 letters, digits, '_', "
                                       "'-' and '.')",
                                       id.substr(0, longest), whose));
}

}  // namespace entente::driver
