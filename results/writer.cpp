// SPDX-License-Identifier: Apache-2.0
#include "results/writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

#include "results/attributes.hpp"
#include "results/descriptor.hpp"
#include "results/frame.hpp"
#include "results/gathering.hpp"
#include "results/hdf5_handle.hpp"
#include "results/integrity.hpp"
#include "results/properties.hpp"
#include "results/segment_reader.hpp"

namespace entente::results {
namespace {

using Clock = std::chrono::steady_clock;

// Segments of other ranks that are copied at once: each has two files open.
constexpr std::size_t most_side_by_side = 128;

// HDF5's lock keeps others from reading a file that is being written; the folder's keeps them from
// writing it.
Handle create_file(const std::filesystem::path& path, bool lock) {
    const auto creation = file_properties();
    const auto access = access_properties(lock);
    return opened(H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation.id(), access.id()), H5Fclose,
                  "create the file");
}

PartialFolder emptied(const std::filesystem::path& path, const Schema& schema) {
    check(schema);
    PartialFolder folder(path);
    folder.clear();
    return folder;
}

}  // namespace

struct Writer::Impl {
    PartialFolder folder;
    Segment segment;
    Schema schema;
    std::optional<Journal> journal;
    std::vector<Segment> earlier;
    std::size_t at_once = 1;  ///< of them: those of earlier runs go one by one, to make room
    std::vector<bool> held;   ///< tiles of earlier segments, if there are any, and of this one
    Handle file;
    std::vector<Handle> datasets;  ///< after the file, so that they close before it
    Descriptor data;               ///< the file once more, to see what is in it
    JournalRecord record{};        ///< of the tile being written
    bool has_tiles = false;        ///< in this segment
    std::uint64_t tiles = 0;
    std::uint64_t final_bytes = 0;  ///< once the file is closed
    std::optional<std::chrono::seconds> sync;
    Clock::time_point next_sync = Clock::now();

    Impl(PartialFolder where, Schema what)
        : folder(std::move(where)), segment(folder.next()), schema(std::move(what)) {}

    // Which tiles there are already. Whether they are sound shows when they are gathered.
    void look_back() {
        if (folder.is_joined()) return;
        earlier = folder.segments();
        for (const auto& left : earlier) {
            SegmentReader reader(left);
            held.resize(schema.tiling.tiles());
            while (reader.next()) hold(reader.record().tile);
        }
    }

    void hold(std::uint64_t tile) {
        if (tile >= held.size() || held[tile]) return;
        held[tile] = true;
        ++tiles;
    }

    void create(const RunStart& start) {
        file = create_file(segment.data, folder.has_locks());
        datasets = write_frame(file.id(), schema, [&](const Variable& variable) {
            return variable_properties(schema, variable);
        });
        checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write the file");
        data = Descriptor(segment.data, O_RDONLY);
        journal.emplace(segment.journal, start);
    }

    void write(const EncodedTile& tile) {
        const auto first = schema.tiling.offset(tile.index);
        std::vector<hsize_t> offset(first.begin(), first.end());
        offset.push_back(0);  // of the further dimension, where there is one
        record.tile = tile.index;
        record.chunks.clear();
        for (std::size_t v = 0; v < datasets.size(); ++v) {
            const auto& chunk = tile.chunks[v];
            record.chunks.push_back({.address = write_chunk(v, chunk, offset),
                                     .size = static_cast<std::uint32_t>(chunk.bytes.size()),
                                     .filter_mask = chunk.filter_mask,
                                     .checksum = chunk.checksum});
        }
        record.notes = tile.notes;
        journal->append(record);
        has_tiles = true;
        if (sync && Clock::now() >= next_sync) synchronise();
    }

