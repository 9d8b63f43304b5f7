// SPDX-License-Identifier: Apache-2.0
//
// What stays of a file whose writer was killed, and how another one goes on with it.
#include <algorithm>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "results/segment_reader.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

using tests::sound_tiles;

class UnfinishedFile : public tests::ScratchFolder {
  protected:
    static void write_tiles(Writer& writer, const Schema& schema, std::uint64_t first,
                            std::uint64_t last) {
        const Encoder encoder(schema);
        for (auto t = first; t < last; ++t) {
            auto tile = tests::encode_tile(schema, encoder, t);
            tile.notes.assign(t % 7, std::byte{7});
            writer.write(tile);
        }
    }

    // Goes on with file.h5 and finishes it; returns how many tiles had to be written again.
    std::uint64_t resume(const Schema& schema) const {
        Writer writer(PartialFolder(file("file.h5")), schema, start_);
        std::uint64_t written = 0;
        const auto write_missing = [&] {
            for (const auto t : tests::all_tiles(schema)) {
                if (writer.has(t)) continue;
                write_tiles(writer, schema, t, t + 1);
                ++written;
            }
        };
        write_missing();
        EXPECT_TRUE(writer.gather());
        if (writer.tiles_written() < schema.tiling.tiles()) write_missing();
        EXPECT_EQ(writer.tiles_written(), schema.tiling.tiles());
        std::uint64_t notes = 0, bytes = 0;
        writer.for_each_note([&](auto note) {
            ++notes;
            bytes += note.size();
        });
        EXPECT_EQ(notes, schema.tiling.tiles());
        EXPECT_GE(bytes, schema.tiling.tiles() / 7 * 21);
        writer.finish({});
        return written;
    }

    void expect_whole(const Schema& schema) const {
        EXPECT_FALSE(std::filesystem::exists(file("file.h5.partial")));
        const Reader reader(file("file.h5"));
        EXPECT_EQ(reader.tiles_present(), reader.tiles());
        for (std::size_t v = 0; v < schema.variables.size(); ++v) {
            const auto columns = extent(schema, schema.variables[v]);
            const auto values = reader.read(reader.variables()[v], 0, reader.scenarios());
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double expected =
                    tests::sample_value(i / columns, v, i % columns, schema.variables[v].type);
                if (std::isnan(expected)) continue;
                ASSERT_EQ(values[i], expected) << v << ' ' << i;
            }
        }
    }

    const Schema schema_ = tests::grid_schema();
    const RunStart start_{.identity = {{"study", "a text\nof two lines"}},
                          .attributes = {{"host", "here"}, {"threads", std::int64_t{2}}}};
};

