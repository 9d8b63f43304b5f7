// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/plan.hpp"

namespace entente::driver {

/// The part of a plan that says what each scenario's parameters are; members as in Plan.
struct ParameterPlan {
    std::vector<double> fixed;
    std::vector<std::size_t> varied;
    std::vector<Follower> followers;
    std::vector<Axis> axes;
    std::vector<Distribution> marginals;
    std::vector<std::optional<Role>> roles;
    std::vector<std::string> column_names;
    Blocks blocks;
    std::vector<Factor> factors;
    std::unique_ptr<const Design> design;
};

/// Gives every parameter of `instance` the value or the values that the study has for it.
///
/// Axes and sampled columns are in the order of the text, whether they stand in [parameters] or in
/// [[linked]]; the last axis is the fastest. What --set adds comes behind, and then, in the model's
/// order, what "*" stands for. Throws UserError for what the model does not know or allow.
ParameterPlan plan_parameters(const Study& study, const kernels::Instance& instance);

}  // namespace entente::driver
