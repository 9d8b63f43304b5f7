// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/run_command.hpp"

#include <atomic>
#include <cstdio>

#include <fmt/format.h>

#include "driver/commands/interruption.hpp"
#include "driver/commands/output_file.hpp"
#include "driver/commands/progress.hpp"
#include "driver/commands/summary.hpp"
#include "driver/commands/wording.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

constexpr int interrupted = 130;

results::Attributes attributes(const RunCommand& command, const Plan& plan, const Shard& shard) {
    results::Attributes list{{"command_line", command.command_line}};
    if (shard.count > 1) {
        const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
        list.emplace_back("shard_index", integer(shard.index));
        list.emplace_back("shard_count", integer(shard.count));
        list.emplace_back("first_tile", integer(plan.first_tile));
        list.emplace_back("end_tile", integer(plan.last_tile));
    }
    return list;
}

void announce(const Plan& plan, const RunOptions& options) {
    fmt::print(stderr, "{} in {} on {} ({}, {})\n", counted(plan.scenarios_here(), "scenario"),
               counted(plan.last_tile - plan.first_tile, "tile"),
               counted(options.crew.threads, "thread"), name(options.crew.backend),
               kernels::name(options.crew.isa));
}

void tell_of_stop(const Plan& plan, const RunOptions& options, const RunReport& report) {
    const std::string partial = results::partial_path(options.file).string();
    fmt::print(stderr,
               "interrupted: {} of {} scenarios are in {} ('entente show' reads it); to have them "
               "all, run the same command again, from the beginning\n",
               grouped(report.scenarios), grouped(plan.scenarios_here()), partial);
}

}  // namespace

int execute(const RunCommand& command) {
    const Shard shard = parse_shard(command.study.shard);
    const Crew crew = parse_crew(command.crew);
    const Plan plan = read_plan(command.study);
    const auto file = output_file(plan, command.output, shard);
    check_output_file(file, plan, command.force);
    check_memory(plan, crew);

    const RunOptions options{
        .file = file, .crew = crew, .attributes = attributes(command, plan, shard)};
    if (!command.quiet) announce(plan, options);
    const Interruption interruption;
    std::atomic<std::uint64_t> computed = 0;
    RunReport report;
    {
        const Progress progress(command.quiet ? ProgressStyle::none : progress_style(), computed,
                                plan.scenarios_here());
        report = run(plan, options, interruption.token(), computed);
    }
    if (!report.complete) {
        tell_of_stop(plan, options, report);
        return interrupted;
    }
    if (!command.quiet) fmt::print("{}", summary(plan, options, report));
    return 0;
}

}  // namespace entente::driver
