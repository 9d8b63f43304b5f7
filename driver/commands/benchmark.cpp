// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/benchmark.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "driver/commands/synthetic_theatres.hpp"
#include "driver/machine.hpp"
#include "driver/placement.hpp"
#include "driver/run.hpp"
#include "driver/trial.hpp"
#include "kernels/workspace.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t sample_scenarios = 1024;
constexpr double kernel_seconds = 0.5;  // per instruction set
constexpr double engine_seconds = 0.8;  // per number of threads
constexpr double file_seconds = 2;
constexpr std::uint64_t plenty = 1 << 30;

// A batch of the study with room for all outputs.
class Sample {
  public:
    explicit Sample(const Plan& plan)
        : instance_(*plan.instance),
          parameters_(plan.fixed.size(), sample_scenarios),
          outputs_(kernels::column_offsets(instance_).back(), sample_scenarios),
          scratch_(1, instance_.scratch()) {
        plan.fill(0, sample_scenarios, parameters_.columns(), true);
        parameters_.pad(sample_scenarios);
    }

    void evaluate(kernels::Isa isa) {
        instance_.evaluate(isa, {.in = parameters_.columns(),
                                 .out = outputs_.columns(),
                                 .scenarios = sample_scenarios,
                                 .scratch = scratch_[0]});
    }

    // Of the outputs that are real numbers; a position jumps where a real number moves a little.
    double largest_difference(const Sample& reference) const {
        const auto offsets = kernels::column_offsets(instance_);
        double largest = 0;
        for (std::size_t o = 0; o + 1 < offsets.size(); ++o) {
            if (instance_.outputs()[o].kind != kernels::OutputKind::real) continue;
            for (std::size_t c = offsets[o]; c < offsets[o + 1]; ++c) {
                for (std::size_t i = 0; i < sample_scenarios; ++i) {
                    const double here = outputs_.columns()[c][i];
                    const double there = reference.outputs_.columns()[c][i];
                    const double difference = std::abs(here - there) / (1 + std::abs(there));
                    // A NaN on one side is no agreement.
                    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
                    largest = std::max(largest, difference);
                }
            }
        }
        return largest;
    }

  private:
    const kernels::Instance& instance_;
    kernels::Workspace parameters_, outputs_, scratch_;
};

// The best of as many repetitions as there is time for: whatever disturbs only makes it slower.
double best_rate(Sample& sample, kernels::Isa isa) {
    using Clock = std::chrono::steady_clock;
    const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
    double best = 0;
    const auto start = Clock::now();
    auto before = start;
    do {
        sample.evaluate(isa);
        const auto after = Clock::now();
        best = std::max(best, static_cast<double>(sample_scenarios) / seconds(after - before));
        before = after;
    } while (seconds(before - start) < kernel_seconds);
    return best;
}

// As a run has it that says nothing of it.
Crew crew_of(Backend backend, std::size_t threads) {
    return {.backend = backend,
            .threads = threads,
            .isa = kernels::widest_isa(),
            .placement = place(usable_cpus(), threads, Pinning::automatic)};
}

double engine_rate(const Plan& plan, Backend backend, std::size_t threads) {
    const Trial trial = try_out(plan, crew_of(backend, threads), engine_seconds);
    return static_cast<double>(trial.scenarios) / trial.seconds;
}

// A folder that goes with the object.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "entente-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            throw std::system_error(errno, std::generic_category(), "cannot make a folder " + name);
        }
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace

Plan benchmark_plan(std::uint64_t scenarios) {
    Study study;
    study.title = "entente benchmark";
    study.model = "alliance";
    study.theatres = synthetic_theatres();
    study.parameters.push_back({.name = "*", .where = {}, .order = 0, .value = Plausible{}});
    study.design.kind = DesignKind::latin_hypercube;
    study.design.scenarios = scenarios;
    study.design.seed = 1;
    return make_plan(std::move(study));
}

std::vector<KernelFigure> measure_kernels(const Plan& plan) {
    Sample reference(plan);
    reference.evaluate(kernels::Isa::scalar);
    std::vector<KernelFigure> figures;
    for (const kernels::Isa isa : kernels::available_isas()) {
        Sample sample(plan);
        sample.evaluate(isa);
        const double difference = sample.largest_difference(reference);
        figures.push_back({isa, best_rate(sample, isa), difference});
    }
    return figures;
}

std::vector<EngineFigure> measure_engine(const Plan& plan) {
    const std::size_t most = available_cpus();
    std::vector<EngineFigure> figures;
    const auto measure = [&](Backend backend, std::size_t threads) {
        figures.push_back({backend, threads, engine_rate(plan, backend, threads)});
    };
    for (std::size_t threads = 1; threads < most; threads *= 2) measure(Backend::tbb, threads);
    measure(Backend::tbb, most);
    measure(Backend::openmp, most);
    return figures;
}

FileFigure measure_file(double expected, std::stop_token stop) {
    const auto scenarios = static_cast<std::uint64_t>(
        std::clamp(expected * file_seconds, 1e4, static_cast<double>(plenty)));
    const Plan plan = benchmark_plan(scenarios);
    const TemporaryFolder folder;
    const Crew crew = crew_of(Backend::tbb, available_cpus());
    RunCounts counts;
    const RunReport report =
        run(plan, {.file = folder.path() / "benchmark.h5", .crew = crew}, std::move(stop), counts);
    return {.threads = crew.threads,
            .scenarios = report.scenarios,
            .scenarios_per_second = static_cast<double>(report.scenarios) / report.seconds,
            .bytes = report.bytes};
}

}  // namespace entente::driver
