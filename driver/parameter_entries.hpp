// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "driver/document.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// The entries of [parameters], in the order of the text. Nested tables are prefixes: `integration`
/// in [parameters.europe] is "europe.integration". Throws UserError.
std::vector<ParameterEntry> read_parameters(const Value& parameters);

/// The entries of [[linked]], in the order of the text. Throws UserError.
std::vector<LinkedEntry> read_linked(const Value& linked);

}  // namespace entente::driver
