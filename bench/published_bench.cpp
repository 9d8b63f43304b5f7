// SPDX-License-Identifier: Apache-2.0
//
// How much faster are the models of the literature than a plain program of their equations? One
// thread, random scenarios over the plausible ranges, all outputs; per model and instruction set,
// beside the plain function of tests/reference (-O3, the C library's mathematics). Nothing is timed
// before its answers agree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/division.hpp"
#include "kernels/workspace.hpp"
#include "tests/published/comparison.hpp"

namespace {

using entente::kernels::Instance;
using entente::kernels::Isa;
using entente::kernels::Values;
using entente::kernels::Workspace;
using entente::reference::PlainModel;

constexpr std::size_t scenarios = 512;  // as many as the engine hands to a kernel at once

class Case {
  public:
    explicit Case(const PlainModel& plain)
        : plain_(plain),
          instance_(entente::kernels::instance_of(plain)),
          sample_(entente::kernels::random_scenarios(
              *instance_, entente::kernels::Region::plausible, scenarios)),
          in_(instance_->parameters().size(), scenarios),
          out_(entente::kernels::column_offsets(*instance_).back(), scenarios),
          scratch_(1, instance_->scratch()),
          outputs_(entente::kernels::column_offsets(*instance_).back()) {
        for (std::size_t i = 0; i < scenarios; ++i) {
            for (std::size_t p = 0; p < sample_[i].size(); ++p) in_[p][i] = sample_[i][p];
        }
    }

    std::string disagreement(Isa isa) const {
        return disagreements(plain_, *instance_, isa, sample_);
    }

    void evaluate(Isa isa) {
        instance_->evaluate(isa, {in_.columns(), out_.columns(), scenarios, scratch_[0]});
        benchmark::ClobberMemory();
    }

    void evaluate_plainly() {
        for (const Values& scenario : sample_) {
            plain_.evaluate(scenario, outputs_);
            benchmark::DoNotOptimize(outputs_.data());
        }
    }

    // The least that any evaluation does: the columns read and written.
    void copy() {
        const std::size_t in = instance_->parameters().size();
        for (std::size_t c = 0; c < outputs_.size(); ++c) {
            std::copy_n(in_[c % in], scenarios, out_[c]);
            benchmark::DoNotOptimize(out_[c]);
        }
        benchmark::ClobberMemory();
    }

  private:
    const PlainModel& plain_;
    std::unique_ptr<const Instance> instance_;
    std::vector<Values> sample_;
    Workspace in_, out_, scratch_;
    Values outputs_;
};

std::string name_of(const PlainModel& plain) {
    std::string name = plain.model;
    for (const auto& [setting, value] : plain.settings) {
        name += "," + setting + "=" + std::to_string(value);
    }
    return name;
}

void count(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scenarios));
}

void add(const PlainModel& plain) {
    const auto model = std::make_shared<Case>(plain);
    const std::string name = "published/" + name_of(plain) + "/";
    benchmark::RegisterBenchmark((name + "plain").c_str(), [model](benchmark::State& state) {
        for ([[maybe_unused]] auto _ : state) model->evaluate_plainly();
        count(state);
    });
    benchmark::RegisterBenchmark((name + "copy").c_str(), [model](benchmark::State& state) {
        for ([[maybe_unused]] auto _ : state) model->copy();
        count(state);
    });
    for (const Isa isa : entente::kernels::available_isas()) {
        benchmark::RegisterBenchmark((name + std::string(entente::kernels::name(isa))).c_str(),
                                     [model, isa](benchmark::State& state) {
                                         if (const std::string report = model->disagreement(isa);
                                             !report.empty()) {
                                             state.SkipWithError(report.c_str());
                                             return;
                                         }
                                         for ([[maybe_unused]] auto _ : state) model->evaluate(isa);
                                         count(state);
                                     });
    }
}

// The divider's own ratio, beside those of the models that wait for it.
void add_division() {
    using Divide = void (*)(const double*, const double*, double*, std::size_t);
    const auto one = [](const char* name, Divide divide) {
        benchmark::RegisterBenchmark(name, [divide](benchmark::State& state) {
            std::vector<double> a(scenarios), b(scenarios), quotients(scenarios);
            for (std::size_t i = 0; i < scenarios; ++i) {
                a[i] = 1 + static_cast<double>(i);
                b[i] = 3 + static_cast<double>(i % 7);
            }
            divide(a.data(), b.data(), quotients.data(), scenarios);
            for (std::size_t i = 0; i < scenarios; ++i) {
                if (quotients[i] != a[i] / b[i]) return state.SkipWithError("a wrong quotient");
            }
            for ([[maybe_unused]] auto _ : state) {
                divide(a.data(), b.data(), quotients.data(), scenarios);
                benchmark::ClobberMemory();
            }
            count(state);
        });
    };
    one("published/(a division)/plain", entente::bench::divide_one_by_one);
    if (entente::bench::has_wide_division()) {
        one("published/(a division)/avx512", entente::bench::divide_eight_at_once);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    for (const PlainModel& plain : entente::reference::plain_models()) add(plain);
    add_division();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "published_bench: %s\n", error.what());
    return 1;
}