    // Returns the chunk's address in the file. HDF5 puts a chunk at the end of the file, whose size
    // is asked before and after. If it has grown by more than the chunk, by a node of the index,
    // the chunk comes first, if its bytes are there; else the index is searched, chunk by chunk, as
    // for the first of a dataset, for which the index itself is made.
    std::uint64_t write_chunk(std::size_t v, const EncodedTile::Chunk& chunk,
                              const std::vector<hsize_t>& offset) const {
        const auto action = "write '" + schema.variables[v].name + "'";
        const auto dataset = datasets[v].id();
        hsize_t before = 0, after = 0;
        checked(H5Fget_filesize(file.id(), &before), action);
        checked(H5Dwrite_chunk(dataset, H5P_DEFAULT, chunk.filter_mask, offset.data(),
                               chunk.bytes.size(), chunk.bytes.data()),
                action);
        checked(H5Fget_filesize(file.id(), &after), action);
        if (after == before + chunk.bytes.size() || is_at(before, chunk.bytes)) return before;
        haddr_t address = 0;
        unsigned mask = 0;
        hsize_t size = 0;
        checked(H5Dget_chunk_info_by_coord(dataset, offset.data(), &mask, &address, &size), action);
        return address;
    }

    // Whether the chunk is at `address`, by its first and last bytes. Zeros may be found where
    // nothing has been written yet, and tell nothing.
    bool is_at(std::uint64_t address, std::span<const std::byte> chunk) const {
        std::array<std::byte, 32> found{};
        const auto part = std::min(found.size(), chunk.size());
        bool tells = false;
        for (const auto place : {std::size_t{0}, chunk.size() - part}) {
            const auto there = std::span(found).first(part);
            if (data.read(address + place, there) != part ||
                !std::equal(there.begin(), there.end(), chunk.begin() + std::ptrdiff_t(place)))
                return false;
            tells |=
                std::any_of(there.begin(), there.end(), [](auto b) { return b != std::byte{}; });
        }
        return tells;
    }

    void synchronise() {
        data.synchronise();
        journal->synchronise();
        next_sync = Clock::now() + sync.value_or(std::chrono::seconds(0));
    }

    // Tiles in this segment.
    std::vector<bool> own() const {
        std::vector<bool> own(schema.tiling.tiles());
        JournalReader reader(segment.journal);
        for (JournalRecord mine; reader.next(mine);) own[mine.tile] = true;
        return own;
    }

    void take_in_others() {
        at_once = most_side_by_side;
        earlier = folder.segments();
        std::erase_if(earlier, [&](const Segment& s) { return s.number == segment.number; });
    }

    bool gather(const std::function<bool()>& give_up) {
        if (earlier.empty()) return true;
        held = own();
        while (!earlier.empty()) {
            const auto some = std::min(earlier.size(), at_once);
            if (!gather(std::span(earlier).last(some), give_up)) return false;
            earlier.resize(earlier.size() - some);
        }
        tiles = static_cast<std::uint64_t>(std::count(held.begin(), held.end(), true));
        return true;
    }

    // What is on the disk already does not go before its copy is there.
    bool gather(std::span<const Segment> from, const std::function<bool()>& give_up) {
        Gathering gathering(from, datasets.size(), Gathering::Unreadable::refuse);
        const auto is_missing = [&](std::uint64_t t) { return t < held.size() && !held[t]; };
        EncodedTile tile;
        std::uint64_t unreleased = 0;
        for (;;) {
            if (give_up()) return false;
            if (!gathering.next(tile, is_missing)) break;
            write(tile);
            held[tile.index] = true;
            for (const auto& chunk : tile.chunks) unreleased += chunk.bytes.size();
            if (unreleased < most_twice) continue;
            synchronise();
            gathering.release();
            unreleased = 0;
        }
        synchronise();
        for (const Segment& copied : from) remove(copied);
        return true;
    }

    static void remove(const Segment& segment) {
        for (const auto& path : {segment.journal, segment.data}) {
            if (::unlink(path.c_str()) != 0 && errno != ENOENT)
                refuse("remove what an earlier run has left", errno);
        }
    }

    bool is_open() const { return file.id() >= 0; }

    bool close_handles() {
        bool closed = true;
        for (auto& dataset : datasets) closed &= dataset.close();
        datasets.clear();
        return file.close() && closed;
    }

