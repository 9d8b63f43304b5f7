// SPDX-License-Identifier: Apache-2.0
//
// CSV files whose first record names the columns, in any order: all names known, all needed ones
// there, every row as wide as the header, every cell UTF-8 text (it goes into result files).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/csv.hpp"

namespace entente::driver {

class CsvHeader {
  public:
    /// Takes the record that `csv` has just read for the header. Throws UserError.
    CsvHeader(const CsvReader& csv, std::span<const std::string> known,
              std::span<const std::string> needed);

    std::optional<std::size_t> find(std::string_view name) const;

    /// Position of a needed column.
    std::size_t at(std::string_view name) const { return *find(name); }

    /// Throws UserError unless the record that `csv` has just read is a row under this header.
    void check_row(const CsvReader& csv) const;

  private:
    std::vector<std::string> names_;
};

}  // namespace entente::driver
