// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/summary.hpp"

#include <vector>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"
#include "driver/machine.hpp"

namespace entente::driver {
namespace {

std::string ranges(const Plan& plan, const RunOptions& options, const RunReport& report) {
    if (report.outputs.empty()) {
        return fmt::format("some tiles are of a merge; 'entente show {}' tells the ranges\n",
                           options.file.string());
    }
    std::vector<std::vector<std::string>> rows{
        {"output", "unit", "min", "mean", "max", "not finite"}};
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        const kernels::Output& output = plan.instance->outputs()[plan.outputs[i]];
        const Statistics& s = report.outputs[i];
        const bool is_real = output.kind == kernels::OutputKind::real;
        rows.push_back({output.name, output.unit, value_text(s.least().value),
                        is_real ? value_text(s.mean()) : "-", value_text(s.most().value),
                        grouped(s.not_finite())});
    }
    return text_table(rows, 2);
}

std::string corners(const Plan& plan, const RunReport& report) {
    if (plan.axes.empty() || report.outputs.empty() || report.outputs.front().finite() == 0)
        return "";
    const std::string& name = plan.instance->outputs()[plan.outputs.front()].name;
    const auto line = [&](const char* which, const Extreme& extreme) {
        return fmt::format("{} {}: {} at {}\n", which, name, value_text(extreme.value),
                           corner(plan, extreme.scenario));
    };
    return "\n" + line("highest", report.outputs.front().most()) +
           line("lowest ", report.outputs.front().least());
}

}  // namespace

std::string corner(const Plan& plan, std::uint64_t scenario) {
    std::string text;
    for (auto axis = plan.axes.rbegin(); axis != plan.axes.rend(); ++axis) {
        const std::string here = fmt::format(
            "{} = {}", axis->name, value_text(axis->values[scenario % axis->values.size()]));
        scenario /= axis->values.size();
        text = text.empty() ? here : here + ", " + text;
    }
    return text;
}

std::string summary(const Plan& plan, const RunOptions& options, const RunReport& report) {
    std::string text = ranges(plan, options, report) + corners(plan, report) + "\n";
    if (report.scenarios < plan.tiling.scenarios()) {
        text += fmt::format("{} of the study's {} scenarios; the others are not in the file\n",
                            grouped(report.scenarios), grouped(plan.tiling.scenarios()));
    }
    const double speed = static_cast<double>(report.computed) / report.seconds;
    text += fmt::format("{} in {}, {}\n", counted(report.computed, "scenario"),
                        duration(report.seconds), rate(speed));
    if (report.computed < report.scenarios) {
        text += fmt::format("{} are of earlier runs\n",
                            counted(report.scenarios - report.computed, "scenario"));
    }
    if (report.damaged > 0) {
        text += fmt::format("{} of earlier runs {} damaged and computed again\n",
                            counted(report.damaged, "tile"), report.damaged == 1 ? "was" : "were");
    }
    text += fmt::format("{}, {}\n", options.file.string(),
                        byte_size(static_cast<double>(report.bytes)));
    return text;
}

}  // namespace entente::driver
