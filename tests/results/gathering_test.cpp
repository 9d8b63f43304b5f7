// SPDX-License-Identifier: Apache-2.0
#include "results/gathering.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <string>

#include <gtest/gtest.h>

#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

std::string contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_contents(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A leader, and two others that write beside it: segments 2 and 3.
class GatheringTest : public tests::ScratchFolder {
  protected:
    GatheringTest() {
        PartialFolder folder(file("file.h5"));
        const std::vector<Joining> joinings{folder.joining(1), folder.joining(2)};
        leader_.emplace(std::move(folder), schema_, RunStart{});
        for (const Joining& joining : joinings) {
            writers_.emplace_back(PartialFolder(file("file.h5"), joining), schema_, RunStart{});
        }
    }

    void write(Writer& writer, const std::vector<std::uint64_t>& tiles) const {
        for (const auto t : tiles) {
            auto tile = tests::encode_tile(schema_, encoder_, t);
            tile.notes.assign(t % 7, std::byte{7});
            writer.write(tile);
        }
    }

    Writer& first() { return writers_.front(); }
    Writer& second() { return writers_.back(); }

    // The tiles that it gives now, each as it was written.
    std::vector<std::uint64_t> tiles_of(
        Gathering& gathering,
        const std::function<bool(std::uint64_t)>& wanted = [](auto) { return true; }) const {
        std::vector<std::uint64_t> tiles;
        EncodedTile tile;
        while (gathering.next(tile, wanted)) {
            const auto expected = tests::encode_tile(schema_, encoder_, tile.index);
            for (std::size_t v = 0; v < expected.chunks.size(); ++v)
                EXPECT_EQ(tile.chunks[v].bytes, expected.chunks[v].bytes);
            EXPECT_EQ(tile.notes.size(), tile.index % 7);
            tiles.push_back(tile.index);
        }
        return tiles;
    }

    using Numbers = std::vector<std::uint64_t>;

    const Schema schema_ = tests::grid_schema();
    const Encoder encoder_{schema_};
    std::optional<Writer> leader_;
    std::list<Writer> writers_;
};

TEST_F(GatheringTest, GivesTheTilesOfAllInTheOrderOfTheDesignAndLooksForMore) {
    write(first(), {1, 4, 5});
    write(second(), {2, 3, 6});
    ASSERT_EQ(leader_->others().size(), 2u);
    Gathering gathering(leader_->others(), leader_->variables(), Gathering::Unreadable::refuse);
    EXPECT_EQ(tiles_of(gathering), (Numbers{1, 2, 3, 4, 5, 6}));
    write(first(), {8});
    write(second(), {7, 0});
    EXPECT_EQ(tiles_of(gathering), Numbers{});
    gathering.look();
    EXPECT_EQ(tiles_of(gathering), (Numbers{7, 0, 8}));  // in each segment as they were written
    write(first(), {9, 10});
    gathering.look();
    EXPECT_EQ(tiles_of(gathering, [](auto tile) { return tile != 9; }), Numbers{10});
}

TEST_F(GatheringTest, WaitsForTheRestOfARecord) {
    write(first(), {0, 1, 2});
    const auto journal = leader_->others().front().journal;
    const std::string whole = contents(journal);
    for (std::size_t missing = 1; missing < 60; missing += 7) {
        write_contents(journal, whole.substr(0, whole.size() - missing));
        Gathering gathering(leader_->others(), leader_->variables(), Gathering::Unreadable::refuse);
        EXPECT_EQ(tiles_of(gathering), (Numbers{0, 1}));
        std::ofstream(journal, std::ios::binary | std::ios::app)
            << whole.substr(whole.size() - missing);
        gathering.look();
        EXPECT_EQ(tiles_of(gathering), Numbers{2});
    }
}

// As when a disk shows late what another machine has written.
TEST_F(GatheringTest, PassesOverWhatHasNotComeWhole) {
    write(first(), {0, 1, 2});
    write(second(), {3});
    for (const auto& path : {leader_->others().front().journal, leader_->others().front().data}) {
        const std::string whole = contents(path);
        std::string late = whole;
        // The last tile's record, and the end of its last chunk.
        const auto end = path.extension() == ".journal" ? late.size() : late.find_last_not_of('\0');
        late.replace(end - 4, 4, 4, '\0');
        write_contents(path, late);
        Gathering gathering(leader_->others(), leader_->variables(), Gathering::Unreadable::refuse);
        const auto tiles = tiles_of(gathering);
        EXPECT_EQ(tiles.size(), 3u);
        EXPECT_EQ(tiles.back(), 3u);
        write_contents(path, whole);
    }
}

TEST_F(GatheringTest, RefusesASegmentThatCannotBeReadOrLeavesItAlone) {
    write(first(), {0, 2});
    write(second(), {1});
    const auto segments = leader_->others();
    write_contents(segments.front().journal, "ent");
    const auto gather = [&](Gathering::Unreadable unreadable) {
        Gathering gathering(segments, leader_->variables(), unreadable);
        gathering.look();
        gathering.release();
        return tiles_of(gathering);
    };
    EXPECT_THROW(gather(Gathering::Unreadable::refuse), std::runtime_error);
    EXPECT_EQ(gather(Gathering::Unreadable::leave), Numbers{1});
}

}  // namespace
}  // namespace entente::results
