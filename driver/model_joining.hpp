// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "driver/study.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

struct JoinedModel {
    const kernels::Model* model;
    std::unique_ptr<const kernels::Instance> instance;
};

/// The value of every setting of `model`, of a word its position: the study's or the initial one.
/// Throws UserError for a setting that the model lacks or does not allow.
std::map<std::string, int, std::less<>> resolve_settings(const Study& study,
                                                         const kernels::Model& model);

/// What a study may say of a setting, for people: "1 to 100", "probit, logit".
std::string valid_values(const kernels::Setting& setting);

/// A value of the setting, as a study would give it but for quotes: "30", "probit".
std::string value_text(const kernels::Setting& setting, int value);

/// The study's model joined to its data. Throws UserError for a model that does not exist, settings
/// that it lacks or does not allow, theatres that do not fit it.
JoinedModel join_model(const Study& study);

/// Throws UserError for a linked axis whose name the result file needs for something else.
void check_axis_names(const Study& study, const kernels::Instance& instance);

}  // namespace entente::driver
