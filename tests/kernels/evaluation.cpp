// SPDX-License-Identifier: Apache-2.0
#include "tests/kernels/evaluation.hpp"

#include <limits>

#include "kernels/workspace.hpp"

namespace entente::kernels {

std::vector<Values> evaluate(const Instance& instance, Isa isa, std::span<const Values> scenarios,
                             std::span<const bool> wanted) {
    Workspace in(instance.parameters().size(), scenarios.size());
    Workspace out(column_offsets(instance).back(), scenarios.size(), wanted);
    const std::size_t columns = column_offsets(instance).back();
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        for (std::size_t p = 0; p < scenarios[i].size(); ++p) in[p][i] = scenarios[i][p];
    }
    in.pad(scenarios.size());
    Workspace scratch(1, instance.scratch());
    instance.evaluate(isa, {in.columns(), out.columns(), scenarios.size(), scratch[0]});

    std::vector<Values> results(scenarios.size(), Values(columns));
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        for (std::size_t c = 0; c < columns; ++c) {
            const double* column = out[c];
            results[i][c] =
                column == nullptr ? std::numeric_limits<double>::quiet_NaN() : column[i];
        }
    }
    return results;
}

std::vector<std::string> column_names(const Instance& instance) {
    std::vector<std::string> names;
    for (const Output& output : instance.outputs()) {
        const std::size_t size = extent(instance, output);
        for (std::size_t i = 0; i < size; ++i) {
            const bool scalar = output.dimension.empty();
            names.push_back(scalar ? output.name : output.name + "[" + std::to_string(i) + "]");
        }
    }
    return names;
}

Values initial_values(const Instance& instance) {
    Values values;
    for (const Parameter& parameter : instance.parameters()) values.push_back(parameter.initial);
    return values;
}

}  // namespace entente::kernels
