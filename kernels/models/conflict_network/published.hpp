// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/published.hpp"

namespace entente::kernels::conflict_network_model {

/// Small networks at the published estimates, solved by hand or by independent means.
std::vector<PublishedCase> published();

}  // namespace entente::kernels::conflict_network_model
