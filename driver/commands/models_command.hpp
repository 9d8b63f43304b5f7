// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernels/model.hpp"

namespace entente::driver {

/// A model, and what `--set` says of its settings, NAME=VALUE each.
struct ModelOptions {
    std::string model;  ///< empty: none was named
    std::vector<std::string> set;
};

/// entente models [MODEL]: the models, or one model's settings, parameters, outputs and sources.
/// Returns the exit status; throws UserError for a model or a setting that does not exist.
int list_models(const ModelOptions& options);

/// The model called `name`. Throws UserError.
const kernels::Model& known_model(const std::string& name);

}  // namespace entente::driver
