// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <signal.h>

#include "results/reader.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class UnfinishedFile : public tests::ScratchFolder {
  protected:
    void write_tiles(Writer& writer, std::uint64_t count) const {
        const Encoder encoder(schema_);
        for (std::uint64_t t = 0; t < count; ++t)
            writer.write(tests::encode_tile(schema_, encoder, t));
    }

    // Tile 0 is there, the last one is not, and there is no file under the final name.
    void expect_partial(const std::string& name) const {
        EXPECT_FALSE(std::filesystem::exists(file(name)));
        const Reader reader(partial_path(file(name)));
        EXPECT_GE(reader.tiles_present(), 1u);
        EXPECT_LT(reader.tiles_present(), reader.tiles());
        const auto values = reader.read(reader.variables()[0], 0, reader.scenarios());
        EXPECT_EQ(values.front(), tests::sample_value(0, 0, 0, ElementType::float32));
        EXPECT_TRUE(std::isnan(values.back()));
    }

    const Schema schema_ = tests::grid_schema();
};

TEST_F(UnfinishedFile, IsReadableAfterAKill) {
    const int status = tests::status_of_child([&] {
        Writer writer(file("killed.h5"), schema_);
        write_tiles(writer, 1);
        ::raise(SIGKILL);
        return 0;
    });
    EXPECT_EQ(status, -SIGKILL);
    expect_partial("killed.h5");
}

TEST_F(UnfinishedFile, IsReadableAfterAKillAmongManyTiles) {
    const auto many = tests::small_schema(40'000, 10);
    const int status = tests::status_of_child([&] {
        Writer writer(file("killed.h5"), many);
        const Encoder encoder(many);
        for (std::uint64_t t = 0; t < 3'000; ++t)
            writer.write(tests::encode_tile(many, encoder, t));
        ::raise(SIGKILL);
        return 0;
    });
    EXPECT_EQ(status, -SIGKILL);
    expect_partial("killed.h5");
}

TEST_F(UnfinishedFile, StaysPartialWhenAbandonedWithItsAttributes) {
    {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, 5);
        EXPECT_EQ(writer.tiles_written(), 5u);
        writer.abandon({{"interrupted", "yes"}});
        EXPECT_EQ(writer.bytes_written(), std::filesystem::file_size(file("file.h5.partial")));
    }
    expect_partial("file.h5");
    const Reader reader(file("file.h5.partial"));
    EXPECT_EQ(reader.tiles_present(), 5u);
    EXPECT_EQ(reader.attributes().back().first, "interrupted");
}

TEST_F(UnfinishedFile, StaysPartialWhenTheWriterGoesWithoutAWord) {
    {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, 5);
    }
    expect_partial("file.h5");
    EXPECT_EQ(Reader(file("file.h5.partial")).tiles_present(), 5u);
}

TEST_F(UnfinishedFile, TakesItsNameOnlyWhenFinished) {
    Writer writer(file("file.h5"), schema_);
    EXPECT_FALSE(std::filesystem::exists(file("file.h5")));
    write_tiles(writer, schema_.tiling.tiles());
    EXPECT_FALSE(std::filesystem::exists(file("file.h5")));
    EXPECT_GT(writer.bytes_written(), 0u);
    writer.finish({});
    EXPECT_TRUE(std::filesystem::exists(file("file.h5")));
    EXPECT_FALSE(std::filesystem::exists(file("file.h5.partial")));
    EXPECT_EQ(writer.bytes_written(), std::filesystem::file_size(file("file.h5")));
    EXPECT_THROW(write_tiles(writer, 1), std::logic_error);
}

TEST_F(UnfinishedFile, IsReplacedByTheNextRunButNotAFinishedOne) {
    tests::write_file(file("file.h5"), schema_, tests::all_tiles(schema_));
    for (int run = 0; run < 2; ++run) {
        Writer writer(file("file.h5"), schema_);
        write_tiles(writer, 1);
        writer.abandon({});
    }
    EXPECT_EQ(Reader(file("file.h5.partial")).tiles_present(), 1u);
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), schema_.tiling.tiles());
    tests::write_file(file("file.h5"), schema_, {0, 1});
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), 2u);
}

}  // namespace
}  // namespace entente::results
