// SPDX-License-Identifier: Apache-2.0
//
// A patron and its spokes with spill-ins, as plainly as can be: tests look at more of it than the
// model has outputs for.
#pragma once

#include <cstddef>
#include <vector>

namespace entente::reference {

/// What the patron (0) and its spokes would give alone, what share of another's unit each spares,
/// and how close they are.
struct Hub {
    std::vector<double> alone, spared;
    double beta, omega;

    std::size_t players() const { return alone.size(); }
    double closeness(std::size_t i, std::size_t j) const {
        if (i == j) return 0;
        return i == 0 || j == 0 ? beta : omega * beta;
    }
    /// What i would give, were it not that nobody gives less than nothing.
    double reply(std::size_t i, const std::vector<double>& g) const {
        double spill_in = 0;
        for (std::size_t j = 0; j < players(); ++j) spill_in += closeness(i, j) * g[j];
        return alone[i] - spared[i] * spill_in;
    }
};

/// All equilibria: every set of players is tried as those who give.
std::vector<std::vector<double>> equilibria(const Hub& hub);

struct Replies {
    std::vector<double> contributions;
    bool moving;  ///< had not come to rest
};

/// Best replies one at a time, the patron first, from where the patron alone provides, until none
/// moves by more than `rest` of what the keenest would give alone.
Replies replies_from_status_quo(const Hub& hub, int rounds, double rest);

}  // namespace entente::reference
