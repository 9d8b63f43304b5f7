// SPDX-License-Identifier: Apache-2.0
//
// How many scenarios a second does one thread evaluate, per instruction set? Random scenarios over
// all plausible ranges on the 2019 theatres, 30 years. No instruction set is timed before its
// answers agree with the scalar build's (the same source, -O3, the C library's exp and log).
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/sample.hpp"
#include "kernels/isa.hpp"

namespace {

using entente::kernels::Isa;

constexpr std::size_t scenarios = 4096;
constexpr std::size_t batch = 512;  // as many as the engine hands to a kernel at once

void kernel(benchmark::State& state, entente::bench::Sample& sample, Isa isa) {
    if (const std::string output = sample.disagreement(isa, scenarios); !output.empty()) {
        const std::string line = "differs from the scalar build: " + output;
        state.SkipWithError(line.c_str());
        return;
    }
    std::size_t first = 0;
    for ([[maybe_unused]] auto _ : state) {
        sample.evaluate(isa, first, batch);
        first = (first + batch) % scenarios;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

}  // namespace

int main(int argc, char** argv) try {
    entente::bench::Sample sample(ENTENTE_STUDIES "/uncertainty.toml", scenarios);
    for (const Isa isa : entente::kernels::available_isas()) {
        const std::string name = "kernel/" + std::string(entente::kernels::name(isa));
        benchmark::RegisterBenchmark(
            name.c_str(), [&sample, isa](benchmark::State& state) { kernel(state, sample, isa); });
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "kernel_bench: %s\n", error.what());
    return 1;
}
