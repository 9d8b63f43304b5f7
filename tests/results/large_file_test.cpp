// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <sys/resource.h>

#include "results/reader.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class LargeFile : public tests::ScratchFolder {};

TEST_F(LargeFile, TakesNoSpaceForScenariosThatAreNotThereYet) {
    for (const std::uint64_t scenarios :
         {std::uint64_t{1'000'000'000}, std::uint64_t{1'000'000'000'000}}) {
        auto schema = tests::samples_schema();
        schema.design[0].size = scenarios;
        schema.tiling = Tiling({scenarios}, 100'000);
        Writer writer(file("large.h5"), schema);
        EXPECT_LT(writer.bytes_written(), 100'000u);
        writer.write(tests::encode_tile(schema, Encoder(schema), schema.tiling.tiles() - 1));
        writer.abandon({});

        const Reader reader(file("large.h5.partial/1.h5"));
        EXPECT_EQ(reader.scenarios(), scenarios);
        EXPECT_EQ(reader.tiles_present(), 1u);
        const auto& variable = reader.variables()[0];
        EXPECT_EQ(reader.read(variable, scenarios - 1, 1).front(),
                  tests::sample_value(scenarios - 1, 0, 0, variable.type));
        EXPECT_TRUE(std::isnan(reader.read(variable, scenarios / 2, 1).front()));
    }
}

// The most memory that this process has had, in bytes.
std::int64_t peak_memory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

TEST_F(LargeFile, OfManyTilesIsWrittenInBoundedMemory) {
    if (ENTENTE_SANITIZED) GTEST_SKIP() << "a sanitizer keeps what is freed";
    const std::uint64_t tiles = 200'000;
    const auto schema = tests::small_schema(tiles * 10, 10);
    const int status = tests::status_of_child([&] {
        const auto tile = tests::encode_tile(schema, Encoder(schema), 0);
        Writer writer(file("many.h5"), schema);
        writer.write(tile);
        const auto before = peak_memory();
        auto next = tile;
        // In an order far from ascending: 7919 is prime to the number of tiles.
        for (std::uint64_t i = 1; i < tiles; ++i) {
            next.index = i * 7919 % tiles;
            writer.write(next);
        }
        writer.finish({});
        // HDF5's cache of metadata may grow to 4 MiB of the file, which are 36 in memory.
        return peak_memory() - before < (std::int64_t{64} << 20) ? 0 : 1;
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(Reader(file("many.h5")).tiles_present(), tiles);
}

}  // namespace
}  // namespace entente::results
