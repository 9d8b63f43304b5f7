// SPDX-License-Identifier: Apache-2.0
//
// Koenig, Rohner, Thoenig and Zilibotti 2017: the equilibrium of any network, plainly.
#pragma once

#include <cstddef>
#include <vector>

namespace entente::reference {

/// A contest of n groups. Memory is kept from one solution to the next.
struct ConflictNetwork {
    explicit ConflictNetwork(std::size_t groups)
        : n(groups), coupling(n * n), cost(n, 1), shifter(n), effort(n), payoff(n) {}

    enum Status { ok, nonpositive_gamma, nonpositive_phi, singular, negative_effort };

    /// Fills in all that follows. Where the status is 1 to 3, there is nothing else.
    void solve();

    std::size_t n;
    std::vector<double> coupling;  ///< beta a+ - gamma a-, by rows; its diagonal is 0
    std::vector<double> cost;
    std::vector<double> shifter;
    double prize = 1;

    Status status = ok;
    double sum_gamma = 0, lambda = 0, total_effort = 0, spent = 0;
    std::vector<double> effort, payoff;

  private:
    bool eliminate();

    std::vector<double> share_, matrix_;
};

}  // namespace entente::reference
