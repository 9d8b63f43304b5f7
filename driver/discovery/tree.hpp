// SPDX-License-Identifier: Apache-2.0
//
// CART, classification trees: L. Breiman, J. H. Friedman, R. A. Olshen and C. J. Stone,
// "Classification and Regression Trees", Wadsworth (1984). Scenario discovery reads the leaves as
// boxes (Lempert, Bryant and Bankes, "Comparing algorithms for scenario discovery", RAND WR-557
// (2008)).
#pragma once

#include <cstdint>
#include <vector>

#include "driver/discovery/peeling.hpp"

namespace entente::driver::discovery {

struct TreeOptions {
    std::size_t depth = 4;     ///< conditions on the way to a leaf, at most (1 to 12)
    double least_mass = 0.01;  ///< share of the scenarios in a leaf, at least
    /// A split stays if it, with those below it, lowers the Gini impurity of the tree by this share
    /// of the root's per leaf that it adds (Breiman et al.'s cost complexity, with the impurity as
    /// the cost: leaves on both sides may have the same majority and yet other densities).
    double complexity = 0.01;
};

struct Leaf {
    Box box;  ///< an input can be restricted on both sides
    Count count;
};

struct Tree {
    std::vector<Leaf> leaves;        ///< the densest first; of equal ones that with more scenarios
    std::vector<double> importance;  ///< of each input: its splits' share of the impurity removed
};

/// Grows a tree by the splits that lower the Gini impurity p (1 - p) most, then prunes it. Among
/// equally good splits the first input and the lowest limit are taken. Time: inputs * scenarios *
/// depth; memory: 4 bytes per scenario.
Tree grow_tree(const Scenarios& scenarios, const Orders& orders, const TreeOptions& options);

}  // namespace entente::driver::discovery
