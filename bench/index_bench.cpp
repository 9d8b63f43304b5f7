// SPDX-License-Identifier: Apache-2.0
//
// What does a file of very many chunks cost? HDF5 keeps the place of every chunk in a tree of its
// own, one per variable. Chunks of 16 bytes, so that everything else is the tree's and ours: time
// to write a chunk into a file that has so many already, bytes per chunk, the time that the end of
// the file takes, and that of a look at a random tile. Every such tile is checked.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "bench/arguments.hpp"
#include "bench/processor_time.hpp"
#include "results/checked_file.hpp"
#include "results/writer.hpp"

namespace {

namespace results = entente::results;
using entente::bench::timed;

constexpr std::uint64_t per_tile = 16;

struct Case {
    const char* name;
    std::size_t dimensions;
    std::size_t variables;
    std::uint64_t tiles;
    std::uint64_t stride = 1;  ///< from a tile to the next, as when as many segments are copied
};

double megabytes_of_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The tiles are the points of all dimensions but the last, the first of which is long.
results::Schema schema_of(const Case& made) {
    std::vector<std::uint64_t> shape(made.dimensions, 1);
    if (made.dimensions == 1) {
        shape[0] = made.tiles * per_tile;
    } else {
        shape.back() = per_tile;
        shape.front() = made.tiles;
        for (std::size_t d = 1; d + 1 < made.dimensions && shape.front() % 4 == 0; ++d) {
            shape[d] = 4;
            shape.front() /= 4;
        }
    }
    results::Schema schema{.design = {},
                           .further = {},
                           .variables = {},
                           .plotted = {},
                           .tiling = results::Tiling(shape, per_tile)};
    schema.compression = results::Compression::none;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        schema.design.push_back({.name = "axis_" + std::to_string(d),
                                 .long_name = "axis",
                                 .units = "1",
                                 .size = shape[d]});
    }
    for (std::size_t v = 0; v < made.variables; ++v) {
        schema.variables.push_back({.name = "code_" + std::to_string(v),
                                    .long_name = "code",
                                    .units = "1",
                                    .type = results::ElementType::uint8});
    }
    return schema;
}

// A tile whose values are its number.
void encode(const results::Encoder& encoder, const results::Tile& tile, std::size_t variables,
            results::EncodedTile& encoded) {
    const std::vector<double> values(tile.count, static_cast<double>(tile.index % 251));
    const double* column = values.data();
    const std::vector<const double* const*> columns(variables, &column);
    encoder.encode(tile, columns, encoded);
}

bool is_right(results::CheckedFile& file, std::uint64_t tile, results::EncodedTile& read) {
    return file.read(tile, read).empty() &&
           read.chunks.back().bytes == std::vector(per_tile, static_cast<std::byte>(tile % 251));
}

void chunks(benchmark::State& state, const Case& made, const std::filesystem::path& folder) {
    const auto path = folder / "index.h5";
    const results::Schema schema = schema_of(made);
    const results::Encoder encoder(schema);
    const double chunks = static_cast<double>(made.tiles * made.variables);
    double write = 0, finish = 0, journal = 0, look = 0;
    for ([[maybe_unused]] auto _ : state) {
        results::Writer writer(path, schema);
        results::EncodedTile tile;
        for (std::uint64_t t = 0; t < made.tiles; ++t) {
            const auto next = schema.tiling.tile(t * made.stride % made.tiles);
            encode(encoder, next, made.variables, tile);
            const double taken = timed([&] { writer.write(tile); });
            if (t >= made.tiles / 2) write += taken;  // into a file that is large already
        }
        journal =
            static_cast<double>(std::filesystem::file_size(path.string() + ".partial/1.journal"));
        finish = timed([&] { writer.finish({}); });
    }
    constexpr int looks = 1000;
    std::mt19937_64 random(1);
    results::CheckedFile file(path);
    for (int i = 0; i < looks; ++i) {
        results::EncodedTile read;
        const auto tile = random() % made.tiles;
        bool right = false;
        look += timed([&] { right = is_right(file, tile, read); });
        if (!right) state.SkipWithError("a tile is not what was written");
    }
    const double bytes = static_cast<double>(std::filesystem::file_size(path));
    state.counters["write_us"] = 1e6 * write / (chunks / 2);
    state.counters["index_bytes"] = bytes / chunks - double{per_tile} - sizeof(std::uint32_t);
    state.counters["journal_bytes"] = journal / chunks;
    state.counters["finish_s"] = finish;
    state.counters["look_us"] = 1e6 * look / looks / static_cast<double>(made.variables);
    state.counters["memory_MB"] = megabytes_of_memory();
    std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv) try {
    // Tiles of the largest case.
    const std::uint64_t most = entente::bench::take_scenarios(argc, argv, 1'000'000);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    std::string folder = std::filesystem::temp_directory_path() / "entente-index-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for the file");
    const std::vector<Case> cases{
        {"1 dimension, 1 variable", 1, 1, most / 1000},
        {"1 dimension, 1 variable", 1, 1, most / 100},
        {"1 dimension, 1 variable", 1, 1, most / 10},
        {"1 dimension, 1 variable", 1, 1, most},
        {"7 dimensions, 1 variable", 7, 1, most},
        {"1 dimension, 1 variable, scattered", 1, 1, most, 7919},
        {"7 dimensions, 1 variable, scattered", 7, 1, most, 7919},
        {"7 dimensions, 31 variables", 7, 31, most / 10},
        {"7 dimensions, 31 variables, 17 segments", 7, 31, most / 100, 17},
        {"7 dimensions, 31 variables, 61 segments", 7, 31, most / 100, 61},
        {"7 dimensions, 31 variables, 257 segments", 7, 31, most / 100, 257},
        {"7 dimensions, 31 variables, scattered", 7, 31, most / 10, 7919}};
    for (const Case& made : cases) {
        if (made.tiles == 0) continue;
        const auto name = std::string(made.name) + "/" + std::to_string(made.tiles);
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
            chunks(state, made, folder);
        })->Iterations(1);
    }
    benchmark::RunSpecifiedBenchmarks();
    std::filesystem::remove_all(folder);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "index_bench: %s\n", error.what());
    return 1;
}
