// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace entente::driver {

/// As the command line gives them; empty text: the option was not given.
struct DiscoverCommand {
    std::filesystem::path file;
    std::filesystem::path output;  ///< -o: an analysis file; empty: none
    bool force = false;            ///< replace it
    bool csv = false;              ///< CSV on standard output instead of a report
    std::string target, where, most, seed;
    std::vector<std::string> factors;
    std::string alpha, criterion, least_mass, boxes, density, coverage, step, resamples,
        significance;                     ///< PRIM
    std::string depth, leaf, complexity;  ///< CART
    std::vector<std::string> stack;       ///< dimensional stacking
    std::string bins;                     ///< of it, and of levers
    std::vector<std::string> levers, objectives, thresholds;
    std::string pessimism;
    std::string command_line;  ///< for the file
};

/// entente discover: which inputs lead to the scenarios of interest, and which policies are robust.
/// Returns the exit status; throws UserError.
int execute(const DiscoverCommand& command);

}  // namespace entente::driver
