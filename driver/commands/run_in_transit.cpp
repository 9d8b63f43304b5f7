// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/run_in_transit.hpp"

#include <cstdio>
#include <system_error>

#include <fmt/format.h>

#include "driver/commands/interruption.hpp"
#include "driver/commands/progress.hpp"
#include "driver/commands/sensitivity_report.hpp"
#include "driver/commands/wording.hpp"
#include "driver/sensitivity/finished.hpp"
#include "driver/sensitivity/transit.hpp"
#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

Inquiry inquiry_of(const RunCommand& command, const Plan& plan) {
    Inquiry inquiry = *plan.study.sensitivity;
    if (!command.until_ci.empty())
        inquiry.until_ci = parse_share("--until-ci", command.until_ci, 1e-6, 1);
    return inquiry;
}

bool is_there(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown);
}

TransitReport watched_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                              Ranks& ranks, bool quiet) {
    const Interruption interruption(!ranks.alone());
    ranks.least(0);  // when the first begins, all listen: a signal to any of them stops all
    RunCounts counts;
    const Progress progress(quiet || !ranks.leads() ? ProgressStyle::none : progress_style(),
                            counts, plan.scenarios);
    return run_in_transit(plan, inquiry, options, ranks, interruption.token(), counts);
}

}  // namespace

bool is_in_transit(const Plan& plan) {
    return plan.study.sensitivity && !plan.study.sensitivity->store;
}

void check_in_transit(const RunCommand& command, const Plan& plan, const Crew& crew,
                      const std::filesystem::path& file, const Ranks& ranks) {
    const auto partial = results::partial_path(file);
    const bool refuses = !command.writing.force && !command.writing.resume;
    if (ranks.leads() && refuses && results::read_checkpoint(partial)) {
        throw UserError(
            fmt::format("{}: an earlier run has left this (--resume goes on with it, "
                        "--force begins anew)",
                        partial.string()));
    }
    check_room(transit_memory(plan, inquiry_of(command, plan), crew.threads),
               ranks.on_this_machine());
}

bool is_analysed(const RunCommand& command, const Plan& plan, const RunOptions& options) {
    const auto partial = results::partial_path(options.file);
    if (!options.resume || results::read_checkpoint(partial) || !is_there(options.file)) {
        return false;
    }
    check_finished(options.file, plan, inquiry_of(command, plan), options.crew);
    fmt::print(stderr, "{}: complete and sound, nothing to do\n", options.file.string());
    return true;
}

int analyse_in_transit(const RunCommand& command, const Plan& plan, RunOptions options,
                       Ranks& ranks) {
    const Inquiry inquiry = inquiry_of(command, plan);
    if (ranks.leads() && !command.writing.quiet) announce(plan, options.crew);
    options.when_stopped = [&](const RunReport& report) {
        fmt::print(stderr, "interrupted: {} of {} are summed in {}; --resume goes on with it\n",
                   grouped(report.scenarios / plan.blocks.scenarios),
                   counted(plan.blocks.count, "block"),
                   results::partial_path(options.file).string());
    };
    const TransitReport report =
        watched_transit(plan, inquiry, options, ranks, command.writing.quiet);
    if (!ranks.leads()) return report.complete ? 0 : interrupted;
    if (!report.complete) {
        if (!command.writing.quiet) fmt::print("{}", findings_text(report.analysis));
        return interrupted;
    }
    if (!command.writing.quiet)
        fmt::print("{}", transit_summary(plan, inquiry, report, options.file));
    return 0;
}

}  // namespace entente::driver
