// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/validate_command.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/models_command.hpp"
#include "driver/commands/options.hpp"
#include "driver/commands/wording.hpp"
#include "driver/user_error.hpp"
#include "driver/validation.hpp"
#include "kernels/registry.hpp"

namespace entente::driver {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// As many digits as the literature prints, without the noise of the last ones.
std::string number(double value) { return fmt::format("{:.10g}", value); }

std::string difference(const Finding& finding) {
    const double value = finding.difference();
    return value == 0 ? "0" : fmt::format("{:.0e}", value);
}

std::string verdict(const Finding& finding) {
    return finding.agrees ? "agrees" : fmt::format("MISSED on {}", kernels::name(finding.isa));
}

Rows rows_of(std::span<const Finding> findings, const kernels::Model& model) {
    Rows rows{{"source", "quantity", "published", "computed", "difference", "verdict"}};
    for (const Finding& f : findings) {
        if (f.model != &model) continue;
        rows.push_back({f.source, f.quantity, number(f.published), number(f.computed),
                        difference(f), verdict(f)});
    }
    return rows;
}

std::string markdown_table(const Rows& rows) {
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (const std::string& cell : rows[r]) text += fmt::format("| {} ", cell);
        text += "|\n";
        if (r == 0) text += "|---|---|---:|---:|---:|---|\n";
    }
    return text;
}

void print_markdown(const kernels::Model& model, const Rows& rows) {
    fmt::print("\n## {}\n\n{}\n\n{}", model.name, model.summary, markdown_table(rows));
    for (const std::string_view reference : model.references) fmt::print("\n- {}", reference);
    fmt::print("\n");
}

constexpr std::string_view introduction =
    R"(# Published numbers, recomputed

What `entente validate --markdown` prints: numbers that the literature has printed, or that follow
from its equations where the source says derived, and what the kernels return for them. The
difference is relative, and that of the instruction set which is farthest off. Run `entente validate`
to see the same for a machine of yours; its exit status is 1 if a number is missed.
)";

std::vector<const kernels::Model*> chosen(const std::string& name) {
    if (name.empty()) return {kernels::models().begin(), kernels::models().end()};
    const kernels::Model& model = known_model(name);
    if (model.published == nullptr) {
        throw UserError(fmt::format("the model {} has no published numbers", model.name));
    }
    return {&model};
}

}  // namespace

int execute(const ValidateCommand& command) {
    const auto available = kernels::available_isas();
    std::vector<kernels::Isa> isas(available.begin(), available.end());
    if (!command.isa.empty()) isas = {parse_available_isa(command.isa)};

    const auto models = chosen(command.model);
    const auto findings = validate(models, isas);
    if (command.markdown) fmt::print("{}", introduction);
    for (const kernels::Model* model : models) {
        const Rows rows = rows_of(findings, *model);
        if (rows.size() == 1) continue;
        if (command.markdown) {
            print_markdown(*model, rows);
        } else {
            fmt::print("{}: {}\n\n{}\n", model->name, model->summary, text_table(rows, 2));
        }
    }
    const auto agreeing = static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [](const auto& f) { return f.agrees; }));
    const bool all = agreeing == findings.size();
    if (!command.markdown) fmt::print("Computed on {}; the worst is shown.\n", names_of(isas));
    fmt::print("{}{}: {}.\n", command.markdown ? "\n" : "",
               counted(findings.size(), "published number"),
               all ? "all agree" : grouped(findings.size() - agreeing) + " missed");
    return all ? 0 : 1;
}

}  // namespace entente::driver
