// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "driver/study.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

struct JoinedModel {
    const kernels::Model* model;
    std::unique_ptr<const kernels::Instance> instance;
};

/// The study's model joined to its data. Throws UserError for a model that does not exist, settings
/// that it lacks or does not allow, theatres that do not fit it.
JoinedModel join_model(const Study& study);

/// Throws UserError for a linked axis whose name the result file needs for something else.
void check_axis_names(const Study& study, const kernels::Instance& instance);

}  // namespace entente::driver
