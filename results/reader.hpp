// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "results/schema.hpp"

namespace entente::results {

/// Minimum, mean and maximum of the finite values of a variable, and how many are not finite.
struct Range {
    double min, mean, max;  ///< NaN when nothing is finite
    std::uint64_t finite, not_finite;
};

/// A result file opened for reading. Throws std::runtime_error, with a line for the user, if the
/// file is not one of ours, is damaged, or is of a later major format. Of a damaged file, HDF5
/// itself may crash or hang: read a file of unknown origin in a process that may die.
class Reader {
  public:
    /// `progress` is called with every tile that is read; a missing one is none.
    explicit Reader(const std::filesystem::path& path, std::function<void()> progress = {});
    ~Reader();
    Reader(Reader&&) noexcept;

    const std::vector<Dimension>& design() const noexcept;
    const std::vector<Dimension>& further() const noexcept;
    const std::vector<Variable>& variables() const noexcept;
    const Attributes& attributes() const noexcept;

    std::uint64_t scenarios() const noexcept;
    std::uint64_t tiles() const noexcept;
    /// The first scenario of a tile; scenarios() if there is no such tile.
    std::uint64_t first_of(std::uint64_t tile) const noexcept;
    /// Tiles that are in the file: all of them unless it is partial or a shard.
    std::uint64_t tiles_present() const;

    std::optional<std::string> text(const std::string& name) const;

    /// Values of `variable` for scenarios first .. first + count - 1 in flat order, scenario by
    /// scenario (`extent` values each). What is missing reads as NaN, of integers too.
    std::vector<double> read(const Variable& variable, std::uint64_t first,
                             std::uint64_t count) const;

    /// Of the scenarios first .. end - 1, but for those of missing tiles. Streamed from disk in
    /// bounded memory.
    Range range(const Variable& variable, std::uint64_t first = 0,
                std::uint64_t end = std::numeric_limits<std::uint64_t>::max()) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace entente::results
