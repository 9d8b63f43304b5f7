// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/benchmark_command.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/benchmark.hpp"
#include "driver/commands/interruption.hpp"
#include "driver/commands/wording.hpp"
#include "driver/machine.hpp"
#include "driver/provenance.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t many_scenarios = std::uint64_t{1} << 40;  // never all computed
constexpr int machine_failed = 1;
constexpr int interrupted = 130;

struct Figures {
    std::vector<KernelFigure> kernels;
    std::vector<EngineFigure> engine;
    FileFigure file;

    bool valid() const {
        return std::all_of(kernels.begin(), kernels.end(),
                           [](const KernelFigure& figure) { return figure.agrees(); });
    }
};

using Rows = std::vector<std::vector<std::string>>;

std::string text(const Figures& figures) {
    const double scalar = figures.kernels.front().scenarios_per_second;
    Rows kernels{{"kernel, 1 thread", "scenarios/s", "times scalar", "difference from scalar"}};
    for (const KernelFigure& f : figures.kernels) {
        kernels.push_back(
            {std::string(kernels::name(f.isa)),
             grouped(static_cast<std::uint64_t>(f.scenarios_per_second)),
             fmt::format("{:.2f}", f.scenarios_per_second / scalar),
             fmt::format("{:.1e}{}", f.largest_difference, f.agrees() ? "" : " WRONG")});
    }
    const double one = figures.engine.front().scenarios_per_second;
    Rows engine{{"engine, no file", "threads", "scenarios/s", "times 1 thread"}};
    for (const EngineFigure& f : figures.engine) {
        engine.push_back({std::string(name(f.backend)), std::to_string(f.threads),
                          grouped(static_cast<std::uint64_t>(f.scenarios_per_second)),
                          fmt::format("{:.2f}", f.scenarios_per_second / one)});
    }
    const FileFigure& file = figures.file;
    return fmt::format(
        "{}, {}\n{}, {}\nbenchmark {}: {}\n\n{}\n{}\nend to end, {}: {} into a file of {} ({} "
        "scenarios)\n",
        program_name(), compiler(), cpu_model(), counted(available_cpus(), "CPU"),
        benchmark_version, benchmark_definition, text_table(kernels, 1), text_table(engine, 1),
        counted(file.threads, "thread"), rate(file.scenarios_per_second),
        byte_size(static_cast<double>(file.bytes)), grouped(file.scenarios));
}

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result + '"';
}

std::string json(const Figures& figures) {
    std::string kernels, engine;
    for (const KernelFigure& f : figures.kernels) {
        kernels += fmt::format(
            "{}\n    {{\"isa\": \"{}\", \"scenarios_per_second\": {:.0f}, \"largest_difference\": "
            "{:.3e}, \"agrees\": {}}}",
            kernels.empty() ? "" : ",", kernels::name(f.isa), f.scenarios_per_second,
            std::min(f.largest_difference, 1e308), f.agrees());
    }
    for (const EngineFigure& f : figures.engine) {
        engine += fmt::format(
            "{}\n    {{\"backend\": \"{}\", \"threads\": {}, \"scenarios_per_second\": {:.0f}}}",
            engine.empty() ? "" : ",", name(f.backend), f.threads, f.scenarios_per_second);
    }
    const FileFigure& file = figures.file;
    const std::string machine =
        fmt::format(R"({{"host": {}, "cpu": {}, "cpus": {}}})", quoted(host_name()),
                    quoted(cpu_model()), available_cpus());
    return fmt::format(
        "{{\n  \"benchmark\": {},\n  \"definition\": {},\n  \"program\": {},\n  \"compiler\": {},\n"
        "  \"time\": \"{}\",\n  \"machine\": {},\n  \"tolerance\": {},\n  \"valid\": {},\n"
        "  \"kernel\": [{}\n  ],\n  \"engine\": [{}\n  ],\n"
        "  \"file\": {{\"threads\": {}, \"scenarios\": {}, \"scenarios_per_second\": {:.0f}, "
        "\"bytes\": {}}}\n}}\n",
        benchmark_version, quoted(std::string(benchmark_definition)), quoted(program_name()),
        quoted(compiler()), utc_now(), machine, benchmark_tolerance, figures.valid(), kernels,
        engine, file.threads, file.scenarios, file.scenarios_per_second, file.bytes);
}

}  // namespace

int execute(const BenchmarkCommand& command) {
    const Interruption interruption;
    const auto stopped = [&] { return interruption.token().stop_requested(); };
    const Plan plan = benchmark_plan(many_scenarios);
    Figures figures{.kernels = measure_kernels(plan), .engine = {}, .file = {}};
    if (!stopped()) figures.engine = measure_engine(plan);
    if (!stopped()) {
        figures.file =
            measure_file(figures.engine.back().scenarios_per_second, interruption.token());
    }
    if (stopped()) return interrupted;
    fmt::print("{}", command.json ? json(figures) : text(figures));
    if (figures.valid()) return 0;
    fmt::print(stderr,
               "an instruction set disagrees with the scalar build: its results are wrong "
               "on this machine\n");
    return machine_failed;
}

}  // namespace entente::driver
