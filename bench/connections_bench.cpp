// SPDX-License-Identifier: Apache-2.0
//
// Does a model that is all polynomials run at the speed of memory? The connections model of
// network_stability (two parameters, nine outputs) beside a plain copy into the same columns: a
// batch in the caches, as the engine hands them to a kernel, and columns that only memory holds.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/registry.hpp"
#include "kernels/workspace.hpp"
#include "tests/published/comparison.hpp"

namespace {

using entente::kernels::Batch;
using entente::kernels::Instance;
using entente::kernels::Isa;
using entente::kernels::Workspace;

constexpr std::size_t batch = 512;
constexpr const char* read_columns[] = {"decay", "link_cost"};
constexpr const char* written[] = {"welfare", "pairwise_stable", "efficient"};

std::size_t position(const auto& list, const std::string& name) {
    std::size_t at = 0;
    while (list[at].name != name) ++at;
    return at;
}

std::vector<std::size_t> asked_columns(const Instance& instance) {
    std::vector<std::size_t> list;
    for (std::size_t o = 0; o < instance.outputs().size(); ++o) {
        const std::string& name = instance.outputs()[o].name;
        for (const std::string word : written) {
            if (name.ends_with(word)) list.push_back(o);
        }
    }
    return list;
}

std::unique_ptr<bool[]> flags(std::size_t size, const std::vector<std::size_t>& asked) {
    auto list = std::make_unique<bool[]>(size);
    for (const std::size_t c : asked) list[c] = true;
    return list;
}

class Columns {
  public:
    Columns(const Instance& instance, std::size_t scenarios)
        : instance_(instance),
          scenarios_(scenarios),
          asked_(asked_columns(instance)),
          in_(instance.parameters().size(), scenarios),
          out_(instance.outputs().size(), scenarios,
               {flags(instance.outputs().size(), asked_).get(), instance.outputs().size()}),
          scratch_(1, instance.scratch()) {
        const auto parameters = instance.parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const auto [lo, hi] = std::pair(parameters[p].plausible.lo, parameters[p].plausible.hi);
            for (std::size_t i = 0; i < scenarios; ++i) {
                const double u = static_cast<double>(i * (p + 7) % 1009) / 1009;
                in_[p][i] = lo + (hi - lo) * u;
            }
        }
        for (const std::string name : read_columns) read_.push_back(position(parameters, name));
    }

    void evaluate(Isa isa) {
        instance_.evaluate(isa, {in_.columns(), out_.columns(), scenarios_, scratch_[0]});
        benchmark::ClobberMemory();
    }

    // Whether the widest instruction set has the scalar build's answers.
    bool right() {
        if (!right_) right_ = compare();
        return *right_;
    }

    // Reads and writes the same columns, as many scenarios at a time as stay in the first cache.
    void copy() {
        for (std::size_t i = 0; i < scenarios_; i += batch) {
            for (std::size_t c = 0; c < asked_.size(); ++c) {
                std::copy_n(in_[read_[c % read_.size()]] + i, batch, out_[asked_[c]] + i);
            }
        }
        benchmark::ClobberMemory();
    }

    std::int64_t bytes() const {
        return static_cast<std::int64_t>((read_.size() + asked_.size()) * scenarios_ *
                                         sizeof(double));
    }

  private:
    bool compare() {
        evaluate(Isa::scalar);
        std::vector<std::vector<double>> plain;
        for (const std::size_t c : asked_) plain.emplace_back(out_[c], out_[c] + scenarios_);
        evaluate(entente::kernels::widest_isa());
        for (std::size_t a = 0; a < asked_.size(); ++a) {
            for (std::size_t i = 0; i < scenarios_; ++i) {
                if (std::abs(out_[asked_[a]][i] - plain[a][i]) > 1e-12) return false;
            }
        }
        return true;
    }

    const Instance& instance_;
    std::size_t scenarios_;
    std::vector<std::size_t> asked_, read_;
    Workspace in_, out_, scratch_;
    std::optional<bool> right_;
};

std::unique_ptr<const Instance> instance_of(int countries) {
    const auto* model = entente::kernels::find_model("network_stability");
    auto data = entente::kernels::initial_data(*model);
    data.settings.find("countries")->second = countries;
    data.settings.find("strengths")->second = 1;  // one parameter: columns that stay idle are few
    return model->join(data);
}

void add(const Instance& instance, const std::string& countries, std::size_t scenarios) {
    const auto columns = std::make_shared<Columns>(instance, scenarios);
    const std::string name =
        "connections/countries=" + countries + ",scenarios=" + std::to_string(scenarios) + "/";
    const auto measure = [&](const std::string& what, auto&& work) {
        benchmark::RegisterBenchmark((name + what).c_str(), [=](benchmark::State& state) {
            if (!columns->right()) return state.SkipWithError("differs from the scalar build");
            for ([[maybe_unused]] auto _ : state) work();
            state.SetBytesProcessed(state.iterations() * columns->bytes());
        });
    };
    measure("copy", [columns] { columns->copy(); });
    for (const Isa isa : entente::kernels::available_isas()) {
        measure(std::string(entente::kernels::name(isa)),
                [columns, isa] { columns->evaluate(isa); });
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const std::map<int, std::unique_ptr<const Instance>> instances = [] {
        std::map<int, std::unique_ptr<const Instance>> list;
        for (const int countries : {5, 16}) list[countries] = instance_of(countries);
        return list;
    }();
    for (const auto& [countries, instance] : instances) {
        for (const std::size_t scenarios : {batch, batch << 12}) {
            add(*instance, std::to_string(countries), scenarios);
        }
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "connections_bench: %s\n", error.what());
    return 1;
}
