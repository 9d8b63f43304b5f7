// SPDX-License-Identifier: Apache-2.0
//
// Comma-separated values, one record at a time: RFC 4180 quoting, LF or CRLF, a byte-order mark is
// skipped, and so are empty lines. Memory does not grow with the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/user_error.hpp"

namespace entente::driver {

/// Where a record begins: enough to come back to it.
struct CsvPlace {
    std::uint64_t offset = 0;  ///< bytes from the start of the file
    std::uint64_t line = 1;    ///< from 1
};

/// A cell, unquoted.
struct CsvCell {
    std::string text;
    std::uint64_t line = 0;    ///< from 1
    std::uint64_t column = 0;  ///< in characters (UTF-8), from 1: that of the quote if it is quoted
    bool quoted = false;
};

class CsvReader {
  public:
    /// Reads `in`, which stands at `start`. `file` is its name in messages.
    CsvReader(std::istream& in, std::string file, CsvPlace start = {});

    /// Reads the next record, which is never empty; false at the end of the file. Throws UserError
    /// with the place for a quote that is not closed, text before or after a quoted cell, a cell
    /// above 1 MiB, a record of more than 65536 cells or above 16 MiB, a zero byte and for UTF-16.
    bool next();

    /// The record that next() read; valid until the next call.
    std::span<const CsvCell> cells() const noexcept { return {cells_.data(), count_}; }

    /// Where that record begins.
    CsvPlace place() const noexcept { return record_; }

    /// Position of cell `c` of that record, or of its end for a cell it lacks.
    Position where(std::size_t c) const;

    /// The number in cell `c`, spaces around it allowed. Throws UserError with its place unless it
    /// is a finite number; `what` is whose value it is ("parameter 'mirror'").
    double number(std::size_t c, std::string_view what) const;

  private:
    static constexpr int end_of_file = -1;

    int peek();
    int take();
    void skip_mark();
    CsvCell& begin_cell();
    void read_quoted(CsvCell& cell);
    void read_plain(CsvCell& cell);
    void append(CsvCell& cell, int c);
    bool at_end_of_line();
    [[noreturn]] void refuse(std::uint64_t line, std::uint64_t column,
                             const std::string& why) const;

    std::istream& in_;
    std::string file_;
    std::vector<char> buffer_;
    std::size_t next_ = 0, filled_ = 0;  ///< unread part of the buffer
    CsvPlace here_, record_;
    std::uint64_t column_ = 1;
    std::vector<CsvCell>
        cells_;  ///< the first `count_` are the record; the others keep their memory
    std::size_t count_ = 0;
};

/// Throws UserError if the header that `csv` has just read separates its cells by something else
/// than commas.
void check_separator(const CsvReader& csv);

/// The finite number that `text` is, spaces around it allowed. Throws UserError at `where`.
double parse_number(std::string_view text, std::string_view what, const Position& where);

}  // namespace entente::driver
