// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/plan_command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "driver/commands/file_size.hpp"
#include "driver/commands/output_file.hpp"
#include "driver/commands/wording.hpp"
#include "driver/sensitivity/subject.hpp"
#include "driver/sensitivity/transit.hpp"
#include "driver/trial.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

constexpr double trial_seconds = 0.7;
constexpr double program_bytes =
    40e6;  // what the program needs besides tiles, HDF5's caches included
constexpr std::size_t line_width = 88;
constexpr std::size_t label_width = 11;

using Rows = std::vector<std::vector<std::string>>;

std::string design(const Plan& plan) {
    const auto& study = plan.study.design;
    if (study.kind == DesignKind::grid) {
        std::string text = "grid";
        for (const Axis& axis : plan.axes) {
            text += fmt::format("{} {} {}", &axis == &plan.axes.front() ? ":" : " ×", axis.name,
                                axis.values.size());
        }
        return text;
    }
    if (study.kind == DesignKind::table) {
        return fmt::format("table {}: {}", study.table.string(),
                           counted(plan.varied.size(), "column"));
    }
    std::string text =
        fmt::format("{}, seed {}: {}", keyword(study.kind), study.seed,
                    counted(plan.varied.size() + plan.followers.size(), "sampled parameter"));
    if (is_in_blocks(study.kind)) {
        text += fmt::format(", {} of {}", counted(plan.blocks.count, "block"),
                            counted(plan.blocks.scenarios, "scenario"));
    }
    return text;
}

std::string scenarios(const Plan& plan, const Shard& shard) {
    std::string text = grouped(plan.scenarios_here());
    if (plan.scenarios_here() < plan.tiling.scenarios()) {
        text += fmt::format(" of {}", grouped(plan.tiling.scenarios()));
    }
    if (shard.count > 1) text += fmt::format(", shard {} of {}", shard.index, shard.count);
    return text;
}

std::string outputs(const Plan& plan) {
    std::string text = counted(plan.outputs.size(), "variable") + ":";
    for (const std::size_t o : plan.outputs) {
        text += " " + plan.instance->outputs()[o].name + (o == plan.outputs.back() ? "" : ",");
    }
    return text;
}

std::string size(const Plan& plan, const Trial& trial, const std::filesystem::path& file) {
    const double plain = plain_file_size(plan), bytes = file_size(plan, trial);
    const std::string why = shortage(plan, file, bytes);
    const std::string warning = why.empty() ? "" : "; NOT ENOUGH ROOM: " + why;
    if (plan.study.output.compression == results::Compression::none) {
        return "about " + byte_size(bytes) + warning;
    }
    if (trial.finished_scenarios == 0) {
        return fmt::format("up to {} (no tile was finished in the trial){}", byte_size(bytes),
                           warning);
    }
    return fmt::format("about {}, {} without compression (from {}){}", byte_size(bytes),
                       byte_size(plain), counted(trial.finished_tiles, "tile"), warning);
}

// No scenario is stored, so that the size depends on outputs and factors alone.
std::string findings_size(const Plan& plan, const Inquiry& inquiry) {
    const Subject subject = subject_of(plan, inquiry);
    return fmt::format("findings on {} and {}; no scenario is stored ({} intervals)",
                       counted(subject.outputs.size(), "output"),
                       counted(factors_of(subject).size(), "factor"),
                       name(intervals_for(subject, inquiry)));
}

std::string existing(const std::filesystem::path& file) {
    const auto partial = results::partial_path(file);
    if (const auto writer = results::writer_in(partial)) {
        return fmt::format(" (process {} on {} is writing it)", writer->process, writer->host);
    }
    if (!results::segments_in(partial).empty()) {
        return " (a run is unfinished: --resume would go on with it)";
    }
    return std::filesystem::exists(file) ? " (exists: a run would need --force)" : "";
}

std::string time(const Plan& plan, const Trial& trial) {
    if (trial.scenarios == 0) return "nothing to compute";
    const double speed = static_cast<double>(trial.scenarios) / trial.seconds;
    return fmt::format("about {} at {}, measured now",
                       duration(static_cast<double>(plan.scenarios_here()) / speed), rate(speed));
}

// What limits the number of threads, unless it was asked for or is the machine's.
std::string limit(const PlanCommand& command, const Crew& crew) {
    if (!command.crew.threads.empty()) return "";
    const std::string source = default_threads(crew.backend).source;
    return source.empty() ? "" : ", limited by " + source;
}

std::string in_lines(const Rows& rows) {
    std::string text;
    for (const auto& row : rows) {
        text += fmt::format("{:<{}}{}\n", row[0], label_width,
                            wrapped(row[1], line_width - label_width, label_width));
    }
    return text;
}

}  // namespace

int execute(const PlanCommand& command) {
    const Shard shard = parse_shard(command.study.shard);
    const Crew crew = parse_crew(command.crew);
    const Plan plan = read_plan(command.study);
    const auto file = output_file(plan, command.output, shard);
    check_output_file(file, plan, Existing::replace);
    const auto& inquiry = plan.study.sensitivity;
    const bool in_transit = inquiry && !inquiry->store;
    if (inquiry) intervals_for(subject_of(plan, *inquiry), *inquiry);
    if (!in_transit) check_memory(plan, crew);

    const Trial trial = try_out(plan, crew, trial_seconds);
    const double memory =
        static_cast<double>(in_transit ? transit_memory(plan, *inquiry, crew.threads)
                                       : run_memory(plan, crew)) +
        program_bytes;
    fmt::print(
        "{}", in_lines({
                  {"study", plan.study.title},
                  {"model", fmt::format("{}, version {}", plan.model->name, plan.model->version)},
                  {"design", design(plan)},
                  {"scenarios", scenarios(plan, shard)},
                  {"tiles", fmt::format("{} of up to {}", grouped(plan.last_tile - plan.first_tile),
                                        counted(plan.tiling.scenarios_per_chunk(), "scenario"))},
                  {"outputs", outputs(plan)},
                  {"file", file.string() + existing(file)},
                  {"size", in_transit ? findings_size(plan, *inquiry) : size(plan, trial, file)},
                  {"memory", "about " + byte_size(memory)},
                  {"crew", described(crew) + limit(command, crew)},
                  {"time", time(plan, trial)},
              }));
    return 0;
}

}  // namespace entente::driver
