// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace entente::results {

/// Whether the file at `path` is an HDF5 file, by the signature in it. Does not open it as one.
bool is_hdf5(const std::filesystem::path& path);

/// Columns of numbers in any HDF5 file: 1-D datasets of integers or floats at its root, all of one
/// length. Thread-safe. Throws std::runtime_error with a line for the user; of a damaged file,
/// HDF5 itself may crash or hang.
class ColumnFile {
  public:
    /// Refuses a file that holds anything else at its root (but netCDF's dimensions without values,
    /// which xarray writes by itself): what is not a column would be ignored.
    explicit ColumnFile(const std::filesystem::path& path);
    ~ColumnFile();

    /// In the order in which they were made if the file tracks that, else by name.
    const std::vector<std::string>& names() const noexcept;

    std::uint64_t rows() const noexcept;

    /// Rows first .. first + count - 1 of `column`, as doubles.
    void read(std::size_t column, std::uint64_t first, std::size_t count, double* values) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace entente::results
