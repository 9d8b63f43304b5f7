// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "driver/document.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// Writes `overrides` into a study that has been parsed. A name that begins with one of `keys` (the
/// top level of a study; of a section whose entries they name, only these) is a path into it; the
/// name of a linked axis gives that other values, or with a number fixes its parameters; any other
/// name is a parameter's. What an override replaces keeps its rank in the text; what it adds comes
/// last. Throws UserError.
void apply_overrides(Value& study, const std::vector<Override>& overrides,
                     std::span<const std::string> keys);

}  // namespace entente::driver
