// SPDX-License-Identifier: Apache-2.0
//
// How do the back ends scale with threads? Whole runs of the study `uncertainty` into a compressed
// file: parameters, kernel, statistics, compression, writing. No crew is timed before its
// statistics have the bits of the serial run's.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/arguments.hpp"
#include "bench/whole_run.hpp"
#include "driver/machine.hpp"

namespace {

namespace driver = entente::driver;
using entente::bench::WholeRun;

constexpr std::uint64_t scenarios = 200'000;

void engine(benchmark::State& state, const WholeRun& study, const driver::RunReport& expected,
            driver::Backend backend, std::size_t threads) {
    for ([[maybe_unused]] auto _ : state) {
        const driver::RunReport report = study.run(backend, threads);
        state.SetIterationTime(report.seconds);
        if (const std::string output = study.difference(report, expected); !output.empty()) {
            const std::string line = "differs from the serial run: " + output;
            state.SkipWithError(line.c_str());
            return;
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(expected.scenarios));
}

}  // namespace

int main(int argc, char** argv) try {
    const WholeRun study(ENTENTE_STUDIES "/uncertainty.toml",
                         entente::bench::take_scenarios(argc, argv, scenarios));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const driver::RunReport expected = study.run(driver::Backend::serial, 1);
    const auto add = [&](driver::Backend backend, std::size_t threads) {
        const std::string name =
            "engine/" + std::string(driver::name(backend)) + "/threads:" + std::to_string(threads);
        benchmark::RegisterBenchmark(
            name.c_str(),
            [&study, &expected, backend, threads](benchmark::State& state) {
                engine(state, study, expected, backend, threads);
            })
            ->UseManualTime()
            ->Iterations(1)
            ->Unit(benchmark::kMillisecond);
    };
    add(driver::Backend::serial, 1);
    const std::size_t most = driver::available_cpus();
    for (std::size_t threads = 1;; threads = threads * 2 < most ? threads * 2 : most) {
        add(driver::Backend::openmp, threads);
        add(driver::Backend::tbb, threads);
        if (threads == most) break;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "engine_bench: %s\n", error.what());
    return 1;
}
