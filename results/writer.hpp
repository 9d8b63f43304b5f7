// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "results/journal.hpp"
#include "results/partial_folder.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// A tile, rounded, shuffled and compressed: one chunk per variable, ready for the file.
struct EncodedTile {
    std::uint64_t index;
    struct Chunk {
        std::vector<std::byte> bytes;
        std::uint32_t filter_mask = 0;  ///< HDF5's: which filters were skipped
        std::uint32_t checksum = 0;     ///< chunk_checksum of the two
    };
    std::vector<Chunk> chunks;  ///< in the order of Schema::variables
    /// What the caller wants back with the tile if another run goes on with it; not in the file.
    std::vector<std::byte> notes;
};

/// Turns columns of doubles into chunks: start() a tile, add() its scenarios part by part, while
/// they are still in a cache, and finish() it. Immutable: any number of threads may encode at once.
class Encoder {
  public:
    explicit Encoder(const Schema& schema);
    ~Encoder();

    /// Begins `tile`, in the memory of `encoded`.
    void start(const Tile& tile, EncodedTile& encoded) const;

    /// Takes in scenarios first .. first + count - 1 of the tile, counted from its own first one,
    /// which come behind those taken in before.
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

/// A result file being written. It grows in the folder FILE.partial, as a segment of its own beside
/// those of earlier runs, and takes its final name in finish(). After each write() the tile
/// outlives this process, whatever ends it.
///
/// Not thread-safe: the caller serialises. Throws std::runtime_error, with a line for the user,
/// when the machine fails (no space, no permission, the folder removed meanwhile), and
/// HeldByAnother if another run has taken the folder over.
class Writer {
  public:
    /// So many bytes of earlier segments, and those of one tile, are on the disk twice at most
    /// while gather() copies them.
    static constexpr std::uint64_t most_twice = std::uint64_t{1} << 23;

    /// Begins anew, removing what an earlier run may have left of this file.
    Writer(const std::filesystem::path& path, const Schema& schema);

    /// Goes on with the segments in `folder`, which are of runs with the same identity; in one that
    /// was joined, writes one beside them. The disk
    /// (not only the system) has every tile within `sync` of its writing, or, with none, when the
    /// system sees fit.
    Writer(PartialFolder folder, const Schema& schema, const RunStart& start,
           std::optional<std::chrono::seconds> sync = {});
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Whether an earlier run has written the tile. A list of bits, one per tile, and only where
    /// there were earlier runs.
    bool has(std::uint64_t tile) const;

    void write(const EncodedTile& tile);

    /// The tiles of which has() is true; empty where there were no earlier runs.
    const std::vector<bool>& held() const noexcept;

    /// How many chunks a tile has.
    std::size_t variables() const noexcept;

    /// The segments that other processes of this run are writing, once they have joined it.
    std::vector<Segment> others() const;

    /// Counts what other processes of this run have written, and closed, as earlier segments.
    void take_in_others();

    /// Puts the tiles of earlier runs into this segment, until `give_up`, asked before each, says
    /// so; true if all are done. Those that are damaged are not in the file: has() tells.
    bool gather(const std::function<bool()>& give_up = [] { return false; });

    /// Whether no tile is left in an earlier segment.
    bool is_gathered() const noexcept;

    /// Tiles in this segment and in those of earlier runs, each counted once.
    std::uint64_t tiles_written() const noexcept;

    /// Bytes of the file so far, without those of earlier runs.
    std::uint64_t bytes_written() const;

    /// Calls `note` with the notes of every tile in this segment.
    void for_each_note(const std::function<void(std::span<const std::byte>)>& note) const;

    /// Adds `attributes` to the root, closes the file and gives it its final name, for good once
    /// the disk has it. What earlier runs have left must have been gathered.
    void finish(const Attributes& attributes);

    /// Adds `attributes` to the root and closes the file, leaving FILE.partial for another run.
    /// Does nothing if the file is closed already.
    void abandon(const Attributes& attributes);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace entente::results
