// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "driver/containment.hpp"

namespace entente::driver {

/// results::ColumnFile in a process of its own, which may die of a damaged file. Thread-safe.
class ColumnServer {
  public:
    /// Throws UserError if the file is refused, or cannot be read. Begins a Containment.
    ColumnServer(const std::filesystem::path& file, const Allowance& allowance);
    ~ColumnServer();

    const std::vector<std::string>& names() const noexcept { return names_; }
    std::uint64_t rows() const noexcept { return rows_; }

    /// Rows first .. first + count - 1 of the columns from `column` on, as many as `values` has:
    /// values[c][i]. Throws std::runtime_error with a line for the user, from then on always.
    void read(std::size_t column, std::uint64_t first, std::size_t count,
              const std::vector<double*>& values) const;

  private:
    struct Line;

    std::uint64_t answer() const;

    std::unique_ptr<Line> line_;
    std::unique_ptr<Containment> process_;
    std::vector<std::string> names_;
    std::uint64_t rows_ = 0;
    mutable std::mutex one_at_a_time_;
    mutable std::optional<std::string> failure_;
};

}  // namespace entente::driver
