// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/model.hpp"

namespace entente::driver {

/// entente models [MODEL]: the models, or one model's settings, parameters, outputs and sources.
/// Returns the exit status; throws UserError for a model that does not exist.
int list_models(const std::string& model);

/// The model called `name`. Throws UserError.
const kernels::Model& known_model(const std::string& name);

}  // namespace entente::driver
