// SPDX-License-Identifier: Apache-2.0
//
// The two tables of a network, as CSV files. Columns of the groups:
//
//   id        letters, digits, '_', '-' and '.'; no two alike
//   name      for people; the id if left out
//   role      patron, spoke, rival or other; other if left out
//   shifter   of its effort (conflict_network: z); 0 if left out
//   cost      marginal cost of its effort, above 0; 1 if left out
//   strength  above 0 (network_stability: M); 1 if left out
//   note      free text, not used
//
// and of the links, each of them once, in either direction:
//
//   from, to  ids of two different groups
//   weight    above 0 an alliance, below 0 an enmity; 1 and -1 in an unweighted network
//   note      free text, not used
#pragma once

#include <string>
#include <vector>

#include "kernels/network.hpp"

namespace entente::driver {

/// Reads `text`, the content of a CSV file called `file`. Throws UserError.
std::vector<kernels::Group> read_groups_csv(const std::string& text, const std::string& file);

/// Reads links into `network`. Where its groups are not `known` beforehand, they become those that
/// the file names, in this order. Throws UserError.
void read_links_csv(const std::string& text, const std::string& file, bool known,
                    kernels::Network& network);

}  // namespace entente::driver
