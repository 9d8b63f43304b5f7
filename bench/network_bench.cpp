// SPDX-License-Identifier: Apache-2.0
//
// How much faster is conflict_network than a plain program that eliminates with partial pivoting,
// scenario by scenario (tests/reference, -O3)? Random networks of n groups, half of the pairs
// linked, 512 scenarios at a time. Nothing is timed before its efforts agree.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"
#include "tests/published/networks.hpp"

namespace {

using namespace entente::kernels;

constexpr std::size_t scenarios = 512;  // as many as the engine hands to a kernel at once

class Case {
  public:
    explicit Case(std::size_t groups)
        : random_(groups),
          network_(random_network(groups, 0.5, random_)),
          instance_(contest_in(network_)),
          in_(instance_->parameters().size(), scenarios),
          out_(column_offsets(*instance_).back(), scenarios),
          scratch_(1, instance_->scratch()) {
        // Ranges in which there is an equilibrium, so that each side solves every scenario.
        std::uniform_real_distribution<double> strength(0, 1.0 / static_cast<double>(groups));
        for (std::size_t i = 0; i < scenarios; ++i) {
            Values scenario = initial_values(*instance_);
            scenario[parameter(*instance_, "beta")] = strength(random_);
            scenario[parameter(*instance_, "gamma")] = 0.5 * strength(random_);
            for (std::size_t p = 0; p < scenario.size(); ++p) in_[p][i] = scenario[p];
            plain_.push_back(plain_contest(network_, *instance_, scenario));
        }
    }

    void evaluate(Isa isa) {
        instance_->evaluate(isa, {in_.columns(), out_.columns(), scenarios, scratch_[0]});
        benchmark::ClobberMemory();
    }

    void evaluate_plainly() {
        for (auto& contest : plain_) {
            contest.solve();
            benchmark::DoNotOptimize(contest.effort.data());
        }
    }

    std::string disagreement(Isa isa) {
        evaluate(isa);
        evaluate_plainly();
        const std::size_t effort = column(*instance_, "group_effort");
        for (std::size_t i = 0; i < scenarios; ++i) {
            const double status = out_[column(*instance_, "status")][i];
            if (status != 0 && status != 4) return "there is no equilibrium";
            for (std::size_t g = 0; g < plain_[i].n; ++g) {
                const double found = out_[effort + g][i], plainly = plain_[i].effort[g];
                if (!(std::abs(found - plainly) <= 1e-11)) return "the efforts differ";
            }
        }
        return "";
    }

  private:
    std::mt19937_64 random_;
    Network network_;
    std::unique_ptr<const Instance> instance_;
    Workspace in_, out_, scratch_;
    std::vector<entente::reference::ConflictNetwork> plain_;
};

void count(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scenarios));
}

void add(std::size_t groups) {
    const auto contest = std::make_shared<Case>(groups);
    const std::string name = "network/" + std::to_string(groups) + "/";
    benchmark::RegisterBenchmark((name + "plain").c_str(), [contest](benchmark::State& state) {
        for ([[maybe_unused]] auto _ : state) contest->evaluate_plainly();
        count(state);
    });
    for (const Isa isa : available_isas()) {
        const std::string of_isa = name + std::string(entente::kernels::name(isa));
        benchmark::RegisterBenchmark(of_isa.c_str(), [contest, isa](benchmark::State& state) {
            if (const std::string report = contest->disagreement(isa); !report.empty()) {
                state.SkipWithError(report.c_str());
                return;
            }
            for ([[maybe_unused]] auto _ : state) contest->evaluate(isa);
            count(state);
        });
    }
}

}  // namespace

int main(int argc, char** argv) try {
    for (const std::size_t groups : {4U, 8U, 16U, 32U, 80U, 128U}) add(groups);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "network_bench: %s\n", error.what());
    return 1;
}
