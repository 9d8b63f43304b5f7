// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/run_command.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "driver/commands/file_size.hpp"
#include "driver/commands/interruption.hpp"
#include "driver/commands/output_file.hpp"
#include "driver/commands/progress.hpp"
#include "driver/commands/sensitivity_report.hpp"
#include "driver/commands/summary.hpp"
#include "driver/commands/wording.hpp"
#include "driver/sensitivity/stored.hpp"
#include "driver/sensitivity/subject.hpp"
#include "driver/sensitivity/transit.hpp"
#include "driver/user_error.hpp"
#include "driver/verification.hpp"
#include "results/partial_folder.hpp"

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
    fmt::print(stderr,
               "interrupted: {} of {} scenarios are in {} ('entente show' tells); --resume goes on "
               "with it\n",
               grouped(report.scenarios), grouped(plan.scenarios_here()),
               results::partial_path(options.file).string());
}

Existing what_to_do(const RunCommand& command) {
    if (command.force && command.resume) {
        throw UserError("--force and --resume: one begins anew, the other goes on (choose one)");
    }
    if (command.take_over && !command.force && !command.resume) {
        throw UserError("--take-over: of what? (goes with --resume or --force)");
    }
    if (command.force) return Existing::replace;
    return command.resume ? Existing::go_on : Existing::refuse;
}

std::optional<std::chrono::seconds> parse_sync(const std::string& text) {
    if (text.empty()) return std::nullopt;
    constexpr std::uint64_t day = 86400;
    return std::chrono::seconds(parse_count("--sync", text, 0, day));
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

RunReport watched_run(const Plan& plan, const RunOptions& options, bool quiet) {
    const Interruption interruption;
    RunCounts counts;
    const Progress progress(quiet ? ProgressStyle::none : progress_style(), counts,
                            plan.scenarios_here());
    try {
        return run(plan, options, interruption.token(), counts);
    } catch (const UserError&) {
        throw;
    } catch (const results::HeldByAnother&) {
        throw;
    } catch (const std::runtime_error& error) {
        if (results::segments_in(results::partial_path(options.file)).empty()) throw;
        throw std::runtime_error(fmt::format(
            "{}; what has been computed is kept: --resume goes on with it", error.what()));
    }
}

bool in_transit(const Plan& plan) {
    return plan.study.sensitivity && !plan.study.sensitivity->store;
}

Inquiry inquiry_of(const RunCommand& command, const Plan& plan) {
    Inquiry inquiry = *plan.study.sensitivity;
    if (!command.until_ci.empty())
        inquiry.until_ci = parse_share("--until-ci", command.until_ci, 1e-6, 1);
    return inquiry;
}

int analyse_in_transit(const RunCommand& command, const Plan& plan, const Crew& crew,
                       const std::filesystem::path& file, Existing existing, const Shard& shard) {
    const Inquiry inquiry = inquiry_of(command, plan);
    const RunOptions options{.file = file,
                             .crew = crew,
                             .attributes = attributes(command, plan, shard),
                             .resume = command.resume,
                             .only_new = existing == Existing::refuse,
                             .take_over = command.take_over};
    std::error_code unknown;
    if (command.resume && std::filesystem::exists(file, unknown)) {
        fmt::print(stderr, "{}: complete, nothing to do\n", file.string());
        return 0;
    }
    const auto partial = results::partial_path(file);
    if (existing == Existing::refuse && results::read_checkpoint(partial)) {
        throw UserError(
            fmt::format("{}: an earlier run has left this (--resume goes on with it, "
                        "--force begins anew)",
                        partial.string()));
    }
    check_room(transit_memory(plan, inquiry, crew.threads));
    if (!command.quiet) announce(plan, options);
    const Interruption interruption;
    RunCounts counts;
    TransitReport report;
    {
        const Progress progress(command.quiet ? ProgressStyle::none : progress_style(), counts,
                                plan.scenarios);
        report = run_in_transit(plan, inquiry, options, interruption.token(), counts);
    }
    if (!report.complete) {
        fmt::print(stderr,
                   "interrupted: {} of {} blocks are summed in {}; --resume goes on with it\n",
                   grouped(report.blocks), grouped(plan.blocks.count), partial.string());
        if (!command.quiet) fmt::print("{}", findings_text(report.analysis));
        return interrupted;
    }
    if (!command.quiet) fmt::print("{}", transit_summary(plan, inquiry, report, file));
    return 0;
}

// Of a study with store = true: the findings go beside the scenarios.
void analyse_the_file(const Inquiry& inquiry, const std::filesystem::path& file, bool quiet) {
    const StoredReport report = analyse_stored({file}, inquiry);
    const auto findings_file = findings_path(file);
    results::write_analysis(results::PartialFolder(findings_file), report.analysis);
    if (!quiet) fmt::print("\n{}{}\n", findings_text(report.analysis), findings_file.string());
}

}  // namespace

int execute(const RunCommand& command) {
    const Existing existing = what_to_do(command);
    const auto sync = parse_sync(command.sync);
    const Shard shard = parse_shard(command.study.shard);
    const Crew crew = parse_crew(command.crew);
    const Plan plan = read_plan(command.study);
    if (plan.study.sensitivity) {
        intervals_for(subject_of(plan, *plan.study.sensitivity), *plan.study.sensitivity);
    }
    const auto file = output_file(plan, command.output, shard);
    check_writer(file);
    check_output_file(file, plan, existing);
    if (in_transit(plan)) return analyse_in_transit(command, plan, crew, file, existing, shard);
    if (!command.until_ci.empty()) {
        throw UserError("--until-ci: goes with a study that has [sensitivity], and does not store");
    }
    check_memory(plan, crew);

    const RunOptions options{.file = file,
                             .crew = crew,
                             .attributes = attributes(command, plan, shard),
                             .resume = command.resume,
                             .only_new = existing == Existing::refuse,
                             .take_over = command.take_over,
                             .sync = sync};
    if (is_done(plan, options)) return 0;
    if (const auto warning = shortage_of(plan, crew, file); !warning.empty()) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
    if (!command.quiet) announce(plan, options);
    const RunReport report = watched_run(plan, options, command.quiet);
    if (!report.complete) {
        tell_of_stop(plan, options, report);
        return interrupted;
    }
    if (!command.quiet) fmt::print("{}", summary(plan, options, report));
    if (plan.study.sensitivity) analyse_the_file(*plan.study.sensitivity, file, command.quiet);
    return 0;
}

}  // namespace entente::driver
