// SPDX-License-Identifier: Apache-2.0
//
// [sensitivity] of a study, read.
#pragma once

#include "driver/design_entry.hpp"
#include "driver/document.hpp"
#include "driver/sensitivity/inquiry.hpp"

namespace entente::driver {

/// Throws UserError, also for a design that has no distributions to attribute variance to.
Inquiry read_sensitivity(const Value& sensitivity, DesignKind design);

}  // namespace entente::driver
