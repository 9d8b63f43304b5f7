// SPDX-License-Identifier: Apache-2.0
#include "results/nexus.hpp"

#include <algorithm>
#include <vector>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/properties.hpp"

namespace entente::results {
namespace {

// Variables over the same dimensions.
struct Plot {
    std::string name;
    std::optional<std::size_t> further;
    std::vector<std::string> variables;
};

std::vector<Plot> plots_of(const Schema& schema) {
    std::vector<Plot> plots;
    for (const auto index : schema.plotted) {
        const auto& variable = schema.variables[index];
        const auto same = [&](const Plot& plot) { return plot.further == variable.further; };
        auto plot = std::find_if(plots.begin(), plots.end(), same);
        if (plot == plots.end()) {
            const auto by =
                variable.further ? "by_" + schema.further[*variable.further].name : "outputs";
            plot = plots.insert(plots.end(), {by, variable.further, {}});
        }
        plot->variables.push_back(variable.name);
    }
    return plots;
}

std::vector<const Dimension*> dimensions_of(const Schema& schema, const Plot& plot) {
    std::vector<const Dimension*> dimensions;
    for (const auto& dimension : schema.design) dimensions.push_back(&dimension);
    if (plot.further) dimensions.push_back(&schema.further[*plot.further]);
    return dimensions;
}

Handle create_group(Id parent, const std::string& name, const std::string& nexus_class) {
    const auto properties = group_properties();
    auto group = opened(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                        H5Gclose, "create the group '" + name + "'");
    write_attribute(group.id(), "NX_class", nexus_class);
    return group;
}

// A second name for the same array.
void link(Id file, Id group, const std::string& name) {
    checked(H5Lcreate_hard(file, name.c_str(), group, name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
            "link '" + name + "'");
}

void write_plot(Id file, Id entry, const Schema& schema, const Plot& plot) {
    const auto group = create_group(entry, plot.name, "NXdata");
    // Viewers plot against numbers only; "." is an axis of indices.
    std::vector<std::string> axes;
    for (const auto* dimension : dimensions_of(schema, plot)) {
        const bool is_axis = !dimension->values.empty();
        axes.push_back(is_axis ? dimension->name : ".");
        if (is_axis) link(file, group.id(), dimension->name);
    }
    for (const auto& variable : plot.variables) link(file, group.id(), variable);

    write_attribute(group.id(), "signal", plot.variables.front());
    write_attribute(group.id(), "axes", axes);
    const std::vector<std::string> others(plot.variables.begin() + 1, plot.variables.end());
    if (!others.empty()) write_attribute(group.id(), "auxiliary_signals", others);
}

}  // namespace

void write_plots(Id file, const Schema& schema) {
    write_attribute(file, "NX_class", "NXroot");
    const auto plots = plots_of(schema);
    if (plots.empty()) return;
    const auto entry = create_group(file, plots_group, "NXentry");
    for (const auto& plot : plots) write_plot(file, entry.id(), schema, plot);
    write_attribute(entry.id(), "default", plots.front().name);
    write_attribute(file, "default", plots_group);
}

}  // namespace entente::results
