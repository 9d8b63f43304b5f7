// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "driver/discovery/findings.hpp"

namespace entente::driver {

/// What was found of the scenarios of interest, for a person: the trajectory of PRIM, its boxes,
/// the rules of the tree, the stacked dimensions.
std::string target_report(const discovery::Findings& findings);

/// Which policy is robust by which metric, and how far the metrics agree.
std::string policy_report(const discovery::Findings& findings);

}  // namespace entente::driver
