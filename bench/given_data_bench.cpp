// SPDX-License-Identifier: Apache-2.0
//
// How long do measures of sensitivity take from a stored sample of 2^20 rows (--scenarios=N) and 10
// inputs, on two threads? Ishigami's function and seven dummies; nothing is timed before the
// measures have told the three inputs from the dummies.
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/arguments.hpp"
#include "driver/designs/philox.hpp"
#include "driver/sensitivity/given_data/borgonovo_delta.hpp"
#include "driver/sensitivity/given_data/hsic.hpp"
#include "driver/sensitivity/given_data/pawn.hpp"
#include "driver/sensitivity/given_data/rank_first_order.hpp"
#include "driver/sensitivity/given_data/regression.hpp"
#include "driver/sensitivity/given_data/shapley.hpp"

namespace {

using namespace entente::driver;
using namespace entente::driver::given_data;

constexpr std::size_t inputs = 10;

void run_on_two_threads(std::size_t tasks, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < tasks; i = next++) task(i);
    };
    std::jthread other(work);
    work();
}

class Case {
  public:
    explicit Case(std::size_t rows) : columns_(inputs, std::vector<double>(rows)), output_(rows) {
        std::vector<std::uint64_t> bits(rows);
        for (std::size_t j = 0; j < inputs; ++j) {
            fill_random(1, Purpose::point, j, 0, rows, bits.data());
            for (std::size_t i = 0; i < rows; ++i) columns_[j][i] = open_uniform(bits[i]);
        }
        for (std::size_t i = 0; i < rows; ++i) {
            const auto x = [&](std::size_t j) {
                return std::numbers::pi * (2 * columns_[j][i] - 1);
            };
            output_[i] = (1 + 0.1 * std::pow(x(2), 4)) * std::sin(x(0)) +
                         7 * std::sin(x(1)) * std::sin(x(1));
        }
    }

    Sample sample() const {
        Sample sample{output_, {}};
        for (const auto& column : columns_) sample.inputs.emplace_back(column);
        return sample;
    }

  private:
    std::vector<std::vector<double>> columns_;
    std::vector<double> output_;
};

using Ask = std::function<Measure(const Sample&)>;

template <class Options>
Options options() {
    Options options;
    options.crew = run_on_two_threads;
    return options;
}

void measure(benchmark::State& state, const Case& given, const Ask& ask) {
    const Sample sample = given.sample();
    const Measure found = ask(sample);
    for (std::size_t j = 3; j < inputs; ++j) {
        if (std::abs(found.factors[j].value) >= std::abs(found.factors[0].value)) {
            state.SkipWithError("a dummy has more influence than an input");
            return;
        }
    }
    for (auto _ : state) benchmark::DoNotOptimize(ask(sample));
}

void ask_all(std::size_t rows) {
    const auto given = std::make_shared<const Case>(rows);
    const auto add = [&](const std::string& name, const Ask& ask) {
        benchmark::RegisterBenchmark(("given_data/" + name).c_str(),
                                     [=](benchmark::State& state) { measure(state, *given, ask); })
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime()
            ->Iterations(1);
    };
    add("first_order_rank", [](const Sample& sample) {
        return rank_first_order(sample, options<GivenDataOptions>())[0];
    });
    add("pawn", [](const Sample& sample) { return pawn(sample, options<PawnOptions>())[0]; });
    add("borgonovo_delta",
        [](const Sample& sample) { return borgonovo_delta(sample, options<DeltaOptions>())[0]; });
    add("regression", [](const Sample& sample) {
        return regression(sample, options<GivenDataOptions>()).measures[0];
    });
    add("hsic", [](const Sample& sample) { return hsic(sample, options<HsicOptions>())[0]; });
    add("shapley",
        [](const Sample& sample) { return shapley(sample, options<ShapleyOptions>()).effects; });
}

}  // namespace

int main(int argc, char** argv) {
    try {
        ask_all(entente::bench::take_scenarios(argc, argv, std::size_t{1} << 20));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
