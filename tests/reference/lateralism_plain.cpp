// SPDX-License-Identifier: Apache-2.0
//
// After Thompson and Verdier 2014: treaty, deals and both, for a continuum of countries and for
// some.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

struct Regimes {
    double multilateral, bilateral, hybrid, threshold, transfer, members, deals, hybrid_transfer,
        hybrid_members, hybrid_deals;
};

void write(const Regimes& r, double B, double k, std::span<double> out) {
    double best = 0, regime = 0, complying = 0;
    if (r.bilateral > best) best = r.bilateral, regime = 2, complying = r.deals;
    if (r.multilateral > best) best = r.multilateral, regime = 1, complying = r.members;
    if (r.hybrid > best) best = r.hybrid, regime = 3, complying = r.hybrid_members + r.hybrid_deals;
    const double status = r.multilateral < 0 || k > B ? 1 : 0;
    const double columns[] = {
        r.multilateral,   r.bilateral,    r.hybrid,  best,    regime,
        r.threshold,      r.transfer,     r.members, r.deals, r.hybrid_transfer,
        r.hybrid_members, r.hybrid_deals, complying, status};
    std::copy(std::begin(columns), std::end(columns), out.begin());
}

void continuum(std::span<const double> u, std::span<double> out) {
    const double B = u[0], k = u[1], K = u[2];
    Regimes r{};
    r.multilateral = B * B / 4 - K;
    r.transfer = r.members = B / 2;
    if (k < B) {
        r.bilateral = (B - k) * (B - k) / 2;
        r.deals = B - k;
    }
    if (B > 2 * k) {
        r.hybrid = ((B - k) * (B - k) + k * k) / 2 - K;
        r.hybrid_transfer = r.hybrid_members = k;
        r.hybrid_deals = B - 2 * k;
    } else {
        r.hybrid = r.multilateral;
        r.hybrid_transfer = r.hybrid_members = B / 2;
    }
    r.threshold = B * B < 4 * K ? B : B - std::sqrt(B * B / 2 - 2 * K);
    write(r, B, k, out);
}

// The countries in the order of their costs: the first n sign, and the others may have deals.
void finite(std::span<const double> u, std::span<double> out) {
    const double B = u[0], k = u[1], K = u[2];
    std::vector<double> costs(u.begin() + 3, u.end());
    std::sort(costs.begin(), costs.end());
    const std::size_t N = costs.size();
    const auto share = [&](std::size_t n) {
        return static_cast<double>(n) / static_cast<double>(N);
    };

    double by_deals = 0;
    std::size_t dealing = 0;
    for (; dealing < N && costs[dealing] < B - k; ++dealing) by_deals += B - k - costs[dealing];

    double alone = 0, most_saved = 0;
    Regimes r{};
    r.bilateral = by_deals / static_cast<double>(N);
    r.deals = share(dealing);
    r.hybrid_deals = r.deals;
    for (std::size_t n = 1; n <= N; ++n) {
        const double x = costs[n - 1];
        if (n < N && costs[n] == x) continue;  // it would sign as well
        const double value = static_cast<double>(n) * (B - x);
        if (value >= alone) {
            alone = value;
            r.transfer = x;
            r.members = share(n);
        }
        double saved = 0;
        for (std::size_t j = 0; j < n; ++j) saved += (B - x) - std::max(0.0, B - k - costs[j]);
        if (saved >= most_saved) {
            most_saved = saved;
            r.hybrid_transfer = x;
            r.hybrid_members = share(n);
            r.hybrid_deals = share(std::max(n, dealing) - n);
        }
    }
    r.multilateral = alone / static_cast<double>(N) - K;
    r.hybrid = (by_deals + most_saved) / static_cast<double>(N) - K;
    if (r.hybrid_deals == 0) {
        r.hybrid = r.multilateral;
        r.hybrid_transfer = r.transfer;
        r.hybrid_members = r.members;
    }

    // Deals that are worth t each, before the country's cost, leave as much as the treaty: between
    // which two costs is t?
    double t = costs[0], leaves = 0;
    if (r.multilateral > 0) {
        for (std::size_t n = 1; n <= N; ++n) {
            const double missing = r.multilateral * static_cast<double>(N) - leaves;
            const double next = t + missing / static_cast<double>(n);
            if (n == N || next <= costs[n]) {
                t = next;
                break;
            }
            leaves += static_cast<double>(n) * (costs[n] - t);
            t = costs[n];
        }
    }
    r.threshold = B - t;
    write(r, B, k, out);
}

}  // namespace

std::vector<PlainModel> plain_lateralism() {
    return {{"lateralism", {}, continuum, 1e-12},
            {"lateralism", {{"countries", 1}}, finite, 1e-12},
            {"lateralism", {{"countries", 6}}, finite, 1e-12},
            {"lateralism", {{"countries", 64}}, finite, 1e-12}};
}

}  // namespace entente::reference