    void close(const Attributes& attributes, bool is_finished) {
        write_attributes(file.id(), attributes);
        if (is_finished) {
            JournalReader reader(segment.journal);
            write_integrity(file.id(), schema, reader);
        }
        // Tells why it fails, which closing does not.
        checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write the file");
        if (!close_handles()) hdf5_failure("write the end of the file");
        if (is_finished || sync) data.synchronise();
        journal.reset();  // another machine sees the end of a file when it is closed
        note_size();
    }

    void note_size() { final_bytes = data.is_open() ? data.size() : 0; }

    // Runs `action`. When it fails, what is in the journal stays, like after a kill; a segment
    // without a tile goes, or each attempt on a full disk would leave it fuller.
    template <class Action>
    void attempt(Action&& action) {
        on_file(folder.folder(), [&] {
            try {
                action();
            } catch (...) {
                if (is_open()) detach(file.id());
                close_handles();
                note_size();
                if (!has_tiles) discard();
                throw;
            }
        });
    }

    void discard() const {
        auto unnamed = segment.journal;
        unnamed += ".new";
        for (const auto& path : {segment.journal, unnamed, segment.data}) ::unlink(path.c_str());
    }
};

Writer::Writer(const std::filesystem::path& path, const Schema& schema)
    : Writer(emptied(path, schema), schema, {}) {}

Writer::Writer(PartialFolder folder, const Schema& schema, const RunStart& start,
               std::optional<std::chrono::seconds> sync) {
    check(schema);
    const SilentErrors silent;
    impl_ = std::make_unique<Impl>(std::move(folder), schema);
    impl_->sync = sync;
    impl_->attempt([&] {
        impl_->look_back();
        impl_->create(start);
    });
}

Writer::~Writer() {
    const SilentErrors silent;
    impl_.reset();
}

bool Writer::has(std::uint64_t tile) const {
    return tile < impl_->held.size() && impl_->held[tile];
}

void Writer::write(const EncodedTile& tile) {
    if (!impl_->is_open()) throw std::logic_error("the result file is closed");
    if (tile.index >= impl_->schema.tiling.tiles() ||
        tile.chunks.size() != impl_->datasets.size() || has(tile.index))
        throw std::invalid_argument("a tile that is not of this file cannot be written");
    impl_->folder.check();
    impl_->attempt([&] { impl_->write(tile); });
    ++impl_->tiles;
}

const std::vector<bool>& Writer::held() const noexcept { return impl_->held; }

std::size_t Writer::variables() const noexcept { return impl_->datasets.size(); }

std::vector<Segment> Writer::others() const {
    auto others = impl_->folder.segments();
    std::erase_if(others, [&](const Segment& s) { return s.number <= impl_->segment.number; });
    return others;
}

void Writer::take_in_others() { impl_->take_in_others(); }

bool Writer::gather(const std::function<bool()>& give_up) {
    if (!impl_->is_open()) throw std::logic_error("the result file is closed");
    bool done = false;
    impl_->attempt([&] { done = impl_->gather(give_up); });
    return done;
}

bool Writer::is_gathered() const noexcept { return impl_->earlier.empty(); }

std::uint64_t Writer::tiles_written() const noexcept { return impl_->tiles; }

std::uint64_t Writer::bytes_written() const {
    if (!impl_->is_open()) return impl_->final_bytes;
    return on_file(impl_->segment.data, [&] {
        hsize_t size = 0;
        checked(H5Fget_filesize(impl_->file.id(), &size), "tell the size of the file");
        return std::uint64_t{size};
    });
}

void Writer::for_each_note(const std::function<void(std::span<const std::byte>)>& note) const {
    on_file(impl_->segment.journal, [&] {
        JournalReader reader(impl_->segment.journal);
        for (JournalRecord record; reader.next(record);) note(record.notes);
    });
}

void Writer::finish(const Attributes& attributes) {
    if (!impl_->is_open()) throw std::logic_error("the result file is closed");
    if (!is_gathered()) throw std::logic_error("what earlier runs left is not gathered");
    impl_->folder.check_now();
    impl_->attempt([&] {
        impl_->close(attributes, true);
        impl_->folder.publish(impl_->segment);
    });
}

void Writer::abandon(const Attributes& attributes) {
    if (impl_->is_open()) impl_->attempt([&] { impl_->close(attributes, false); });
}

}  // namespace entente::results
