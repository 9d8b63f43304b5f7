// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/plan_command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "driver/commands/output_file.hpp"
#include "driver/commands/wording.hpp"
#include "driver/machine.hpp"
#include "driver/trial.hpp"

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
    const char* const kind = study.kind == DesignKind::random            ? "random"
                             : study.kind == DesignKind::latin_hypercube ? "latin_hypercube"
                                                                         : "sobol";
    return fmt::format("{}, seed {}: {}", kind, study.seed,
                       counted(plan.varied.size() + plan.followers.size(), "sampled parameter"));
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

// Of this shard's values, uncompressed. A chunk is stored whole, however few scenarios it has.
double raw_size(const Plan& plan, const results::Schema& schema) {
    double per_scenario = 0;
    for (const auto& variable : schema.variables) {
        per_scenario += static_cast<double>(bytes(variable.type) * extent(schema, variable));
    }
    return per_scenario * static_cast<double>(plan.last_tile - plan.first_tile) *
           static_cast<double>(plan.tiling.scenarios_per_chunk());
}

// What the file takes besides values: its texts, the description of each variable, and where each
// chunk of the whole design is. Measured; what small files mostly consist of.
double frame_size(const results::Schema& schema) {
    constexpr double file = 8e3, object = 3e3, chunk = 16;
    const auto variables = static_cast<double>(schema.variables.size());
    const auto dimensions = static_cast<double>(schema.design.size() + schema.further.size());
    double size = file + object * (variables + dimensions) +
                  chunk * variables * static_cast<double>(schema.tiling.tiles());
    for (const auto& [name, text] : schema.texts) size += static_cast<double>(text.size());
    return size;
}

std::string size(const Plan& plan, const Trial& trial) {
    const results::Schema schema = make_schema(plan);
    const double frame = frame_size(schema);
    const double raw = raw_size(plan, schema) + frame;
    if (plan.study.output.compression == results::Compression::none) {
        return "about " + byte_size(raw);
    }
    if (trial.finished_scenarios == 0) {
        return fmt::format("up to {} (no tile was finished in the trial)", byte_size(raw));
    }
    const double per_scenario =
        static_cast<double>(trial.finished_bytes) / static_cast<double>(trial.finished_scenarios);
    const double compressed = per_scenario * static_cast<double>(plan.scenarios_here()) + frame;
    return fmt::format("about {}, {} without compression (from {})", byte_size(compressed),
                       byte_size(raw), counted(trial.finished_tiles, "tile"));
}

std::string time(const Plan& plan, const Trial& trial) {
    if (trial.scenarios == 0) return "nothing to compute";
    const double speed = static_cast<double>(trial.scenarios) / trial.seconds;
    return fmt::format("about {} at {}, measured now",
                       duration(static_cast<double>(plan.scenarios_here()) / speed), rate(speed));
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
    check_output_file(file, plan, true);
    check_memory(plan, crew);

    const Trial trial = try_out(plan, crew, trial_seconds);
    const double memory = static_cast<double>(run_memory(plan, crew.threads)) + program_bytes;
    fmt::print(
        "{}", in_lines({
                  {"study", plan.study.title},
                  {"model", fmt::format("{}, version {}", plan.model->name, plan.model->version)},
                  {"design", design(plan)},
                  {"scenarios", scenarios(plan, shard)},
                  {"tiles", fmt::format("{} of up to {}", grouped(plan.last_tile - plan.first_tile),
                                        counted(plan.tiling.scenarios_per_chunk(), "scenario"))},
                  {"outputs", outputs(plan)},
                  {"file", file.string() + (std::filesystem::exists(file)
                                                ? " (exists: a run would need --force)"
                                                : "")},
                  {"size", size(plan, trial)},
                  {"memory", "about " + byte_size(memory)},
                  {"crew", fmt::format("{} ({}, {})", counted(crew.threads, "thread"),
                                       name(crew.backend), kernels::name(crew.isa))},
                  {"time", time(plan, trial)},
              }));
    return 0;
}

}  // namespace entente::driver
