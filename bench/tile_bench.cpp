// SPDX-License-Identifier: Apache-2.0
//
// What does a simulation of a cluster have to know? Prints, as JSON, for tiles spread evenly over a
// study and in their order: the seconds that one thread takes for each (computed, encoded), their
// bytes, and the seconds that it takes to write a tile, to copy one out of another segment, and to
// finish a file for each of its tiles; and what it costs to take in a message of sums. The tiles
// are compared with their checksums.
//
//     tile_bench STUDY TILES
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/processor_time.hpp"
#include "bench/whole_run.hpp"
#include "driver/provenance.hpp"
#include "driver/sensitivity/sum_tree.hpp"
#include "driver/tile_work.hpp"
#include "results/checked_file.hpp"
#include "results/journal.hpp"
#include "results/partial_folder.hpp"
#include "results/writer.hpp"

namespace {

namespace driver = entente::driver;
namespace results = entente::results;
using entente::bench::timed;

// Seconds to take in a message of `numbers` sums, as the leader of an analysis in transit does.
double seconds_of_message(std::size_t numbers) {
    constexpr std::uint64_t messages = 256;
    driver::SumTree all(true);
    double taken = 0;
    for (std::uint64_t i = 0; i < messages; ++i) {
        driver::SumTree sent(true);
        sent.insert(0, i, std::vector<double>(numbers, static_cast<double>(i)));
        results::Bytes message;
        sent.save(message);
        taken += timed([&] {
            std::span<const std::byte> from = message;
            driver::SumTree received(true);
            if (!received.load(from, numbers)) throw std::runtime_error("a message is not right");
            all.insert(std::move(received));
        });
    }
    const double sum = static_cast<double>(messages * (messages - 1) / 2);
    if (all.total(numbers).front() != sum) throw std::runtime_error("a sum is not right");
    return taken / messages;
}

struct Measured {
    std::vector<double> compute, bytes;
    double write = 0, finish = 0, copy = 0;
};

// Seconds that the end of a file takes for each of its tiles, beside what it takes for any file,
// and a look at the journals of those who wrote them: copies of `tile` fill one.
double seconds_of_finish(const std::filesystem::path& path, const driver::Plan& plan,
                         const results::Schema& schema, const results::EncodedTile& tile) {
    constexpr std::uint64_t most = 4096;
    constexpr int repetitions = 9;
    const auto tiles = std::min(schema.tiling.tiles(), most);
    const auto folder = results::partial_path(path);
    std::vector<double> differences;
    for (int i = 0; i < repetitions; ++i) {
        double taken = 0;
        for (const std::uint64_t count : {tiles, std::uint64_t{1}}) {
            results::Writer writer(path, schema);
            auto copy = tile;
            for (copy.index = 0; copy.index < count; ++copy.index) writer.write(copy);
            const double seconds = timed([&] {
                if (driver::all_statistics(plan, writer).size() != plan.outputs.size())
                    throw std::runtime_error("wrong: tiles without their statistics");
                results::JournalRecord record{};
                results::JournalReader journal(results::segments_in(folder).at(0).journal);
                while (journal.next(record)) continue;
                writer.finish({});
            });
            taken += count == 1 ? -seconds : seconds;
        }
        differences.push_back(taken);
    }
    std::nth_element(differences.begin(), differences.begin() + repetitions / 2, differences.end());
    return std::max(differences[repetitions / 2], 0.0) / static_cast<double>(tiles);
}

Measured measure(const entente::bench::WholeRun& study, std::uint64_t most) {
    const driver::Plan& plan = study.plan();
    results::Schema schema = driver::make_schema(plan);
    for (auto& attribute : driver::provenance_of_start(plan, {})) {
        schema.attributes.push_back(std::move(attribute));
    }
    const results::Encoder encoder(schema);
    driver::TileWork work(plan, schema, entente::kernels::widest_isa());
    std::atomic<std::uint64_t> computed = 0;
    const std::uint64_t all = plan.last_tile - plan.first_tile, tiles = std::min(most, all);
    Measured measured;
    {
        results::Writer writer(study.file(), schema);
        const auto process = [&](std::uint64_t tile) {
            work.process(plan.tile(tile), encoder, computed, [] { return false; });
        };
        process(plan.first_tile);  // makes the buffers
        for (std::uint64_t i = 0; i < tiles; ++i) {
            measured.compute.push_back(timed([&] { process(plan.first_tile + i * all / tiles); }));
            double bytes = 0;
            for (const auto& chunk : work.encoded().chunks) {
                bytes += static_cast<double>(chunk.bytes.size());
            }
            measured.bytes.push_back(bytes);
            measured.write += timed([&] { writer.write(work.encoded()); });
        }
        writer.abandon({});
    }
    results::Writer writer(results::PartialFolder(study.file()), schema, {});
    measured.copy = timed([&] { writer.gather(); });
    writer.finish({});
    const auto count = static_cast<double>(tiles);
    for (double* sum : {&measured.write, &measured.copy}) *sum /= count;
    results::CheckedFile file(study.file());
    results::EncodedTile read;
    for (std::uint64_t i = 0; i < tiles; ++i) {
        if (!file.read(plan.first_tile + i * all / tiles, read).empty()) {
            throw std::runtime_error("wrong: a tile is not what was written");
        }
    }
    measured.finish = seconds_of_finish(study.file(), plan, schema, work.encoded());
    return measured;
}

void print(const char* name, const std::vector<double>& values, const char* format) {
    std::printf("  \"%s\": [", name);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) std::printf(", ");
        std::printf(format, values[i]);
    }
    std::printf("],\n");
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) throw std::invalid_argument("two words are wanted: a study, a number of tiles");
    const entente::bench::WholeRun study(argv[1], 0);
    const auto most = static_cast<std::uint64_t>(std::atoll(argv[2]));
    if (most < 1) throw std::invalid_argument("a number of tiles is 1 or more");
    const Measured measured = measure(study, most);
    constexpr std::size_t sums = 65'536;
    std::printf("{\n  \"tiles\": %llu,\n  \"chunks\": %zu,\n",
                static_cast<unsigned long long>(study.plan().tiling.tiles()),
                driver::make_schema(study.plan()).variables.size());
    print("compute", measured.compute, "%.6f");
    print("bytes", measured.bytes, "%.0f");
    std::printf("  \"write\": %.3e,\n  \"copy\": %.3e,\n  \"finish\": %.3e,\n", measured.write,
                measured.copy, measured.finish);
    std::printf("  \"message\": {\"bytes\": %zu, \"seconds\": %.3e}\n}\n", 8 * sums,
                seconds_of_message(sums));
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "tile_bench: %s\n", error.what());
    return 1;
}
