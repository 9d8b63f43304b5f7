// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/conflict_network_plain.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

// A patron, S spokes and R rivals, each a group of its own.
ConflictNetwork hub_and_spokes(std::span<const double> u, double integration) {
    const double beta = u[0], gamma = u[1];
    const auto spokes = static_cast<std::size_t>(u[4]), rivals = static_cast<std::size_t>(u[5]);
    ConflictNetwork network(1 + spokes + rivals);
    network.prize = u[2];
    const auto role = [&](std::size_t i) -> std::size_t {
        return i == 0 ? 0 : i <= spokes ? 1 : 2;
    };
    const double coupling[3][3] = {
        {0, beta, -gamma}, {beta, beta * integration, -gamma}, {-gamma, -gamma, 0}};
    for (std::size_t i = 0; i < network.n; ++i) {
        network.cost[i] = u[6 + role(i)];
        network.shifter[i] = u[9 + role(i)];
        for (std::size_t j = 0; j < network.n; ++j) {
            if (i != j) network.coupling[i * network.n + j] = coupling[role(i)][role(j)];
        }
    }
    return network;
}

void patron_and_spokes(std::span<const double> u, std::span<double> out) {
    enum { no_comparison = 5 };
    ConflictNetwork network = hub_and_spokes(u, u[3]), base = hub_and_spokes(u, 0);
    network.solve();
    base.solve();
    const auto exists = [](const ConflictNetwork& c) {
        return c.status == ConflictNetwork::ok || c.status == ConflictNetwork::negative_effort;
    };
    std::fill(out.begin(), out.end(), std::numeric_limits<double>::quiet_NaN());
    out[13] = network.status;
    if (!exists(network)) return;
    const std::size_t example[] = {0, 1, network.n - 1};
    for (std::size_t role = 0; role < 3; ++role) {
        out[role] = network.payoff[example[role]];
        out[3 + role] = network.effort[example[role]];
        if (exists(base)) out[6 + role] = out[role] - base.payoff[example[role]];
    }
    out[9] = network.total_effort;
    out[10] = network.spent / network.prize;
    out[11] = network.lambda;
    out[12] = network.sum_gamma;
    if (!exists(base)) {
        out[13] = no_comparison;
    } else if (base.status == ConflictNetwork::negative_effort) {
        out[13] = ConflictNetwork::negative_effort;
    }
}

}  // namespace

void ConflictNetwork::solve() {
    status = ok;
    sum_gamma = 0;
    share_.resize(n);
    double costs = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double inverse = 1;
        for (std::size_t j = 0; j < n; ++j) inverse += coupling[i * n + j];
        if (!(inverse > 0)) status = nonpositive_gamma;
        share_[i] = 1 / inverse;
        sum_gamma += share_[i];
        costs += cost[i] * share_[i];
    }
    if (status != ok) return;
    lambda = (sum_gamma - 1) / costs;
    for (std::size_t i = 0; i < n; ++i) {
        share_[i] *= 1 - cost[i] * lambda;
        if (!(lambda > 0 && share_[i] > 0)) status = nonpositive_phi;
        effort[i] = prize * lambda * share_[i] - shifter[i];
    }
    if (status != ok) return;
    if (!eliminate()) {
        status = singular;
        return;
    }
    total_effort = 0;
    spent = 0;
    for (std::size_t i = 0; i < n; ++i) {
        payoff[i] = prize * share_[i] - cost[i] * effort[i];
        total_effort += effort[i];
        spent += cost[i] * effort[i];
        if (effort[i] < 0) status = negative_effort;
    }
}

// Partial pivoting, rows exchanged; effort is the right-hand side and then the solution.
bool ConflictNetwork::eliminate() {
    matrix_ = coupling;
    double* const a = matrix_.data();
    double largest = 1;
    for (std::size_t i = 0; i < n; ++i) a[i * n + i] = 1;
    for (const double entry : coupling) largest = std::max(largest, std::abs(entry));
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
        }
        if (!(std::abs(a[pivot * n + k]) > 0x1p-44 * largest)) return false;
        if (pivot != k) {
            std::swap_ranges(a + pivot * n, a + (pivot + 1) * n, a + k * n);
            std::swap(effort[pivot], effort[k]);
        }
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i * n + k] / a[k * n + k];
            for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
            effort[i] -= factor * effort[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) effort[k] -= a[k * n + j] * effort[j];
        effort[k] /= a[k * n + k];
    }
    return true;
}

std::vector<PlainModel> plain_conflict_network() {
    return {{"conflict_network", {}, patron_and_spokes, 1e-11, 1}};
}

}  // namespace entente::reference
