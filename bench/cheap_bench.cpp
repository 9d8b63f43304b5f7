// SPDX-License-Identifier: Apache-2.0
//
// How many scenarios a second go into a file where the kernel takes next to nothing, and what takes
// the time? The study cheap.toml: eight parameters of the model `deterrence` by scrambled Sobol'
// points, four probabilities as float32, without compression; the parameters stored as float64 (as
// is the default), as float32 or not at all. Whole runs on all processors, and the stages of a tile
// on one. Nothing is timed before values of the file are the kernel's.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/arguments.hpp"
#include "bench/sample.hpp"
#include "bench/whole_run.hpp"
#include "driver/machine.hpp"
#include "driver/statistics.hpp"
#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace {

namespace driver = entente::driver;
namespace kernels = entente::kernels;
namespace results = entente::results;
using entente::bench::Sample;
using entente::bench::WholeRun;

constexpr std::uint64_t scenarios = 20'000'000;
constexpr std::size_t batch = 512;  // as many as the engine hands to a kernel at once
constexpr std::uint64_t most_checked = 4096;

// The values of the file's first and last scenarios, against the kernel on the design's points.
std::string difference(const WholeRun& study) {
    const results::Reader file(study.file());
    const std::uint64_t all = study.plan().scenarios;
    const std::uint64_t count = std::min(most_checked, all);
    for (const std::uint64_t first : {std::uint64_t{0}, all - count}) {
        Sample sample(study.study(), count, first);
        sample.evaluate(kernels::widest_isa(), 0, count);
        for (std::size_t o = 0; o < study.plan().outputs.size(); ++o) {
            const std::vector<double> stored = file.read(file.variables()[o], first, count);
            for (std::size_t i = 0; i < count; ++i) {
                if (stored[i] == static_cast<double>(static_cast<float>(sample.value(o, i))))
                    continue;
                return file.variables()[o].name + " of scenario " + std::to_string(first + i);
            }
        }
    }
    return "";
}

// So that the next file takes the pages of this one rather than new ones.
void remove_files(const WholeRun& study) {
    std::filesystem::remove(study.file());
    std::filesystem::remove_all(results::partial_path(study.file()));
}

void start_to_file(benchmark::State& state, const WholeRun& study) {
    for ([[maybe_unused]] auto _ : state) {
        const driver::RunReport report = study.run(driver::Backend::tbb, driver::available_cpus());
        state.SetIterationTime(report.seconds);
    }
    if (const std::string output = difference(study); !output.empty()) {
        const std::string line = "the file has not the kernel's value: " + output;
        state.SkipWithError(line.c_str());
    }
    remove_files(study);
    state.SetItemsProcessed(static_cast<std::int64_t>(study.plan().scenarios));
}

constexpr const char* stage_names[] = {"design", "kernel", "statistics", "encode", "write"};
enum Stage : std::size_t { design, kernel, statistics, encode, write, stages };

// What the engine does to a tile, on one thread, with a clock between the stages.
class Stopwatch {
  public:
    void operator()(Stage stage) {
        const auto now = Clock::now();
        seconds_[stage] += std::chrono::duration<double>(now - last_).count();
        last_ = now;
    }
    void start() { last_ = Clock::now(); }
    double seconds(std::size_t stage) const { return seconds_[stage]; }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point last_;
    std::array<double, stages> seconds_{};
};

void tiles(benchmark::State& state, const WholeRun& study) {
    const driver::Plan& plan = study.plan();
    const results::Schema schema = driver::make_schema(plan);
    const results::Encoder encoder(schema);
    results::Writer writer(study.file(), schema);
    kernels::Workspace in(plan.fixed.size(), batch);
    kernels::Workspace out(plan.instance->outputs().size(), batch);  // each of them a scalar
    kernels::Workspace scratch(1, plan.instance->scratch());
    std::vector<double*> wanted(plan.instance->outputs().size(), nullptr);
    std::vector<const double* const*> variables;
    for (const std::size_t o : plan.outputs) {
        wanted[o] = out[o];
        variables.push_back(out.columns() + o);
    }
    for (std::size_t v = plan.outputs.size(); v < schema.variables.size(); ++v) {
        variables.push_back(in.columns() + plan.varied[v - plan.outputs.size()]);
    }
    std::vector<driver::Statistics> sums(plan.outputs.size());
    results::EncodedTile encoded;
    Stopwatch lap;
    for ([[maybe_unused]] auto _ : state) {
        lap.start();
        for (std::uint64_t t = plan.first_tile; t < plan.last_tile; ++t) {
            const results::Tile tile = plan.tile(t);
            encoder.start(tile, encoded);
            for (std::uint64_t done = 0; done < tile.count; done += batch) {
                const std::size_t count = std::min<std::uint64_t>(batch, tile.count - done);
                plan.fill(tile.first + done, count, in.columns(), t == 0 && done == 0);
                in.pad(count);
                lap(design);
                plan.instance->evaluate(kernels::widest_isa(),
                                        {in.columns(), wanted.data(), count, scratch[0]});
                lap(kernel);
                for (std::size_t i = 0; i < sums.size(); ++i) {
                    sums[i].add({wanted[plan.outputs[i]], count}, tile.first + done);
                }
                lap(statistics);
                encoder.add(done, count, variables, encoded);
                lap(encode);
            }
            encoder.finish(tile, encoded);
            lap(encode);
            writer.write(encoded);
            lap(write);
        }
        writer.abandon({});
        lap(write);
    }
    remove_files(study);
    for (std::size_t s = 0; s < stages; ++s) {
        state.counters[stage_names[s]] = 1e9 * lap.seconds(s) / static_cast<double>(plan.scenarios);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const std::uint64_t count = entente::bench::take_scenarios(argc, argv, scenarios);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const auto add = [](const std::string& name, auto* function, const WholeRun& study) {
        benchmark::RegisterBenchmark(
            name.c_str(), [function, &study](benchmark::State& state) { function(state, study); })
            ->UseManualTime()
            ->Iterations(1)
            ->Unit(benchmark::kMillisecond);
    };
    std::vector<std::unique_ptr<WholeRun>> studies;
    for (const std::string stored : {"none", "float32", "float64"}) {
        studies.push_back(std::make_unique<WholeRun>(
            ENTENTE_BENCH "/cheap.toml", count,
            std::vector<driver::Override>{{"output.parameters", stored}}));
        add("start to file/" + stored, &start_to_file, *studies.back());
        add("stages/" + stored, &tiles, *studies.back());
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "cheap_bench: %s\n", error.what());
    return 1;
}
