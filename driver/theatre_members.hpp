// SPDX-License-Identifier: Apache-2.0
//
// The allies of a theatre: a row of a CSV file each, or a table of an inline array. Columns or
// keys:
//
//   id           letters, digits, '_', '-' and '.'; no two alike
//   name         for people; the id if left out
//   gdp_bn_usd   above 0
//   burden       military expenditure, share of GDP, above 0, below 0.9
//   distance_km  capital to the adversary's capital
//   hns_share    host-nation support paid to the patron, share of GDP, at most 0.04; 0 if left out
//   wavering     1 for a member that may realign; 0 if left out
//   note         free text, not used
#pragma once

#include <string>
#include <vector>

#include "driver/document.hpp"
#include "kernels/theatre.hpp"

namespace entente::driver {

/// Reads `text`, the content of a CSV file called `file`. Throws UserError.
std::vector<kernels::Member> read_members_csv(const std::string& text, const std::string& file);

/// Reads an inline array of tables. Throws UserError.
std::vector<kernels::Member> read_members_array(const Value& members);

}  // namespace entente::driver
