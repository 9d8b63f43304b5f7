// SPDX-License-Identifier: Apache-2.0
#include "driver/user_error.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "driver/control_characters.hpp"
#include "results/utf8.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t most_listed = 24;
constexpr std::size_t longest_compared = 64;
constexpr std::size_t longest_message = 2000;
constexpr std::size_t longest_end = 300;  ///< of what is kept where a message is cut

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Without its middle if it is too long: at the end stands what would be valid.
std::string shortened(const std::string& text) {
    if (text.size() <= longest_message) return text;
    std::size_t head = longest_message - longest_end, tail = text.size() - longest_end;
    while (continues(text[head])) --head;
    while (tail < text.size() && continues(text[tail])) ++tail;
    return text.substr(0, head) + " ... " + text.substr(tail);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, ignoring
// case.
std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

// "integration" for "europe.integration": right but for the prefix.
bool lacks_prefix(std::string_view name, std::string_view full) {
    return full.size() > name.size() + 1 && full.ends_with(name) &&
           full[full.size() - name.size() - 1] == '.';
}

// "gdp" for "gdp_bn_usd": right but for the unit.
bool lacks_unit(std::string_view name, std::string_view full) {
    return full.size() > name.size() + 1 && full.starts_with(name) && full[name.size()] == '_';
}

}  // namespace

std::string to_string(const Position& where) {
    std::string text = where.file;
    if (where.line > 0) text += ":" + std::to_string(where.line);
    if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
    return text;
}

std::string one_line(std::string text) {
    if (!results::is_utf8(text)) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; },
            '?');
    }
    return shortened(without_control_characters(std::move(text)));
}

UserError::UserError(const std::string& message) : std::runtime_error(one_line(message)) {}

UserError::UserError(const Position& where, const std::string& message)
    : std::runtime_error(one_line(to_string(where) + ": " + message)) {}

const std::string* closest(std::string_view name, std::span<const std::string> valid) {
    if (name.empty() || name.size() > longest_compared) return nullptr;
    const std::string* best = nullptr;
    std::size_t fewest = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string& candidate : valid) {
        if (lacks_prefix(name, candidate) || lacks_unit(name, candidate)) return &candidate;
        if (const auto n = edits(name, candidate); n < fewest) {
            fewest = n;
            best = &candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view name, std::span<const std::string> valid,
                       std::string_view otherwise) {
    if (const std::string* candidate = closest(name, valid)) {
        return "did you mean '" + *candidate + "'?";
    }
    if (valid.size() > most_listed && !otherwise.empty()) return std::string(otherwise);
    std::string text = "valid: ";
    for (std::size_t i = 0; i < valid.size(); ++i) text += (i == 0 ? "" : ", ") + valid[i];
    return text;
}

}  // namespace entente::driver
