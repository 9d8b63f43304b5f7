// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/run_command.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "driver/commands/file_size.hpp"
#include "driver/commands/interruption.hpp"
#include "driver/commands/output_file.hpp"
#include "driver/commands/progress.hpp"
#include "driver/commands/run_in_transit.hpp"
#include "driver/commands/sensitivity_report.hpp"
#include "driver/commands/summary.hpp"
#include "driver/commands/wording.hpp"
#include "driver/sensitivity/finished.hpp"
#include "driver/sensitivity/stored.hpp"
#include "driver/sensitivity/subject.hpp"
#include "driver/user_error.hpp"
#include "driver/verification.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

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

// What was asked for, checked: nothing has been written yet.
struct Preparation {
    Plan plan;
    RunOptions options;
};

Preparation prepare(const RunCommand& command, const Ranks& ranks) {
    const Existing existing = what_to_do(command.writing);
    const auto sync = parse_sync(command.writing.sync);
    const Shard shard = parse_shard(command.study.shard);
    const Crew crew = parse_crew(command.crew, ranks);
    Plan plan = read_plan(command.study);
    if (plan.study.sensitivity) {
        intervals_for(subject_of(plan, *plan.study.sensitivity), *plan.study.sensitivity);
    }
    const auto file = output_file(plan, command.output, shard);
    if (ranks.leads()) {
        check_writer(file);
        check_output_file(file, plan, existing);
    }
    if (is_in_transit(plan)) {
        check_in_transit(command, plan, crew, file, ranks);
    } else if (!command.until_ci.empty()) {
        throw UserError("--until-ci: goes with a study that has [sensitivity], and does not store");
    } else {
        check_memory(plan, crew, ranks.on_this_machine());
    }
    RunOptions options{.file = file,
                       .crew = crew,
                       .attributes = attributes(command, plan, shard),
                       .resume = command.writing.resume,
                       .only_new = existing == Existing::refuse,
                       .take_over = command.writing.take_over,
                       .sync = sync};
    return {std::move(plan), std::move(options)};
}

// Whether there is nothing left to do, as the finished file is complete and sound. If it is
// damaged, its sound tiles go to FILE.partial.
bool is_done(const Plan& plan, const RunOptions& options) {
    std::error_code unknown;
    const auto partial = results::partial_path(options.file);
    if (!options.resume || !results::segments_in(partial).empty() ||
        !std::filesystem::exists(options.file, unknown)) {
        return false;
    }
    if (salvage(plan, options) == Salvage::nothing_to_do) {
        // A run that was killed in its last moment has left its journal.
        results::PartialFolder(options.file, options.take_over).clear();
        fmt::print(stderr, "{}: complete and sound, nothing to do\n", options.file.string());
        return true;
    }
    fmt::print(stderr, "{}: damaged; what is sound is kept, the rest is computed again\n",
               options.file.string());
    return false;
}

// Warns if there is too little; and decides whether there is enough for the file twice.
void look_for_room(const Plan& plan, RunOptions& options, const Ranks& ranks) {
    // The threads on which it tries tiles stay, and a signal would end the run through them.
    const SignalsHeldBack held_back;
    const auto warning = shortage_of(plan, options.crew, options.file);
    options.harvest = !ranks.alone() && warning.empty() &&
                      shortage_of(plan, options.crew, options.file, 2).empty();
    if (!warning.empty()) fmt::print(stderr, "warning: {}\n", warning);
}

RunReport watched_run(const Plan& plan, const RunOptions& options, Ranks& ranks, bool quiet) {
    const Interruption interruption(!ranks.alone());
    ranks.least(0);  // when the first begins, all listen: a signal to any of them stops all
    RunCounts counts;
    const Progress progress(quiet || !ranks.leads() ? ProgressStyle::none : progress_style(),
                            counts, plan.scenarios_here());
    return resumable(options.file, "computed",
                     [&] { return run(plan, options, ranks, interruption.token(), counts); });
}

// Of a study with store = true: the findings go beside the scenarios.
void analyse_the_file(const Inquiry& inquiry, const std::filesystem::path& file, bool quiet) {
    const StoredReport report = analyse_stored({file}, inquiry);
    const auto findings_file = findings_path(file);
    results::write_analysis(results::PartialFolder(findings_file), report.analysis);
    if (!quiet) fmt::print("\n{}{}\n", findings_text(report.analysis), findings_file.string());
}

}  // namespace

void announce(const Plan& plan, const Crew& crew) {
    fmt::print(stderr, "{} in {} on {}\n", counted(plan.scenarios_here(), "scenario"),
               counted(plan.last_tile - plan.first_tile, "tile"), described(crew));
}

int execute(const RunCommand& command, Ranks& ranks) {
    std::optional<Preparation> prepared;
    bool nothing_to_do = false;
    together(ranks, [&] {
        prepared.emplace(prepare(command, ranks));
        if (!ranks.leads()) return;
        nothing_to_do = is_in_transit(prepared->plan)
                            ? is_analysed(command, prepared->plan, prepared->options)
                            : is_done(prepared->plan, prepared->options);
    });
    const Plan& plan = prepared->plan;
    RunOptions& options = prepared->options;
    nothing_to_do = ranks.from_leader({std::byte{nothing_to_do}}).at(0) != std::byte{0};
    if (is_in_transit(plan)) {
        return nothing_to_do ? 0 : analyse_in_transit(command, plan, options, ranks);
    }
    if (nothing_to_do) {
        // A run that was killed after its last tile has not analysed it.
        if (ranks.leads() && plan.study.sensitivity && !has_findings(options.file)) {
            analyse_the_file(*plan.study.sensitivity, options.file, command.writing.quiet);
        }
        return 0;
    }
    if (ranks.leads()) {
        look_for_room(plan, options, ranks);
        if (!command.writing.quiet) announce(plan, options.crew);
    }
    options.when_stopped = [&](const RunReport& report) {
        fmt::print(stderr,
                   "interrupted: {} of {} are in {} ('entente show' tells); --resume "
                   "goes on with it\n",
                   grouped(report.scenarios), counted(plan.scenarios_here(), "scenario"),
                   results::partial_path(options.file).string());
    };
    const RunReport report = watched_run(plan, options, ranks, command.writing.quiet);
    if (!report.complete) return interrupted;
    if (!ranks.leads()) return 0;
    if (!command.writing.quiet) fmt::print("{}", summary(plan, options, report));
    if (plan.study.sensitivity)
        analyse_the_file(*plan.study.sensitivity, options.file, command.writing.quiet);
    return 0;
}

}  // namespace entente::driver
