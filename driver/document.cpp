// SPDX-License-Identifier: Apache-2.0
#include "driver/document.hpp"

#include <algorithm>
#include <utility>

#include <toml++/toml.h>

#include "driver/nesting.hpp"

namespace entente::driver {
namespace {

// Turns the parser's nodes into ours. Without lines, every place is the file as a whole.
struct Converter {
    const std::string& file;
    bool with_lines;

    Position place(const toml::source_region& region) const {
        if (!with_lines) return {file, 0, 0};
        return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
    }

    Table table(const toml::table& from) const {
        Table to;
        for (const auto& [key, node] : from) {
            const auto [line, column] = key.source().begin;
            to.push_back({std::string(key.str()), place(key.source()), value(node),
                          std::uint64_t{line} << 32 | column});
        }
        // The parser sorts by key.
        std::sort(to.begin(), to.end(),
                  [](const Entry& a, const Entry& b) { return a.order < b.order; });
        return to;
    }

    Value value(const toml::node& node) const {
        Value to{Moment{}, place(node.source())};
        if (const auto* text = node.as_string()) to.data = text->get();
        if (const auto* whole = node.as_integer()) to.data = whole->get();
        if (const auto* real = node.as_floating_point()) to.data = real->get();
        if (const auto* flag = node.as_boolean()) to.data = flag->get();
        if (const auto* entries = node.as_table()) to.data = table(*entries);
        if (const auto* elements = node.as_array()) {
            Array array;
            for (const toml::node& element : *elements) array.push_back(value(element));
            to.data = std::move(array);
        }
        return to;
    }
};

// Not std::isalpha(), which asks the locale.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_bare_word(std::string_view text) {
    const auto fits = [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') ||
               std::string_view("_-./*").find(c) != std::string_view::npos;
    };
    const auto first = text.empty() ? '0' : text.front();
    const bool is_path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
    return (is_path || is_letter(first)) && std::all_of(text.begin(), text.end(), fits);
}

// "Error while parsing key-value pair: cannot redefine ..." without its beginning.
std::string reason(const toml::parse_error& error) {
    std::string text(error.description());
    const auto colon = text.find(": ");
    if (text.starts_with("Error while parsing ") && colon != std::string::npos) {
        text.erase(0, colon + 2);
    }
    if (text.starts_with('E')) text.front() = 'e';  // "Encountered ..."
    return text;
}

}  // namespace

const Value* find(const Table& table, std::string_view key) {
    for (const Entry& entry : table) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

Value parse_document(std::string_view text, const std::string& file) {
    check_nesting(text, file, true);
    try {
        const toml::table document = toml::parse(text);
        return {Converter{file, true}.table(document), {file, 0, 0}};
    } catch (const toml::parse_error& error) {
        const auto& begin = error.source().begin;
        throw UserError({file, static_cast<int>(begin.line), static_cast<int>(begin.column)},
                        "not valid TOML: " + reason(error));
    }
}

Value parse_value(std::string_view text, const std::string& file) {
    const std::string entry = "value = " + std::string(text);
    try {
        check_nesting(entry, file, false);
        const toml::table document = toml::parse(entry);
        const Table table = Converter{file, false}.table(document);
        if (table.size() == 1 && table[0].key == "value") return table[0].value;
    } catch (const toml::parse_error&) {
        if (is_bare_word(text)) return {std::string(text), {file, 0, 0}};
    }
    throw UserError(
        {file, 0, 0},
        "'" + std::string(text) +
            "' is not a value (valid: a number, a word, a \"string\", [a, b, c], or { from = "
            "0, to = 1, points = 5 })");
}

}  // namespace entente::driver
