// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "results/journal.hpp"
#include "results/partial_folder.hpp"
#include "results/writer.hpp"

namespace entente::results {

/// The tiles of a segment, one after another as they were written. HDF5 has no part in it: the
/// journal tells where the chunks are, and their checksums whether they are what was written. So
/// nothing that a kill has left can do harm. Throws std::runtime_error, with a line for the user.
class SegmentReader {
  public:
    explicit SegmentReader(const Segment& segment);

    const RunStart& start() const noexcept { return journal_.start(); }

    /// Goes to the next tile; false at the end, which another process may move on.
    bool next();

    const JournalRecord& record() const noexcept { return record_; }

    /// Reads the tile; false if its chunks are not what was written.
    bool read(EncodedTile& tile) const;

    /// Gives back the disk space of the tiles that next() has passed, all but the current one,
    /// where the file system can.
    void release();

    /// Journal records that were damaged, so far.
    std::uint64_t damaged() const noexcept { return journal_.damaged(); }

  private:
    std::filesystem::path path_;
    JournalReader journal_;
    Descriptor data_;
    JournalRecord record_{};
    std::uint64_t passed_ = 0, released_ = 0;  ///< bytes
};

}  // namespace entente::results
