// SPDX-License-Identifier: Apache-2.0
#include "results/frame.hpp"

#include <string>
#include <utility>

#include "results/attributes.hpp"
#include "results/dimensions.hpp"
#include "results/format.hpp"
#include "results/nexus.hpp"
#include "results/texts.hpp"
#include "results/variables.hpp"

namespace entente::results {
namespace {

void write_root(Id file, const Schema& schema) {
    write_attribute(file, "Conventions", "CF-1.10");
    write_attribute(file, "format", format_name);
    write_attribute(file, "format_version", format_version);
    std::vector<std::string> design;
    for (const auto& dimension : schema.design) design.push_back(dimension.name);
    write_attribute(file, "design_dimensions", design);
    write_attributes(file, schema.attributes);
}

std::vector<Handle> create_dimensions(Id file, const std::vector<Dimension>& dimensions) {
    std::vector<Handle> scales;
    scales.reserve(dimensions.size());
    for (const auto& dimension : dimensions) scales.push_back(create_dimension(file, dimension));
    return scales;
}

}  // namespace

std::vector<Handle> write_frame(Id file, const Schema& schema,
                                const std::function<Handle(const Variable&)>& properties) {
    write_root(file, schema);
    const auto design = create_dimensions(file, schema.design);
    const auto further = create_dimensions(file, schema.further);
    std::vector<Handle> datasets;
    for (const auto& variable : schema.variables) {
        auto dataset = create_variable(file, schema, variable, properties(variable));
        unsigned axis = 0;
        for (const auto& scale : design) attach_dimension(dataset.id(), scale.id(), axis++);
        if (variable.further) attach_dimension(dataset.id(), further[*variable.further].id(), axis);
        datasets.push_back(std::move(dataset));
    }
    for (const auto& [name, text] : schema.texts) write_text(file, name, text);
    write_plots(file, schema);
    return datasets;
}

}  // namespace entente::results
