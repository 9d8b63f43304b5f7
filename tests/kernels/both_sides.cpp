// SPDX-License-Identifier: Apache-2.0
#include "tests/kernels/both_sides.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "kernels/registry.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

Theatre kernel_theatre(const reference::Theatre& theatre) {
    const reference::Baseline& base = theatre.baseline;
    Theatre result{.name = theatre.name,
                   .adversary = "adversary of " + theatre.name,
                   .adversary_capability = theatre.adversary_capability,
                   .baseline = {.integration = base.integration,
                                .differentiation = base.differentiation,
                                .credence = base.credence,
                                .theatre_share = base.theatre_share,
                                .norm_target = base.norm_target},
                   .defaults = {.integration = base.integration,
                                .differentiation = base.differentiation,
                                .theatre_share = base.theatre_share},
                   .members = {},
                   .sources = {}};
    for (const reference::Ally& ally : theatre.allies) {
        const std::string number = std::to_string(result.members.size());
        result.members.push_back({.id = "m" + number,
                                  .label = "Member " + number,
                                  .gdp = ally.gdp,
                                  .burden = ally.burden,
                                  .distance = ally.distance,
                                  .host_nation_support = ally.host_nation_support,
                                  .wavering = ally.wavering});
    }
    return result;
}

// Where `name` stands in `list`, whose entries have names.
template <class List>
std::size_t position(const List& list, const std::string& name) {
    const auto is_it = [&](const auto& entry) { return entry.name == name; };
    const auto found = std::find_if(list.begin(), list.end(), is_it);
    if (found == list.end()) throw std::out_of_range(name);
    return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

ModelData model_data(const std::vector<reference::Theatre>& theatres,
                     const reference::Patron& patron, int horizon) {
    ModelData data;
    for (const reference::Theatre& theatre : theatres) {
        data.theatres.push_back(kernel_theatre(theatre));
    }
    data.patron.gdp = patron.gdp;
    data.patron.burden = patron.burden;
    data.settings["horizon"] = horizon;
    return data;
}

BothSides::BothSides(std::vector<reference::Theatre> theatres, const reference::Patron& patron,
                     int horizon)
    : theatres_(std::move(theatres)),
      patron_(patron),
      horizon_(horizon),
      instance_(find_model("alliance")->join(model_data(theatres_, patron, horizon))) {
    for (const Output& output : instance_->outputs()) {
        const std::size_t size = extent(*instance_, output);
        for (std::size_t i = 0; i < size; ++i) {
            const bool scalar = output.dimension.empty();
            column_names_.push_back(scalar ? output.name
                                           : output.name + "[" + std::to_string(i) + "]");
            column_outputs_.push_back(output.name.substr(output.name.find('.') + 1));
        }
    }
}

BothSides BothSides::with_theatres_of_2019(int horizon) {
    return {
        {reference::europe_2019(), reference::asia_2019()}, reference::united_states_2019, horizon};
}

Values BothSides::kernel(Isa isa, const Values& scenario) const {
    return evaluate(*instance_, isa, {&scenario, 1}).front();
}

reference::Result BothSides::reference_result(const Values& scenario) const {
    return reference::evaluate(theatres_, patron_, horizon_, named(scenario));
}

Values BothSides::reference_columns(const Values& scenario) const {
    return reference_columns(reference_result(scenario));
}

Values BothSides::reference_columns(const reference::Result& result) const {
    Values columns;
    for (const Output& output : instance_->outputs()) {
        if (output.name == "status") {
            columns.push_back(0);
            continue;
        }
        const Values& values = result.outputs.at(output.name);
        if (values.size() != extent(*instance_, output)) throw std::length_error(output.name);
        columns.insert(columns.end(), values.begin(), values.end());
    }
    return columns;
}

reference::Scenario BothSides::named(const Values& scenario) const {
    reference::Scenario result;
    const auto parameters = instance_->parameters();
    for (std::size_t p = 0; p < parameters.size(); ++p) result[parameters[p].name] = scenario[p];
    return result;
}

std::size_t BothSides::parameter(const std::string& name) const {
    return position(instance_->parameters(), name);
}

std::size_t BothSides::column(const std::string& name) const {
    return column_offsets(*instance_)[position(instance_->outputs(), name)];
}

Values BothSides::defaults() const {
    Values values;
    for (const Parameter& parameter : instance_->parameters()) values.push_back(parameter.initial);
    return values;
}

}  // namespace entente::kernels
