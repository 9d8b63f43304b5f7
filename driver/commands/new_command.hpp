// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace entente::driver {

/// entente new MODEL: prints a commented study that runs as it is. Returns the exit status; throws
/// UserError for a model that does not exist.
int print_starter(const std::string& model);

}  // namespace entente::driver
