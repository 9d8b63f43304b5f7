// SPDX-License-Identifier: Apache-2.0
#include "tests/published/commitment_scenario.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"

namespace entente::kernels {
namespace {

bool close(double a, double b) {
    if (a == b || (std::isnan(a) && std::isnan(b))) return true;
    return std::abs(a - b) <= std::max(1e-12 * std::abs(a), 1e-15);
}

}  // namespace

Commitment::Commitment(int contestants) {
    const Model& model = *find_model("commitment");
    ModelData data = initial_data(model);
    data.settings.at("contestants") = contestants;
    instance_ = model.join(data);
    names_ = column_names(*instance_);
}

std::vector<Named> Commitment::evaluate(const std::vector<Named>& scenarios) const {
    std::vector<Values> sample;
    for (const Named& scenario : scenarios) {
        Values values = initial_values(*instance_);
        for (const auto& [name, value] : scenario) {
            const auto parameters = instance_->parameters();
            const auto is_it = [&wanted = name](const Parameter& p) { return p.name == wanted; };
            const auto found = std::find_if(parameters.begin(), parameters.end(), is_it);
            if (found == parameters.end()) throw std::invalid_argument("no parameter " + name);
            EXPECT_TRUE(found->valid.contains(value)) << name << ' ' << value;
            values[static_cast<std::size_t>(found - parameters.begin())] = value;
        }
        sample.push_back(values);
    }
    const auto widest = kernels::evaluate(*instance_, widest_isa(), sample);
    std::vector<Named> all(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i) {
        for (std::size_t c = 0; c < names_.size(); ++c) all[i][names_[c]] = widest[i][c];
    }
    for (const Isa isa : available_isas()) {
        const auto found = kernels::evaluate(*instance_, isa, sample);
        for (std::size_t i = 0; i < sample.size(); ++i) {
            for (std::size_t c = 0; c < names_.size(); ++c) {
                EXPECT_TRUE(close(found[i][c], widest[i][c]))
                    << names_[c] << " on " << name(isa) << ": " << found[i][c] << ", on the widest "
                    << widest[i][c];
            }
        }
    }
    return all;
}

std::string Commitment::word(const std::string& output, const Named& found) const {
    for (const Output& candidate : instance_->outputs()) {
        if (candidate.name != output) continue;
        return candidate.flags.at(static_cast<std::size_t>(found.at(output)));
    }
    throw std::invalid_argument("no output " + output);
}

}  // namespace entente::kernels