TEST_F(UnfinishedFile, HoldsEveryTileThatWasWrittenBeforeAKill) {
    for (const auto compression : {Compression::none, Compression::deflate}) {
        auto schema = tests::small_schema(40'000, 10);
        schema.compression = compression;
        const int status = tests::status_of_child([&] {
            Writer writer(file("file.h5"), schema);
            write_tiles(writer, schema, 0, 3'000);
            ::raise(SIGKILL);
            return 0;
        });
        EXPECT_EQ(status, -SIGKILL);
        EXPECT_FALSE(std::filesystem::exists(file("file.h5")));
        EXPECT_EQ(sound_tiles(file("file.h5")).size(), 3'000u);
        EXPECT_EQ(resume(schema), 1'000u);
        expect_whole(schema);
        std::filesystem::remove(file("file.h5"));
    }
}

// A writer of tiles without end of work in between, killed at any moment again and again: what its
// process had said to be written when it was killed is there.
TEST_F(UnfinishedFile, HoldsEveryTileWhenItIsKilledAtAnyMoment) {
    constexpr unsigned kills = ENTENTE_SANITIZED ? 10 : 60;
    constexpr useconds_t longest = ENTENTE_SANITIZED ? 20'000 : 1'000;
    constexpr std::uint64_t most_waited_for = 30;
    std::mt19937 random(5);
    std::uint64_t all_kept = 0;
    for (unsigned kill = 0; kill < kills; ++kill) {
        auto schema = tests::grid_schema(1 + kill % 3);
        schema.compression = kill % 2 == 0 ? Compression::none : Compression::deflate;
        const auto tiles = schema.tiling.tiles();
        int written[2];
        ASSERT_EQ(::pipe(written), 0);
        const auto child = ::fork();
        if (child == 0) {
            Writer writer(file("file.h5"), schema);
            for (std::uint64_t t = 0;; ++t) {
                if (t >= tiles) ::pause();
                write_tiles(writer, schema, t, t + 1);
                const char sign = 1;
                if (::write(written[1], &sign, 1) != 1) ::_exit(1);
            }
        }
        ::close(written[1]);
        // Some time after some tile, or after none, that is while the writer begins.
        const std::uint64_t most = std::min(most_waited_for, tiles);
        const auto waited_for = std::uniform_int_distribution<std::uint64_t>(0, most)(random);
        std::uint64_t told = 0;
        char sign = 0;
        while (told < waited_for && ::read(written[0], &sign, 1) == 1) ++told;
        ASSERT_EQ(told, waited_for);
        ::usleep(std::uniform_int_distribution<useconds_t>(0, longest)(random));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(written[0], &sign, 1) == 1) ++told;
        ::close(written[0]);
        const auto kept = sound_tiles(file("file.h5")).size();
        EXPECT_GE(kept, told);
        EXPECT_LE(kept, told + 1);
        EXPECT_EQ(resume(schema), tiles - kept);
        all_kept += kept;
        expect_whole(schema);
    }
    EXPECT_GT(all_kept, 0u);
}

TEST_F(UnfinishedFile, IsGoneOnWithByAnyNumberOfWriters) {
    for (std::uint64_t run = 0; run < 5; ++run) {
        const int status = tests::status_of_child([&] {
            Writer writer(PartialFolder(file("file.h5")), schema_, start_);
            EXPECT_EQ(writer.tiles_written(), 3 * run);
            write_tiles(writer, schema_, 3 * run, 3 * run + 3);
            if (run % 2 == 0) ::raise(SIGKILL);
            writer.abandon({});
            return 0;
        });
        EXPECT_EQ(status, run % 2 == 0 ? -SIGKILL : 0);
        EXPECT_EQ(segments_in(file("file.h5.partial")).size(), run + 1);
    }
    EXPECT_EQ(resume(schema_), schema_.tiling.tiles() - 15);
    expect_whole(schema_);
}

TEST_F(UnfinishedFile, TellsHowItsRunStarted) {
    { Writer writer(PartialFolder(file("file.h5")), schema_, start_); }
    const auto segments = segments_in(file("file.h5.partial"));
    ASSERT_EQ(segments.size(), 1u);
    const JournalReader journal(segments[0].journal);
    const auto& start = journal.start();
    EXPECT_EQ(start.identity, start_.identity);
    EXPECT_EQ(start.attributes, start_.attributes);
}

TEST_F(UnfinishedFile, DropsTilesWhoseBytesAreNotWhatWasWritten) {
    {
        Writer writer(PartialFolder(file("file.h5")), schema_, start_);
        write_tiles(writer, schema_, 0, 9);
        writer.abandon({});
    }
    // A byte of the fifth tile's second chunk.
    const auto segment = segments_in(file("file.h5.partial")).at(0);
    JournalReader journal(segment.journal);
    JournalRecord record;
    for (int t = 0; t < 5; ++t) ASSERT_TRUE(journal.next(record));
    const int data = ::open(segment.data.c_str(), O_RDWR);
    char byte = 0;
    const auto place = static_cast<off_t>(record.chunks[1].address + 3);
    ASSERT_EQ(::pread(data, &byte, 1, place), 1);
    byte = static_cast<char>(byte ^ 16);
    ASSERT_EQ(::pwrite(data, &byte, 1, place), 1);
    ::close(data);
    EXPECT_EQ(sound_tiles(file("file.h5")), (std::vector<std::uint64_t>{0, 1, 2, 3, 5, 6, 7, 8}));
    EXPECT_EQ(resume(schema_), schema_.tiling.tiles() - 8);
    expect_whole(schema_);
}

// Half a record, wherever it is cut, costs that tile and no other.
TEST_F(UnfinishedFile, OfAJournalThatEndsWithinARecordLosesThatTile) {
    std::vector<std::uintmax_t> ends;
    {
        Writer writer(PartialFolder(file("file.h5")), schema_, start_);
        const auto journal = segments_in(file("file.h5.partial")).at(0).journal;
        for (std::uint64_t t = 0; t < 3; ++t) {
            ends.push_back(std::filesystem::file_size(journal));
            write_tiles(writer, schema_, t, t + 1);
        }
        ends.push_back(std::filesystem::file_size(journal));
    }
    const auto journal = segments_in(file("file.h5.partial")).at(0).journal;
    for (auto size = ends[3]; size >= ends[0]; --size) {
        std::filesystem::resize_file(journal, size);
        const std::size_t expected = size == ends[3] ? 3 : size >= ends[2] ? 2 : size >= ends[1];
        ASSERT_EQ(sound_tiles(file("file.h5")).size(), expected) << size;
    }
    std::filesystem::resize_file(journal, ends[0] - 1);
    EXPECT_THROW(sound_tiles(file("file.h5")), std::runtime_error);
}

TEST_F(UnfinishedFile, LosesOneTileForEachFlippedByteOfItsJournal) {
    {
        Writer writer(PartialFolder(file("file.h5")), schema_, start_);
        write_tiles(writer, schema_, 0, 4);
    }
    const auto journal = segments_in(file("file.h5.partial")).at(0).journal;
    const auto size = std::filesystem::file_size(journal);
    const int bytes = ::open(journal.c_str(), O_RDWR);
    for (off_t place = 0; place < static_cast<off_t>(size); ++place) {
        unsigned char byte = 0;
        ASSERT_EQ(::pread(bytes, &byte, 1, place), 1);
        const unsigned char other = byte ^ 0x41;
        ASSERT_EQ(::pwrite(bytes, &other, 1, place), 1);
        try {
            // All that is told is true; a damaged length hides what comes after it.
            for (const auto tile : sound_tiles(file("file.h5"))) ASSERT_LT(tile, 4u);
            ASSERT_LT(sound_tiles(file("file.h5")).size(), 4u) << place;
        } catch (const std::runtime_error&) {  // it does not tell how the run started
        }
        ASSERT_EQ(::pwrite(bytes, &byte, 1, place), 1);
    }
    ::close(bytes);
    EXPECT_EQ(sound_tiles(file("file.h5")).size(), 4u);
}

TEST_F(UnfinishedFile, OpensInHdf5WhenItWasAbandonedWithItsAttributes) {
    {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, schema_, 0, 5);
        EXPECT_EQ(writer.tiles_written(), 5u);
        writer.abandon({{"interrupted", "yes"}});
        EXPECT_EQ(writer.bytes_written(), std::filesystem::file_size(file("file.h5.partial/1.h5")));
    }
    const Reader reader(file("file.h5.partial/1.h5"));
    EXPECT_EQ(reader.tiles_present(), 5u);
    EXPECT_EQ(reader.attributes().back().first, "interrupted");
    EXPECT_EQ(sound_tiles(file("file.h5")).size(), 5u);
}

TEST_F(UnfinishedFile, TakesItsNameOnlyWhenFinished) {
    Writer writer(file("file.h5"), schema_);
    EXPECT_FALSE(std::filesystem::exists(file("file.h5")));
    write_tiles(writer, schema_, 0, schema_.tiling.tiles());
    EXPECT_FALSE(std::filesystem::exists(file("file.h5")));
    EXPECT_GT(writer.bytes_written(), 0u);
    writer.finish({});
    EXPECT_TRUE(std::filesystem::exists(file("file.h5")));
    EXPECT_FALSE(std::filesystem::exists(file("file.h5.partial")));
    EXPECT_EQ(writer.bytes_written(), std::filesystem::file_size(file("file.h5")));
    EXPECT_THROW(write_tiles(writer, schema_, 0, 1), std::logic_error);
}

TEST_F(UnfinishedFile, IsReplacedByAWriterThatBeginsAnewButNotAFinishedOne) {
    tests::write_file(file("file.h5"), schema_, tests::all_tiles(schema_));
    for (int run = 0; run < 2; ++run) {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, schema_, 0, 1);
        writer.abandon({});
    }
    EXPECT_EQ(sound_tiles(file("file.h5")).size(), 1u);
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), schema_.tiling.tiles());
    tests::write_file(file("file.h5"), schema_, {0, 1});
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), 2u);
}

