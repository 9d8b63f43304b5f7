// SPDX-License-Identifier: Apache-2.0
#include "driver/harvest.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <list>
#include <optional>
#include <stdexcept>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "results/checked_file.hpp"
#include "results/partial_folder.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::driver {
namespace {

using results::PartialFolder;
using results::Writer;

class HarvestTest : public tests::ScratchFolder {
  protected:
    // A leader, and others that write beside it.
    void open(std::uint64_t others) {
        PartialFolder folder(file("file.h5"));
        std::vector<results::Joining> joinings;
        for (std::uint64_t i = 1; i <= others; ++i) joinings.push_back(folder.joining(i));
        leader_.emplace(std::move(folder), schema_, results::RunStart{});
        for (const auto& joining : joinings) {
            others_.emplace_back(PartialFolder(file("file.h5"), joining), schema_,
                                 results::RunStart{});
        }
    }

    void write(Writer& writer, std::uint64_t tile) const {
        writer.write(tests::encode_tile(schema_, encoder_, tile));
    }

    // The others write all tiles from `first` on, in turns.
    void write_from(std::uint64_t first, std::uint64_t last) {
        auto writer = others_.begin();
        for (auto t = first; t < last; ++t) {
            write(*writer, t);
            if (++writer == others_.end()) writer = others_.begin();
        }
    }

    std::uint64_t tiles_of_leader() {
        const std::lock_guard lock(writing_);
        return leader_->tiles_written();
    }

    // Until the leader has so many tiles, or half a minute.
    bool wait_for(std::uint64_t tiles) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (tiles_of_leader() < tiles) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    void close_others() {
        for (Writer& writer : others_) writer.abandon({});
    }

    std::size_t segments() const {
        return results::segments_in(results::partial_path(file("file.h5"))).size();
    }

    // What is not harvested is gathered, and the file is whole.
    void finish() {
        leader_->take_in_others();
        EXPECT_TRUE(leader_->gather());
        EXPECT_EQ(leader_->tiles_written(), tiles_);
        EXPECT_EQ(segments(), 1u);
        leader_->finish({});
        EXPECT_TRUE(is_whole());
    }

    bool is_whole() const {
        results::CheckedFile whole(file("file.h5"));
        results::EncodedTile tile;
        for (std::uint64_t t = 0; t < tiles_; ++t) {
            const auto expected = tests::encode_tile(schema_, encoder_, t);
            if (!whole.read(t, tile).empty()) return false;
            for (std::size_t v = 0; v < expected.chunks.size(); ++v) {
                if (tile.chunks[v].bytes != expected.chunks[v].bytes) return false;
            }
        }
        return true;
    }

    const results::Schema schema_ = tests::grid_schema(1);
    const std::uint64_t tiles_ = schema_.tiling.tiles();
    const results::Encoder encoder_{schema_};
    std::optional<Writer> leader_;
    std::list<Writer> others_;
    std::mutex writing_;
};

TEST_F(HarvestTest, CopiesWhileOthersWriteAndTheRestIsGathered) {
    open(3);
    {
        Harvest harvest(*leader_, writing_, [] { FAIL(); });
        write_from(0, tiles_ / 2);
        EXPECT_TRUE(wait_for(tiles_ / 2));
        EXPECT_EQ(segments(), 4u);  // all is still where it was written
        harvest.stop();
        write_from(tiles_ / 2, tiles_);
        close_others();
        EXPECT_EQ(leader_->tiles_written(), tiles_ / 2);
    }
    finish();
}

// As when the file system of another machine shows late what has been written: the end of a
// journal, and nothing of another.
TEST_F(HarvestTest, LeavesWhatItHasNotSeen) {
    open(2);
    write_from(0, tiles_);
    const auto journals = results::segments_in(results::partial_path(file("file.h5")));
    const auto late = journals.at(1).journal, unseen = journals.at(2).journal;
    const auto whole = std::filesystem::file_size(late);
    std::filesystem::copy(late, file("late"));
    std::filesystem::rename(unseen, file("unseen"));
    std::filesystem::copy(late, unseen);
    std::filesystem::resize_file(late, whole / 2);
    std::filesystem::resize_file(unseen, 3);
    {
        Harvest harvest(*leader_, writing_, [] { FAIL(); });
        EXPECT_TRUE(wait_for(tiles_ / 5));
        harvest.stop();
    }
    EXPECT_LT(leader_->tiles_written(), tiles_ / 2);
    close_others();
    std::filesystem::rename(file("late"), late);
    std::filesystem::rename(file("unseen"), unseen);
    finish();
}

// With a low limit of open files that cannot be raised: the leader copies of one other, and the
// rest at the end.
TEST_F(HarvestTest, TakesAsManySegmentsAsMayBeOpen) {
    const int status = tests::status_of_child([&] {
        open(3);
        const rlimit limit{271, 271};  // 256, 4 for each of the others, and one too few for two
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
        write_from(0, tiles_);
        close_others();
        Harvest harvest(*leader_, writing_, [] {});
        if (!wait_for((tiles_ + 2) / 3)) return 2;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));  // it looks thrice, in vain
        harvest.stop();
        return leader_->tiles_written() == (tiles_ + 2) / 3 ? 0 : 3;
    });
    EXPECT_EQ(status, 0);
}

TEST_F(HarvestTest, RaisesTheLimitOfOpenFilesWhereItMay) {
    const int status = tests::status_of_child([&] {
        open(3);
        const rlimit limit{100, 274};
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
        write_from(0, tiles_);
        close_others();
        Harvest harvest(*leader_, writing_, [] {});
        return wait_for(tiles_) ? 0 : 2;
    });
    EXPECT_EQ(status, 0);
}

TEST_F(HarvestTest, SaysOnceThatTheMachineFailedAndNothingIsLost) {
    const int status = tests::status_of_child([&] {
        open(1);
        std::signal(SIGXFSZ, SIG_IGN);
        write_from(0, tiles_);
        close_others();
        const auto size = leader_->bytes_written() + 200;
        const rlimit limit{size, RLIM_INFINITY};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
        std::atomic<int> failures = 0;
        Harvest harvest(*leader_, writing_, [&] { ++failures; });
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (failures == 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        if (failures == 0 || !harvest.has_failed()) return 2;
        try {
            harvest.stop();
            return 3;
        } catch (const std::runtime_error& error) {
            if (std::string(error.what()).find("File too large") == std::string::npos) return 4;
        }
        return failures == 1 ? 0 : 5;
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(tests::sound_tiles(file("file.h5")).size(), tiles_);
}

}  // namespace
}  // namespace entente::driver
