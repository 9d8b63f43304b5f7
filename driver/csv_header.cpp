// SPDX-License-Identifier: Apache-2.0
#include "driver/csv_header.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "driver/control_characters.hpp"
#include "results/utf8.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t longest_cell = 4096;

void check_text(const CsvReader& csv) {
    for (std::size_t c = 0; c < csv.cells().size(); ++c) {
        const std::string& text = csv.cells()[c].text;
        const auto refuse = [&](const char* why) { throw UserError(csv.where(c), why); };
        if (!results::is_utf8(text)) refuse("the cell is not UTF-8 text");
        if (has_control_characters(text)) refuse("the cell has a control character");
        if (text.size() > longest_cell) refuse("a cell of more than 4096 bytes");
    }
}

}  // namespace

CsvHeader::CsvHeader(const CsvReader& csv, std::span<const std::string> known,
                     std::span<const std::string> needed) {
    check_text(csv);
    check_separator(csv);
    for (std::size_t c = 0; c < csv.cells().size(); ++c) {
        const std::string& name = csv.cells()[c].text;
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw UserError(csv.where(c),
                            fmt::format("unknown column '{}' ({})", name, suggestion(name, known)));
        }
        if (find(name)) {
            throw UserError(csv.where(c), fmt::format("two columns are called '{}'", name));
        }
        names_.push_back(name);
    }
    for (const std::string& name : needed) {
        if (find(name)) continue;
        throw UserError(csv.where(0), fmt::format("the column '{}' is missing", name));
    }
}

std::optional<std::size_t> CsvHeader::find(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
}

void CsvHeader::check_row(const CsvReader& csv) const {
    check_text(csv);
    const std::size_t cells = csv.cells().size();
    if (cells == names_.size()) return;
    throw UserError(csv.where(names_.size()),
                    fmt::format("the row has {} {}, but the header names {}", cells,
                                cells == 1 ? "cell" : "cells", names_.size()));
}

}  // namespace entente::driver