TEST_F(UnfinishedFile, IsNotFinishedBeforeEarlierTilesAreGathered) {
    {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, schema_, 0, 5);
    }
    Writer writer(PartialFolder(file("file.h5")), schema_, start_);
    EXPECT_THROW(write_tiles(writer, schema_, 4, 5), std::invalid_argument);
    EXPECT_THROW(writer.finish({}), std::logic_error);
    EXPECT_FALSE(writer.gather([] { return true; }));
    EXPECT_TRUE(writer.gather());
    writer.finish({});
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), 5u);
}

// Several processes of a run write beside the one that holds the folder, and it puts all together.
TEST_F(UnfinishedFile, IsWrittenBySeveralAtOnce) {
    const auto tiles = schema_.tiling.tiles();
    constexpr std::uint64_t others = 3;
    PartialFolder folder(file("file.h5"));
    std::vector<Joining> joinings;
    for (std::uint64_t i = 1; i <= others; ++i) joinings.push_back(folder.joining(i));
    Writer leader(std::move(folder), schema_, start_);
    for (const Joining& joining : joinings) {
        Writer writer(PartialFolder(file("file.h5"), joining), schema_, start_);
        // Of their tiles, each writes the last one first.
        const auto mine = joining.number - joinings.front().number;
        for (auto t = tiles; t-- > 1;) {
            if (t % others == mine) write_tiles(writer, schema_, t, t + 1);
        }
        EXPECT_FALSE(writer.has(0));
        writer.abandon({});
    }
    write_tiles(leader, schema_, 0, 1);
    leader.take_in_others();
    EXPECT_FALSE(leader.is_gathered());
    EXPECT_TRUE(leader.gather());
    EXPECT_EQ(leader.tiles_written(), tiles);
    EXPECT_EQ(segments_in(file("file.h5.partial")).size(), 1u);
    leader.finish({});
    expect_whole(schema_);
}

TEST_F(UnfinishedFile, OfSegmentsInOrderBecomesOneInOrder) {
    const auto tiles = schema_.tiling.tiles();
    for (std::uint64_t part = 0; part < 4; ++part) {
        Writer writer(PartialFolder(file("file.h5")), schema_, start_);
        for (auto t = part; t < tiles; t += 4) write_tiles(writer, schema_, t, t + 1);
        writer.abandon({});
    }
    Writer writer(PartialFolder(file("file.h5")), schema_, start_);
    writer.take_in_others();
    EXPECT_TRUE(writer.gather());
    std::uint64_t next = 0;
    SegmentReader reader(segments_in(file("file.h5.partial")).front());
    while (reader.next()) EXPECT_EQ(reader.record().tile, next++);
    EXPECT_EQ(next, tiles);
    writer.finish({});
    expect_whole(schema_);
}

}  // namespace
}  // namespace entente::results
