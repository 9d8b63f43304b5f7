// SPDX-License-Identifier: Apache-2.0
//
// The journal of a data file: which tiles it has, and where. It is written record by record, after
// the chunks of the tile, so that what a kill leaves of the data file can be used whatever state
// HDF5's own index is in: chunks are read by their addresses, and their checksums tell whether they
// are what was written. FORMAT.md describes the bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "results/bytes.hpp"
#include "results/descriptor.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// What a run says of itself when it begins.
struct RunStart {
    /// What must be the same for another run to go on with this one's tiles: a name and a text each
    /// ("study", "model", ...).
    std::vector<std::pair<std::string, std::string>> identity;
    /// Root attributes of the file that tell of this run: text, whole numbers and reals.
    Attributes attributes;
};

/// Appends `start` to `to`, as in a journal; and takes it from `from`, which holds nothing else.
void append_start(Bytes& to, const RunStart& start);
std::optional<RunStart> take_start(std::span<const std::byte> from);

/// Where a chunk is in the data file.
struct StoredChunk {
    std::uint64_t address;
    std::uint32_t size;
    std::uint32_t filter_mask;
    std::uint32_t checksum;  ///< chunk_checksum of it
};

/// A tile that is in the data file.
struct JournalRecord {
    std::uint64_t tile;
    std::vector<StoredChunk> chunks;  ///< one per variable
    Bytes notes;                      ///< EncodedTile::notes
};

/// A journal being written. Throws std::runtime_error when the machine fails.
class Journal {
  public:
    /// Creates the file `path`, which has its name only once it says how the run started.
    Journal(const std::filesystem::path& path, const RunStart& start);

    void append(const JournalRecord& record);

    /// Waits until the disk has it.
    void synchronise() const { file_.synchronise(); }

  private:
    Descriptor file_;
    Bytes buffer_;
};

/// A journal being read, from the first record to the last whole one: a kill may leave half of one
/// at the end. Throws std::runtime_error, with a line for the user, if it is no journal.
class JournalReader {
  public:
    explicit JournalReader(const std::filesystem::path& path);

    const RunStart& start() const noexcept { return start_; }

    /// The next record, or nothing at the end.
    bool next(JournalRecord& record);

    /// Back to the first record.
    void rewind() noexcept { place_ = first_record_; }

    /// Records that are not as they were written, so far; they are skipped.
    std::uint64_t damaged() const noexcept { return damaged_; }

  private:
    bool read(std::uint64_t size, Bytes& to);

    Descriptor file_;
    RunStart start_;
    std::uint64_t first_record_ = 0, place_ = 0, damaged_ = 0;
    Bytes buffer_;
};

}  // namespace entente::results
