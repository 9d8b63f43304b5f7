// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "driver/designs/block_attributes.hpp"
#include "driver/model_joining.hpp"
#include "driver/plan.hpp"

namespace entente::driver {
namespace {

using results::Attributes;
using results::ElementType;

constexpr std::size_t most_plotted = 4;

std::vector<std::string> names_of(const Plan& plan, const std::vector<std::size_t>& parameters) {
    std::vector<std::string> names;
    names.reserve(parameters.size());
    for (const std::size_t p : parameters) names.push_back(plan.instance->parameters()[p].name);
    return names;
}

// What is said of an axis or a column that moves `moved`; `default` is their value where the study
// does not name them, if it is one value.
Attributes moving(const Plan& plan, const std::vector<std::size_t>& moved) {
    Attributes attributes{{"parameters", names_of(plan, moved)}};
    const auto parameters = plan.instance->parameters();
    const double initial = parameters[moved.front()].initial;
    if (std::all_of(moved.begin(), moved.end(),
                    [&](std::size_t p) { return parameters[p].initial == initial; })) {
        attributes.emplace_back("default", initial);
    }
    return attributes;
}

std::string list_of(const Plan& plan, const std::vector<std::size_t>& moved) {
    return fmt::format("moves {} together", fmt::join(names_of(plan, moved), ", "));
}

// What a parameter of a theatre means, without the theatre's name before it.
std::string_view bare_meaning(const kernels::Parameter& parameter) {
    const std::string_view meaning = parameter.meaning;
    const std::string theatre = parameter.name.substr(0, parameter.name.find('.')) + ": ";
    return meaning.starts_with(theatre) ? meaning.substr(theatre.size()) : meaning;
}

// The meaning of an axis or a column that gives `moved` one value: that of its parameter, or what
// the same parameter of several theatres means in each, or else a list.
std::string meaning_of(const Plan& plan, const std::vector<std::size_t>& moved) {
    const auto parameters = plan.instance->parameters();
    const kernels::Parameter& first = parameters[moved.front()];
    if (moved.size() == 1) return first.meaning;
    const auto same = [&](std::size_t p) {
        return bare_meaning(parameters[p]) == bare_meaning(first);
    };
    if (std::all_of(moved.begin(), moved.end(), same)) return std::string(bare_meaning(first));
    return list_of(plan, moved);
}

void add_role(std::optional<Role> role, Attributes& attributes) {
    if (!role) return;
    attributes.emplace_back("role", std::string(*role == Role::lever ? "lever" : "uncertainty"));
}

results::Dimension axis_dimension(const Plan& plan, const Axis& axis) {
    Attributes attributes = moving(plan, axis.parameters);
    const bool alike =
        std::all_of(axis.parameter_values.begin(), axis.parameter_values.end(),
                    [&](const std::vector<double>& values) { return values == axis.values; });
    add_role(axis.role, attributes);
    for (std::size_t i = 0; !alike && i < axis.parameters.size(); ++i) {
        attributes.emplace_back(plan.instance->parameters()[axis.parameters[i]].name,
                                axis.parameter_values[i]);
    }
    return {.name = axis.name,
            .long_name = alike ? meaning_of(plan, axis.parameters) : list_of(plan, axis.parameters),
            .units = axis.unit,
            .size = axis.values.size(),
            .values = axis.values,
            .labels = {},
            .attributes = std::move(attributes)};
}

std::vector<results::Dimension> design_dimensions(const Plan& plan) {
    std::vector<results::Dimension> dimensions;
    for (const Axis& axis : plan.axes) dimensions.push_back(axis_dimension(plan, axis));
    if (dimensions.empty()) {
        dimensions.push_back({.name = "scenario",
                              .long_name = "scenario",
                              .units = "1",
                              .size = plan.tiling.scenarios()});
    }
    return dimensions;
}

ElementType element_type(const Plan& plan, kernels::OutputKind kind) {
    switch (kind) {
        case kernels::OutputKind::real:
            return plan.study.output.precision;
        case kernels::OutputKind::code:
            return ElementType::uint8;
        case kernels::OutputKind::index:
        case kernels::OutputKind::mask:
            break;
    }
    return ElementType::int32;
}

// Index of the output's dimension among the further ones of the file, where only those in use
// stand.
std::optional<std::size_t> further_dimension(const Plan& plan, const kernels::Output& output,
                                             std::vector<results::Dimension>& further) {
    if (output.dimension.empty()) return std::nullopt;
    for (std::size_t f = 0; f < further.size(); ++f) {
        if (further[f].name == output.dimension) return f;
    }
    for (const kernels::Dimension& dimension : plan.instance->dimensions()) {
        if (dimension.name != output.dimension) continue;
        further.push_back({.name = dimension.name,
                           .long_name = dimension.meaning,
                           .units = dimension.unit,
                           .size = dimension.size(),
                           .values = dimension.values,
                           .labels = dimension.labels});
    }
    return further.size() - 1;
}

void add_outputs(const Plan& plan, results::Schema& schema) {
    for (const std::size_t o : plan.outputs) {
        const kernels::Output& output = plan.instance->outputs()[o];
        const bool is_real = output.kind == kernels::OutputKind::real;
        if (is_real && output.dimension.empty() && schema.plotted.size() < most_plotted) {
            schema.plotted.push_back(schema.variables.size());
        }
        schema.variables.push_back(
            {.name = output.name,
             .long_name = output.meaning,
             .units = output.unit,
             .type = element_type(plan, output.kind),
             .further = further_dimension(plan, output, schema.further),
             .significant_bits = is_real ? plan.study.output.significant_bits : std::nullopt,
             .flags = output.flags});
    }
}

// The columns of a sampled design or of a table.
void add_columns(const Plan& plan, results::Schema& schema) {
    const StoredParameters stored = plan.study.output.parameters;
    if (plan.study.design.kind == DesignKind::grid || stored == StoredParameters::none) return;
    for (std::size_t c = 0; c < plan.varied.size(); ++c) {
        const kernels::Parameter& parameter = plan.instance->parameters()[plan.varied[c]];
        std::vector<std::size_t> moved{plan.varied[c]};
        for (const auto& [p, leader] : plan.followers) {
            if (leader == plan.varied[c]) moved.push_back(p);
        }
        results::Variable variable{.name = plan.column_names[c],
                                   .long_name = meaning_of(plan, moved),
                                   .units = parameter.unit,
                                   .type = stored == StoredParameters::float32
                                               ? ElementType::float32
                                               : ElementType::float64,
                                   .attributes = moving(plan, moved)};
        if (!plan.marginals.empty()) {
            variable.attributes.emplace_back("distribution", to_string(plan.marginals[c]));
            add_role(plan.roles[c], variable.attributes);
        }
        schema.variables.push_back(std::move(variable));
    }
}

// The values that all scenarios share.
void add_fixed(const Plan& plan, Attributes& attributes) {
    std::vector<bool> moves(plan.fixed.size(), false);
    const bool one_scenario = plan.study.design.kind == DesignKind::grid && plan.axes.empty();
    for (const std::size_t p : plan.varied) moves[p] = !one_scenario;
    for (const Follower& follower : plan.followers) moves[follower.parameter] = true;
    std::vector<std::size_t> still;
    std::vector<double> values;
    for (std::size_t p = 0; p < moves.size(); ++p) {
        if (moves[p]) continue;
        still.push_back(p);
        values.push_back(plan.fixed[p]);
    }
    if (still.empty()) return;
    attributes.emplace_back("fixed_parameters", names_of(plan, still));
    attributes.emplace_back("fixed_values", std::move(values));
}

// Everything that the design is a function of, besides its distributions.
void add_design(const Plan& plan, Attributes& attributes) {
    const DesignEntry& design = plan.study.design;
    const bool has_sobol =
        design.kind == DesignKind::sobol || design.kind == DesignKind::derivatives ||
        (design.kind == DesignKind::saltelli && design.sampling == Sampling::sobol);
    if (is_sampled(design.kind)) {
        attributes.emplace_back("seed", static_cast<std::int64_t>(design.seed));
    }
    if (has_sobol) attributes.emplace_back("scrambling", std::string(keyword(design.scrambling)));
    if (design.kind == DesignKind::saltelli) {
        attributes.emplace_back("sampling", std::string(keyword(design.sampling)));
    }
    if (design.criterion != Criterion::none) {
        attributes.emplace_back("criterion", std::string(keyword(design.criterion)));
    }
    if (!plan.study.correlations.empty()) {
        std::vector<std::string> texts;
        for (const CorrelationEntry& entry : plan.study.correlations) {
            texts.push_back(fmt::format("{}, {}: {}", entry.columns[0].first,
                                        entry.columns[1].first, entry.value));
        }
        attributes.emplace_back("correlations", std::move(texts));
    }
    if (is_in_blocks(design.kind) || !plan.study.groups.empty()) {
        add_structure({plan.blocks, plan.factors}, attributes);
    }
}

Attributes root_attributes(const Plan& plan) {
    Attributes attributes{{"title", plan.study.title},
                          {"model", std::string(plan.model->name)},
                          {"model_version", std::int64_t{plan.model->version}},
                          {"design", std::string(keyword(plan.study.design.kind))}};
    add_design(plan, attributes);
    const auto settings = resolve_settings(plan.study, *plan.model);
    for (const kernels::Setting& setting : plan.model->settings) {
        const int value = settings.find(setting.name)->second;
        if (setting.words.empty()) {
            attributes.emplace_back(std::string(setting.name), std::int64_t{value});
        } else {
            attributes.emplace_back(std::string(setting.name), value_text(setting, value));
        }
    }
    add_fixed(plan, attributes);
    return attributes;
}

// The files of the study as they are; what --set changed is told in comments behind the study.
std::vector<std::pair<std::string, std::string>> source_texts(const Study& study) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const SourceText& source : study.texts) texts.emplace_back(source.name, source.text);
    for (const Override& o : study.overrides) {
        std::string& text = texts.front().second;
        if (!text.empty() && text.back() != '\n') text += '\n';
        std::string line = fmt::format("# --set {}={}", o.name, o.value);
        std::replace(line.begin(), line.end(), '\n', ' ');
        text += line + '\n';
    }
    return texts;
}

}  // namespace

results::Schema make_schema(const Plan& plan) {
    results::Schema schema{.design = design_dimensions(plan),
                           .further = {},
                           .variables = {},
                           .plotted = {},
                           .tiling = plan.tiling,
                           .compression = plan.study.output.compression,
                           .attributes = root_attributes(plan),
                           .texts = source_texts(plan.study)};
    add_outputs(plan, schema);
    add_columns(plan, schema);
    return schema;
}

}  // namespace entente::driver
