// SPDX-License-Identifier: Apache-2.0
#include "results/segment_reader.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>

#include "results/checksum.hpp"
#include "results/hdf5_handle.hpp"

namespace entente::results {
namespace {

Descriptor open_data(const Segment& segment) {
    Descriptor file(segment.data, O_RDWR);
    if (!file.is_open()) file = Descriptor(segment.data, O_RDONLY);
    if (!file.is_open()) refuse("open the data of " + segment.journal.filename().string(), errno);
    return file;
}

}  // namespace

SegmentReader::SegmentReader(const Segment& segment)
    : path_(segment.data),
      journal_(on_file(segment.journal, [&] { return JournalReader(segment.journal); })),
      data_(on_file(segment.data, [&] { return open_data(segment); })) {}

bool SegmentReader::read(EncodedTile& tile) const {
    const auto end = data_.size();
    tile.index = record_.tile;
    tile.notes = record_.notes;
    tile.chunks.resize(record_.chunks.size());
    for (std::size_t v = 0; v < tile.chunks.size(); ++v) {
        const auto& stored = record_.chunks[v];
        auto& chunk = tile.chunks[v];
        if (stored.address > end || stored.size > end - stored.address) return false;
        chunk.bytes.resize(stored.size);
        chunk.filter_mask = stored.filter_mask;
        chunk.checksum = stored.checksum;
        if (data_.read(stored.address, chunk.bytes) != stored.size ||
            chunk_checksum(chunk.bytes, chunk.filter_mask) != stored.checksum)
            return false;
    }
    return true;
}

bool SegmentReader::next() {
    for (const auto& chunk : record_.chunks)
        passed_ = std::max(passed_, chunk.address + chunk.size);
    record_.chunks.clear();
    return journal_.next(record_);
}

void SegmentReader::release() {
    if (passed_ == released_) return;
    // What cannot be given back now is when the file is removed.
    static_cast<void>(::fallocate(data_.number(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                  static_cast<off_t>(released_),
                                  static_cast<off_t>(passed_ - released_)));
    released_ = passed_;
}

}  // namespace entente::results
