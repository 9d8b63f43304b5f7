// SPDX-License-Identifier: Apache-2.0
//
// The theatres that the program ships, read anew: members from configs/theatres/*.csv, the rest
// written down here.
#pragma once

#include <string>
#include <vector>

#include "tests/reference/alliance_reference.hpp"

namespace reference {

/// The allies of a members file with the columns id, name, gdp_bn_usd, burden, distance_km,
/// hns_share, wavering in this order; what follows them in a row is not read. Throws
/// std::runtime_error if the file is missing, its header another, or a row short.
std::vector<Ally> read_allies(const std::string& path);

/// Europe facing Russia, and Asia facing China, in 2019.
Theatre europe_2019();
Theatre asia_2019();

/// The United States in 2019.
inline constexpr Patron united_states_2019{.gdp = 21521.395, .burden = 0.0341216};

}  // namespace reference
