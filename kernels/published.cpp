// SPDX-License-Identifier: Apache-2.0
#include "kernels/published.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/model.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace {

[[noreturn]] void refuse(const Model& model, const std::string& what) {
    throw std::invalid_argument(std::string(model.name) + ": a published case has " + what);
}

// Where `name` stands in a list of parameters or outputs.
template <class List>
std::size_t position(const Model& model, const List& list, const std::string& name) {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const auto& entry) { return entry.name == name; });
    if (found == list.end()) refuse(model, "the unknown name '" + name + "'");
    return static_cast<std::size_t>(found - list.begin());
}

std::unique_ptr<const Instance> join(const Model& model, const PublishedCase& known) {
    ModelData data = initial_data(model);
    for (const auto& [name, value] : known.settings) {
        const auto setting = data.settings.find(name);
        if (setting == data.settings.end()) refuse(model, "the unknown setting '" + name + "'");
        setting->second = value;
    }
    data.theatres = known.theatres;
    data.network = known.network;
    return model.join(data);
}

Workspace inputs(const Model& model, const Instance& instance, const PublishedCase& known) {
    const auto parameters = instance.parameters();
    Workspace in(parameters.size(), 1);
    for (std::size_t p = 0; p < parameters.size(); ++p) in[p][0] = parameters[p].initial;
    for (const auto& [name, value] : known.parameters) {
        const std::size_t p = position(model, parameters, name);
        if (!parameters[p].valid.contains(value)) refuse(model, "'" + name + "' out of range");
        in[p][0] = value;
    }
    in.pad(1);
    return in;
}

}  // namespace

bool agrees(const PublishedValue& value, double computed) noexcept {
    const double size = value.published == 0 ? 1 : std::abs(value.published);
    return std::abs(computed - value.published) <= value.tolerance * size;
}

std::vector<double> recompute(const Model& model, const PublishedCase& known, Isa isa) {
    const auto instance = join(model, known);
    const auto offsets = column_offsets(*instance);
    const Workspace in = inputs(model, *instance, known);
    Workspace out(offsets.back(), 1), scratch(1, instance->scratch());
    instance->evaluate(isa, {in.columns(), out.columns(), 1, scratch[0]});
    std::vector<double> computed;
    for (const PublishedValue& value : known.values) {
        const std::size_t output = position(model, instance->outputs(), value.output);
        if (value.entry >= extent(*instance, instance->outputs()[output])) {
            refuse(model, "too great an entry of '" + value.output + "'");
        }
        computed.push_back(out[offsets[output] + value.entry][0]);
    }
    return computed;
}

}  // namespace entente::kernels
