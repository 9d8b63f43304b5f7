// SPDX-License-Identifier: Apache-2.0
#include "driver/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <istream>
#include <limits>
#include <system_error>
#include <utility>

namespace entente::driver {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 16;
constexpr std::size_t longest_cell = std::size_t{1} << 20;
constexpr std::size_t longest_record = std::size_t{1} << 24;
constexpr std::size_t most_cells = std::size_t{1} << 16;
constexpr std::size_t most_kept = 256;  // bytes of a cell, for the next record

int clamp_to_int(std::uint64_t value) {
    return static_cast<int>(std::min<std::uint64_t>(
        value, static_cast<std::uint64_t>(std::numeric_limits<int>::max())));
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// What a message shows of a cell.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 40;
    return "'" + std::string(text.substr(0, most)) + (text.size() > most ? "..." : "") + "'";
}

}  // namespace

double parse_number(std::string_view text, std::string_view what, const Position& where) {
    const std::string_view word = trimmed(text);
    if (word.empty())
        throw UserError(where, std::string(what) + ": the cell is empty (valid: a number)");
    // from_chars takes a minus but no plus.
    const bool plus = word.size() > 1 && word[0] == '+' && word[1] != '-';
    const char* const begin = word.data() + (plus ? 1 : 0);
    const char* const end = word.data() + word.size();
    double value = 0;
    const auto [stopped, error] = std::from_chars(begin, end, value);
    if (error == std::errc::result_out_of_range && stopped == end) {
        throw UserError(where,
                        std::string(what) + ": " + shown(word) + " is beyond double precision");
    }
    if (error != std::errc() || stopped != end) {
        throw UserError(where, std::string(what) + ": " + shown(word) + " is not a number");
    }
    if (!std::isfinite(value)) {
        throw UserError(where, std::string(what) + ": " + shown(word) + " is not a finite number");
    }
    return value;
}

void check_separator(const CsvReader& csv) {
    if (csv.cells().size() != 1) return;
    for (const char* other : {";", "\t"}) {
        if (csv.cells()[0].text.find(other) == std::string::npos) continue;
        throw UserError(csv.where(0), std::string("the cells are separated by ") +
                                          (*other == ';' ? "';'" : "tabs") + " (valid: ',')");
    }
}

CsvReader::CsvReader(std::istream& in, std::string file, CsvPlace start)
    : in_(in), file_(std::move(file)), buffer_(buffer_bytes), here_(start), record_(start) {
    if (start.offset == 0) skip_mark();
}

void CsvReader::refuse(std::uint64_t line, std::uint64_t column, const std::string& why) const {
    throw UserError({file_, clamp_to_int(line), clamp_to_int(column)}, why);
}

int CsvReader::peek() {
    if (next_ == filled_) {
        in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        filled_ = static_cast<std::size_t>(in_.gcount());
        next_ = 0;
        if (in_.bad()) refuse(here_.line, 0, "cannot read the file any further");
        if (filled_ == 0) return end_of_file;
    }
    return static_cast<unsigned char>(buffer_[next_]);
}

int CsvReader::take() {
    const int c = peek();
    if (c == end_of_file) return c;
    ++next_;
    ++here_.offset;
    if (c == '\n') {
        ++here_.line;
        column_ = 1;
    } else if ((c & 0xC0) != 0x80) {  // not a continuation of a UTF-8 character
        ++column_;
    }
    return c;
}

void CsvReader::skip_mark() {
    const int first = peek();
    if (first == 0xFE || first == 0xFF) refuse(1, 1, "the file is not UTF-8 text (UTF-16?)");
    const std::string_view start(buffer_.data(), filled_);
    if (!start.starts_with("\xEF\xBB\xBF")) return;
    for (int i = 0; i < 3; ++i) take();
    column_ = 1;
}

bool CsvReader::at_end_of_line() {
    const int c = peek();
    if (c == end_of_file || c == '\n') return true;
    if (c != '\r') return false;
    // A carriage return ends a line only together with the line feed behind it.
    if (next_ + 1 < filled_) return buffer_[next_ + 1] == '\n';
    buffer_[0] = '\r';
    in_.read(buffer_.data() + 1, static_cast<std::streamsize>(buffer_.size() - 1));
    next_ = 0;
    filled_ = 1 + static_cast<std::size_t>(in_.gcount());
    return filled_ == 1 || buffer_[1] == '\n';
}

CsvCell& CsvReader::begin_cell() {
    if (count_ == most_cells || here_.offset - record_.offset > longest_record) {
        refuse(
            here_.line, column_,
            count_ == most_cells ? "a row of more than 65536 cells" : "a row of more than 16 MiB");
    }
    if (count_ == cells_.size()) cells_.emplace_back();
    CsvCell& cell = cells_[count_++];
    cell.text.clear();
    if (cell.text.capacity() > most_kept) cell.text.shrink_to_fit();
    cell.line = here_.line;
    cell.column = column_;
    cell.quoted = false;
    return cell;
}

void CsvReader::append(CsvCell& cell, int c) {
    if (c == 0) refuse(cell.line, cell.column, "a zero byte: the file is not UTF-8 text (UTF-16?)");
    if (cell.text.size() == longest_cell) {
        refuse(cell.line, cell.column, "a cell of more than 1 MiB: is this a table in text form?");
    }
    cell.text.push_back(static_cast<char>(c));
}

void CsvReader::read_quoted(CsvCell& cell) {
    cell.quoted = true;
    take();
    for (;;) {
        const int c = take();
        if (c == end_of_file)
            refuse(cell.line, cell.column, "the quote that begins here has no end");
        if (c == '"' && peek() != '"') break;
        if (c == '"') take();
        append(cell, c);
    }
    if (!at_end_of_line() && peek() != ',') {
        refuse(here_.line, column_, "text behind the closing quote of a cell");
    }
}

void CsvReader::read_plain(CsvCell& cell) {
    while (!at_end_of_line() && peek() != ',') {
        if (peek() == '"') {
            refuse(here_.line, column_,
                   "a quote inside a cell (a cell that holds quotes is quoted whole: \"a "
                   "\"\"b\"\"\")");
        }
        append(cell, take());
    }
}

bool CsvReader::next() {
    const auto end_line = [this] {
        if (peek() == '\r') take();
        take();
    };
    while (peek() != end_of_file && at_end_of_line()) end_line();
    count_ = 0;
    record_ = here_;
    if (peek() == end_of_file) return false;
    for (;;) {
        CsvCell& cell = begin_cell();
        if (peek() == '"') {
            read_quoted(cell);
        } else {
            read_plain(cell);
        }
        if (at_end_of_line()) break;
        take();  // the comma
    }
    end_line();
    return true;
}

Position CsvReader::where(std::size_t c) const {
    if (c < count_) return {file_, clamp_to_int(cells_[c].line), clamp_to_int(cells_[c].column)};
    return {file_, clamp_to_int(count_ > 0 ? cells_[count_ - 1].line : record_.line), 0};
}

double CsvReader::number(std::size_t c, std::string_view what) const {
    // The place is only put together for a message: this runs for every cell of large tables.
    const std::string_view text = cells_[c].text;
    double value = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && stopped == text.data() + text.size() && std::isfinite(value)) {
        return value;
    }
    return parse_number(text, what, where(c));
}

}  // namespace entente::driver
