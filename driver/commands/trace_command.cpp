// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/trace_command.hpp"

#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "driver/commands/summary.hpp"
#include "driver/commands/wording.hpp"
#include "driver/user_error.hpp"
#include "kernels/workspace.hpp"

namespace entente::driver {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string short_value(double value) {
    return std::isnan(value) ? "-" : fmt::format("{:.4g}", value);
}

std::string parameters(const Plan& plan, const std::vector<double>& values) {
    std::vector<bool> varies(values.size(), false);
    for (const std::size_t p : plan.varied) varies[p] = true;
    for (const Follower& follower : plan.followers) varies[follower.parameter] = true;
    Rows rows{{"parameter", "value", "", "unit", "meaning"}};
    for (const bool varied : {true, false}) {
        for (std::size_t p = 0; p < values.size(); ++p) {
            if (varies[p] != varied) continue;
            const kernels::Parameter& parameter = plan.instance->parameters()[p];
            rows.push_back({parameter.name, value_text(values[p]), varied ? "varied" : "",
                            parameter.unit, parameter.meaning});
        }
    }
    return text_table(rows, rows[0].size());
}

// "0 (ok)" for a code, which has a meaning.
std::string output_value(const kernels::Output& output, double value) {
    if (output.kind != kernels::OutputKind::code) return value_text(value);
    return fmt::format("{} ({})", value, output.flags[static_cast<std::size_t>(value)]);
}

// "payoff[POL]", "stable_sizes[32]".
std::string entry_name(const Plan& plan, const kernels::Output& output, std::size_t k) {
    for (const kernels::Dimension& dimension : plan.instance->dimensions()) {
        if (dimension.name != output.dimension) continue;
        return fmt::format(
            "{}[{}]", output.name,
            dimension.labels.empty() ? value_text(dimension.values[k]) : dimension.labels[k]);
    }
    return output.name;
}

// As the widest instruction set computes them, which a run does by default. Lists too if `all`;
// where there is a trace, it tells them better.
std::string outputs(const Plan& plan, const std::vector<double>& values, bool all) {
    const auto offsets = kernels::column_offsets(*plan.instance);
    kernels::Workspace in(values.size(), 1), out(offsets.back(), 1);
    kernels::Workspace scratch(1, plan.instance->scratch());
    for (std::size_t p = 0; p < values.size(); ++p) in[p][0] = values[p];
    in.pad(1);
    plan.instance->evaluate(
        kernels::widest_isa(),
        {.in = in.columns(), .out = out.columns(), .scenarios = 1, .scratch = scratch[0]});
    Rows rows{{"output", "value", "unit", "meaning"}};
    for (std::size_t o = 0; o < plan.instance->outputs().size(); ++o) {
        const kernels::Output& output = plan.instance->outputs()[o];
        if (!output.dimension.empty() && !all) continue;
        for (std::size_t c = offsets[o]; c < offsets[o + 1]; ++c) {
            rows.push_back({entry_name(plan, output, c - offsets[o]),
                            output_value(output, out[c][0]), output.unit, output.meaning});
        }
    }
    return text_table(rows, rows[0].size());
}

// Rows in blocks that share their first key: a year, say.
std::string table(const kernels::Trace& trace) {
    Rows header(1);
    for (const auto& key : trace.keys) header[0].push_back(key.name);
    for (const auto& column : trace.columns) header[0].push_back(column.name);
    Rows rows = header;
    for (std::size_t r = 0; r < trace.rows.size(); ++r) {
        const kernels::Trace::Row& row = trace.rows[r];
        if (r > 0 && row.keys.front() != trace.rows[r - 1].keys.front()) rows.push_back({});
        std::vector<std::string>& cells = rows.emplace_back(row.keys);
        for (const double value : row.values) cells.push_back(short_value(value));
    }
    return text_table(rows, trace.keys.size());
}

std::string legend(const kernels::Trace& trace) {
    Rows rows;
    for (const auto& column : trace.columns) {
        rows.push_back({column.name, column.unit, column.meaning});
    }
    return text_table(rows, 3);
}

std::string csv(const kernels::Trace& trace) {
    std::string text;
    for (const auto& key : trace.keys) text += (text.empty() ? "" : ",") + csv_field(key.name);
    for (const auto& column : trace.columns) text += "," + csv_field(column.name);
    text += "\n";
    for (const auto& row : trace.rows) {
        for (std::size_t k = 0; k < row.keys.size(); ++k) {
            text += (k == 0 ? "" : ",") + csv_field(row.keys[k]);
        }
        for (const double value : row.values) text += "," + exact(value);
        text += "\n";
    }
    return text;
}

}  // namespace

int execute(const TraceCommand& command) {
    const Plan plan = read_plan(command.study);
    const std::uint64_t scenario =
        parse_count("--scenario", command.scenario, 0, plan.tiling.scenarios() - 1);
    const std::vector<double> values = plan.scenario(scenario);
    const kernels::Trace trace = plan.instance->trace(values);
    const bool told = !trace.rows.empty();
    if (command.csv && !told) {
        throw UserError(
            fmt::format("--csv: the model {} has no years or allies to tell of (leave "
                        "it out for the scenario's parameters and outputs)",
                        plan.model->name));
    }
    if (command.csv) {
        fmt::print("{}", csv(trace));
        return 0;
    }
    const std::string where = corner(plan, scenario);
    fmt::print("{}\nscenario {} of {}{}{}\n\n", plan.study.title, grouped(scenario),
               grouped(plan.tiling.scenarios()), where.empty() ? "" : ": ", where);
    fmt::print("{}\n{}", parameters(plan, values), outputs(plan, values, !told));
    if (told) fmt::print("\n{}\n{}", legend(trace), table(trace));
    return 0;
}

}  // namespace entente::driver
