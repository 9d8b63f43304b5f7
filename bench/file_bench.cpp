// SPDX-License-Identifier: Apache-2.0
//
// What does everything but the kernel cost? The study `architecture`, a million scenarios, from
// start to finished file, against the kernel alone on the same scenarios with as many threads. The
// file's statistics are checked against the kernel's values first.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/arguments.hpp"
#include "bench/sample.hpp"
#include "bench/whole_run.hpp"
#include "driver/machine.hpp"
#include "kernels/batch.hpp"

namespace {

namespace driver = entente::driver;
using entente::bench::Sample;
using entente::bench::WholeRun;

constexpr std::size_t batch = 512;  // as many as the engine hands to a kernel at once
constexpr char study_file[] = ENTENTE_STUDIES "/architecture.toml";

// The study's scenarios, cut into one sample per thread.
class Kernel {
  public:
    Kernel(std::uint64_t scenarios, std::size_t threads) {
        const std::size_t part = entente::kernels::padded(scenarios / threads + 1);
        for (std::uint64_t first = 0; first < scenarios; first += part) {
            const std::size_t count = std::min<std::uint64_t>(part, scenarios - first);
            samples_.push_back(std::make_unique<Sample>(study_file, count, first));
        }
    }

    void evaluate() {
        std::vector<std::thread> threads;
        for (const auto& sample : samples_) {
            threads.emplace_back([&sample] {
                for (std::size_t i = 0; i < sample->scenarios(); i += batch) {
                    const std::size_t count = std::min(batch, sample->scenarios() - i);
                    sample->evaluate(entente::kernels::widest_isa(), i, count);
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
    }

    double mean(std::size_t output) const {
        double sum = 0;
        std::size_t count = 0;
        for (const auto& sample : samples_) {
            for (std::size_t i = 0; i < sample->scenarios(); ++i) sum += sample->value(output, i);
            count += sample->scenarios();
        }
        return sum / static_cast<double>(count);
    }

  private:
    std::vector<std::unique_ptr<Sample>> samples_;
};

// A million terms summed plainly are off by 1e-10 at most, relative to sums of one sign.
bool agree(const Kernel& kernel, const driver::RunReport& report) {
    for (std::size_t o = 0; o < report.outputs.size(); ++o) {
        const double mean = report.outputs[o].mean();
        if (!(std::abs(kernel.mean(o) - mean) <= 1e-10 * (1 + std::abs(mean)))) return false;
    }
    return true;
}

void file(benchmark::State& state, const WholeRun& study, const Kernel& kernel,
          std::size_t threads) {
    for ([[maybe_unused]] auto _ : state) {
        const driver::RunReport report = study.run(driver::Backend::tbb, threads);
        state.SetIterationTime(report.seconds);
        state.counters["bytes"] = static_cast<double>(report.bytes);
        if (!agree(kernel, report)) {
            state.SkipWithError("the file's statistics are not those of the kernel");
            return;
        }
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const WholeRun study(study_file, entente::bench::take_scenarios(argc, argv, 0));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const std::size_t threads = driver::available_cpus();
    Kernel kernel(study.plan().scenarios, threads);
    kernel.evaluate();
    const auto finish = [&](benchmark::internal::Benchmark* registered) {
        registered->Iterations(1)->Unit(benchmark::kMillisecond);
        return registered;
    };
    finish(benchmark::RegisterBenchmark("demo/kernel alone", [&](benchmark::State& state) {
        for ([[maybe_unused]] auto _ : state) kernel.evaluate();
    }))->UseRealTime();
    finish(benchmark::RegisterBenchmark("demo/start to file", [&](benchmark::State& state) {
        file(state, study, kernel, threads);
    }))->UseManualTime();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "file_bench: %s\n", error.what());
    return 1;
}
