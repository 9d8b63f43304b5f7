// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "results/schema.hpp"

namespace entente::results {

/// A tile, rounded, shuffled and compressed: one chunk per variable, ready for the file.
struct EncodedTile {
    std::uint64_t index;
    struct Chunk {
        std::vector<std::byte> bytes;
        std::uint32_t filter_mask = 0;  ///< HDF5's: which filters were skipped
    };
    std::vector<Chunk> chunks;  ///< in the order of Schema::variables
};

/// Turns columns of doubles into chunks: start() a tile, add() its scenarios part by part, while
/// they are still in a cache, and finish() it. Immutable: any number of threads may encode at once.
class Encoder {
  public:
    explicit Encoder(const Schema& schema);
    ~Encoder();

    /// Begins `tile`, in the memory of `encoded`.
    void start(const Tile& tile, EncodedTile& encoded) const;

    /// Takes in scenarios first .. first + count - 1 of the tile, counted from its own first one.
    /// `columns[v]` points at the extent(v) columns of variable v, each holding `count` values.
    /// Values of integer variables are whole numbers in range.
    void add(std::size_t first, std::size_t count, std::span<const double* const* const> columns,
             EncodedTile& encoded) const;

    /// Ends the tile, all of whose scenarios have been added.
    void finish(const Tile& tile, EncodedTile& encoded) const;

    /// The whole tile at once.
    void encode(const Tile& tile, std::span<const double* const* const> columns,
                EncodedTile& encoded) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A result file being written. It grows as FILE.partial and takes its final name in finish().
///
/// Not thread-safe: the caller serialises. Throws std::runtime_error, with a line for the user,
/// when the machine fails (no space, no permission).
class Writer {
  public:
    /// Creates FILE.partial beside `path`, replacing an earlier one.
    Writer(const std::filesystem::path& path, const Schema& schema);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void write(const EncodedTile& tile);

    std::uint64_t tiles_written() const noexcept;

    /// Bytes of the file so far.
    std::uint64_t bytes_written() const;

    /// Adds `attributes` to the root, closes the file and gives it its final name, for good once
    /// the disk has it.
    void finish(const Attributes& attributes);

    /// Adds `attributes` to the root and closes the file, leaving FILE.partial for a later look.
    /// Does nothing if the file is closed already.
    void abandon(const Attributes& attributes);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The name under which a result file grows: `path` + ".partial".
std::filesystem::path partial_path(const std::filesystem::path& path);

}  // namespace entente::results
