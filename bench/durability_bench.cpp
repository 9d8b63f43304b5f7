// SPDX-License-Identifier: Apache-2.0
//
// What does it cost that a kill loses no tile? Each tile is computed and encoded, then written
// twice: as chunks of a plain HDF5 file, and by the writer with its journal. CPU time of one
// thread, so that other work on the machine does not count. The file's checksums are verified
// first.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <hdf5.h>

#include "bench/arguments.hpp"
#include "bench/processor_time.hpp"
#include "bench/whole_run.hpp"
#include "driver/provenance.hpp"
#include "driver/tile_work.hpp"
#include "driver/verification.hpp"
#include "kernels/isa.hpp"
#include "results/checked_file.hpp"
#include "results/checksum.hpp"

namespace {

namespace driver = entente::driver;
namespace kernels = entente::kernels;
namespace results = entente::results;
using entente::bench::WholeRun;

// Runs `action` and adds its seconds to `sum`.
void add_time(double& sum, const auto& action) { sum += entente::bench::timed(action); }

// The same chunks in a file of HDF5 alone.
class PlainFile {
  public:
    PlainFile(const std::filesystem::path& path, const results::Schema& schema)
        : schema_(schema), file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
        for (const auto& variable : schema.variables) {
            const auto shape = schema.tiling.shape(), chunk = schema.tiling.chunk();
            std::vector<hsize_t> lengths(shape.begin(), shape.end());
            std::vector<hsize_t> chunks(chunk.begin(), chunk.end());
            const hid_t space =
                H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
            const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
            H5Pset_chunk(creation, static_cast<int>(chunks.size()), chunks.data());
            if (schema.compression == results::Compression::deflate) {
                if (bytes(variable.type) > 1) H5Pset_shuffle(creation);
                H5Pset_deflate(creation, 1);
            }
            const auto type = variable.type == results::ElementType::uint8     ? H5T_STD_U8LE
                              : variable.type == results::ElementType::int32   ? H5T_STD_I32LE
                              : variable.type == results::ElementType::float32 ? H5T_IEEE_F32LE
                                                                               : H5T_IEEE_F64LE;
            datasets_.push_back(H5Dcreate2(file_, variable.name.c_str(), type, space, H5P_DEFAULT,
                                           creation, H5P_DEFAULT));
            H5Sclose(space);
            H5Pclose(creation);
        }
    }

    void write(const results::EncodedTile& tile) const {
        const auto first = schema_.tiling.offset(tile.index);
        const std::vector<hsize_t> offset(first.begin(), first.end());
        for (std::size_t v = 0; v < datasets_.size(); ++v) {
            const auto& chunk = tile.chunks[v];
            if (H5Dwrite_chunk(datasets_[v], H5P_DEFAULT, chunk.filter_mask, offset.data(),
                               chunk.bytes.size(), chunk.bytes.data()) < 0)
                throw std::runtime_error("the plain file cannot be written");
        }
    }

    void close() const {
        for (const hid_t dataset : datasets_) H5Dclose(dataset);
        H5Fclose(file_);
    }

  private:
    const results::Schema& schema_;
    hid_t file_;
    std::vector<hid_t> datasets_;
};

// As much work as the encoder's checksums: of a plain chunk they are taken batch by batch, while
// the batch is in a cache, of a deflated one at once.
std::uint32_t checksum_again(const results::Schema& schema, const results::EncodedTile& tile) {
    constexpr std::size_t batch_bytes = 2048;
    std::uint32_t sum = 0;
    for (const auto& chunk : tile.chunks) {
        const auto whole = std::span(chunk.bytes);
        if (schema.compression == results::Compression::deflate) {
            sum = results::crc32(whole, sum);
            continue;
        }
        const auto part = whole.first(std::min(batch_bytes, whole.size()));
        for (std::size_t done = 0; done < whole.size(); done += part.size())
            sum = results::crc32(part, sum);
    }
    return sum;
}

void tiles(benchmark::State& state, const WholeRun& study) {
    const driver::Plan& plan = study.plan();
    results::Schema schema = driver::make_schema(plan);
    for (auto& attribute : driver::provenance_of_start(plan, {})) {
        schema.attributes.push_back(std::move(attribute));
    }
    const results::Encoder encoder(schema);
    const PlainFile plain(study.file().string() + ".plain", schema);
    results::Writer writer(study.file(), schema);
    driver::TileWork work(plan, schema, kernels::widest_isa());
    std::atomic<std::uint64_t> computed = 0;
    double compute = 0, checksums = 0, without = 0, with = 0;
    std::uint32_t sum = 0;
    for ([[maybe_unused]] auto _ : state) {
        for (std::uint64_t t = plan.first_tile; t < plan.last_tile; ++t) {
            add_time(compute,
                     [&] { work.process(plan.tile(t), encoder, computed, [] { return false; }); });
            add_time(checksums, [&] { sum ^= checksum_again(schema, work.encoded()); });
            const auto write_plain = [&] {
                add_time(without, [&] { plain.write(work.encoded()); });
            };
            if (t % 2 == 0) write_plain();
            add_time(with, [&] { writer.write(work.encoded()); });
            if (t % 2 == 1) write_plain();
        }
        add_time(without, [&] { plain.close(); });
        add_time(with, [&] { writer.finish({}); });
    }
    benchmark::DoNotOptimize(sum);
    results::CheckedFile file(study.file());
    if (!driver::verify(file).is_sound()) state.SkipWithError("the file is not sound");
    const double tiles = static_cast<double>(plan.last_tile - plan.first_tile);
    state.counters["compute"] = 1e6 * compute / tiles;
    state.counters["checksums"] = 1e6 * checksums / tiles;
    state.counters["plain"] = 1e6 * without / tiles;
    state.counters["journal"] = 1e6 * with / tiles;
    // The checksums are part of what the workers do, the journal of what the writer does.
    const double cost = checksums + with - without;
    state.counters["cost"] = 100 * cost / (compute + with - cost);
}

}  // namespace

int main(int argc, char** argv) try {
    const std::uint64_t count = entente::bench::take_scenarios(argc, argv, 0);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    struct Question {
        const char* name;
        const char* study;
        std::uint64_t scenarios;
    };
    constexpr std::array questions{
        Question{"architecture", ENTENTE_STUDIES "/architecture.toml", 100'000},
        Question{"cheap", ENTENTE_BENCH "/cheap.toml", 16'000'000}};
    std::vector<std::unique_ptr<WholeRun>> studies;
    for (const Question& question : questions) {
        studies.push_back(
            std::make_unique<WholeRun>(question.study, count > 0 ? count : question.scenarios));
        const WholeRun& study = *studies.back();
        benchmark::RegisterBenchmark(question.name,
                                     [&study](benchmark::State& state) { tiles(state, study); })
            ->Iterations(1)
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "durability_bench: %s\n", error.what());
    return 1;
}
