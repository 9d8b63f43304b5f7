// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver/commands/models_command.hpp"

namespace entente::driver {

/// entente new MODEL: prints a commented study that runs as it is. Returns the exit status; throws
/// UserError for a model or a setting that does not exist.
int print_starter(const ModelOptions& options);

}  // namespace entente::driver
