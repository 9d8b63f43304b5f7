// SPDX-License-Identifier: Apache-2.0
//
// Who pays for a common defence: Bergstrom, Blume and Varian 1986; a hub with spill-ins; Sandler
// 1977.
#include "tests/reference/burden_plain.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

using List = std::vector<double>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr int no_ranking = 1, not_converged = 2;

// Twice the midranks less their mean, of values that are tied within the tolerance.
List centred_ranks(const List& values, double tolerance) {
    List ranks(values.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (const double other : values) {
            ranks[i] += (values[i] - other > tolerance) - (other - values[i] > tolerance);
        }
    }
    return ranks;
}

double dot(const List& a, const List& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Those who take no part are in neither list.
void put_ranks(const List& incomes, const List& burdens, double& rho, double& status) {
    const List r = centred_ranks(incomes, 0);
    const List s = centred_ranks(burdens, 1e-9 * *std::max_element(burdens.begin(), burdens.end()));
    const double squares = dot(r, r) * dot(s, s);
    rho = squares > 0 ? dot(r, s) / std::sqrt(squares) : missing;
    status = squares > 0 ? 0 : no_ranking;
}

template <std::size_t n>
void public_good(std::span<const double> parameters, std::span<double> out) {
    const double a = parameters[0], outside = parameters[1];
    List k(n), w(parameters.begin() + 2 + n, parameters.end()), burdens(n);
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) {
        order[i] = i;
        k[i] = (1 - a) / a / parameters[2 + i];
    }
    // The keenest first: each gives if those before it would still leave it wanting more.
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return w[i] / k[i] > w[j] / k[j]; });
    double sum = outside, slope = 1;
    for (const std::size_t i : order) {
        if (w[i] / k[i] <= sum / slope) break;
        sum += w[i];
        slope += k[i];
    }
    const double G = sum / slope;
    out[2 * n] = G;
    out[2 * n + 2] = 0;
    for (std::size_t i = 0; i < n; ++i) {
        out[i] = std::max(0.0, w[i] - k[i] * G);
        out[n + i] = burdens[i] = out[i] / w[i];
        if (out[i] == 0) ++out[2 * n + 2];
    }
    put_ranks(w, burdens, out[2 * n + 1], out.back());
}

// The contributions if those in the set `giving` (bits) give and the others do not.
List contributions(const Hub& hub, unsigned giving) {
    const std::size_t n = hub.players();
    std::vector<List> row(n, List(n + 1, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
        row[i][i] = 1;
        if ((giving >> i & 1) == 0) continue;
        for (std::size_t j = 0; j < n; ++j) row[i][j] += hub.spared[i] * hub.closeness(i, j);
        row[i][n] = hub.alone[i];
    }
    for (std::size_t c = 0; c < n; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c; r < n; ++r) {
            if (std::abs(row[r][c]) > std::abs(row[pivot][c])) pivot = r;
        }
        std::swap(row[c], row[pivot]);
        for (std::size_t r = 0; r < n; ++r) {
            if (r == c) continue;
            const double factor = row[r][c] / row[c][c];
            for (std::size_t k = c; k <= n; ++k) row[r][k] -= factor * row[c][k];
        }
    }
    List g(n);
    for (std::size_t i = 0; i < n; ++i) g[i] = row[i][n] / row[i][i];
    return g;
}

}  // namespace

std::vector<List> equilibria(const Hub& hub) {
    std::vector<List> list;
    for (unsigned giving = 0; giving < 1U << hub.players(); ++giving) {
        const List g = contributions(hub, giving);
        bool holds = true;
        for (std::size_t i = 0; i < hub.players(); ++i) {
            holds = holds && ((giving >> i & 1) == 1 ? g[i] > 0 : hub.reply(i, g) <= 0);
        }
        if (holds) list.push_back(g);
    }
    return list;
}

Replies replies_from_status_quo(const Hub& hub, int rounds, double rest) {
    List g(hub.players(), 0.0);
    g[0] = hub.alone[0];
    const double top = *std::max_element(hub.alone.begin(), hub.alone.end());
    double farthest = top;
    for (int round = 0; round < rounds && farthest > rest * top; ++round) {
        farthest = 0;
        for (std::size_t i = 0; i < g.size(); ++i) {
            const double before = g[i];
            g[i] = std::max(0.0, hub.reply(i, g));
            farthest = std::max(farthest, std::abs(g[i] - before));
        }
    }
    return {g, farthest > rest * top};
}

namespace {

// Of three equilibria the one that replies lead to; empty if that is neither of the stable ones.
List reached(const Hub& hub, const std::vector<List>& all) {
    if (all.size() == 1) return all.front();
    const Replies replies = replies_from_status_quo(hub, 2000, 0x1p-40);
    if (replies.moving) return {};
    double most = 0;
    for (const List& g : all) most = std::max(most, g[0]);
    for (const List& g : all) {
        if (g[0] != 0 && g[0] != most) continue;
        if (std::abs(replies.contributions[0] - g[0]) <= 1e-3 * most) return g;
    }
    return {};
}

// The patron's contribution in the equilibrium between the others.
double middle(std::vector<List> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2][0];
}

template <std::size_t n>
void spill_in(std::span<const double> parameters, std::span<double> out) {
    const double a = parameters[0], beta = parameters[2], omega = parameters[3];
    const double patrons = a * parameters[1] / (1 - a + a * parameters[1]);
    const double patron_spares = (1 - a) / (1 - a + a * parameters[1]);
    const auto S = n > 2 ? static_cast<std::size_t>(parameters[5]) : 1;
    List incomes{parameters[4]};
    Hub hub{{patrons * parameters[4]}, {patron_spares}, beta, omega};
    for (std::size_t i = 1; i <= S; ++i) {
        incomes.push_back(parameters[(n > 2 ? 5 : 4) + i]);
        hub.alone.push_back(a * incomes[i]);
        hub.spared.push_back(1 - a);
    }
    const auto all = equilibria(hub);
    const List g = reached(hub, all);

    std::fill(out.begin(), out.end(), 0.0);
    const auto form = out.subspan(2 * n);
    const auto spokes = static_cast<double>(S);
    const double c0 = patron_spares * beta, c = (1 - a) * beta;
    if (spokes * c * c0 > 1) form[5] = (spokes * c * c0 - 1) / (c * (spokes - 1));
    const bool unique = omega * c * (spokes - 1) > spokes * c * c0 - 1;
    form[4] = all.size() > 1 ? 2 : unique ? 0 : 1;
    if (g.empty()) {
        std::fill(out.begin(), out.begin() + 2 * n, missing);
        form[0] = form[1] = form[2] = form[3] = missing;
        form[6] = not_converged;
        return;
    }
    form[0] = std::accumulate(g.begin(), g.end(), 0.0);
    form[2] = g[0] / form[0];
    form[3] = form[0];
    for (const List& other :
         all) {  // of three, the unstable one has neither the least nor the most
        if (all.size() == 3 && (other[0] == 0) != (g[0] == 0) && other[0] != middle(all)) {
            form[3] = std::accumulate(other.begin(), other.end(), 0.0);
        }
    }
    List burdens;
    for (std::size_t i = 0; i <= S; ++i) {
        out[i] = g[i];
        out[n + i] = g[i] / incomes[i];
        burdens.push_back(out[n + i]);
    }
    put_ranks(incomes, burdens, form[1], form[6]);
}

// The root that is not negative of A q^2 - b q - d = 0.
double root(double A, double b, double d) {
    const double spread = std::sqrt(b * b + 4 * A * d);
    if (b > 0) return (b + spread) / (2 * A);
    return d > 0 ? 2 * d / (spread - b) : 0;
}

template <std::size_t n>
void joint_product(std::span<const double> parameters, std::span<double> out) {
    const double a_c = parameters[0], a_x = parameters[1], a_z = parameters[2], R = parameters[3];
    const List W(parameters.begin() + 4, parameters.end());
    if (n == 1) {
        const double A = a_c + a_x + a_z, b = (a_x + a_z) * W[0] - (a_c + a_x) * R;
        out[0] = root(A, b, a_x * W[0] * R);
        out[1] = out[0] / W[0];
        out[2] = R + out[0];
        out[3] = 0;
        return;
    }
    const auto reply = [&](double w, double Q) {
        return root(a_z, a_z * w - (a_c + a_x) * Q, a_x * Q * w);
    };
    double low = R, high = R + std::accumulate(W.begin(), W.end(), 0.0);
    while (true) {
        const double Q = (low + high) / 2;
        if (Q <= low || Q >= high) break;
        double sum = R;
        for (const double w : W) sum += reply(w, Q);
        (sum > Q ? low : high) = Q;
    }
    List burdens;
    for (std::size_t i = 0; i < n; ++i) {
        out[i] = reply(W[i], high);
        out[n + i] = out[i] / W[i];
        burdens.push_back(out[n + i]);
    }
    out[2 * n] = high;
    put_ranks(W, burdens, out[2 * n + 1], out.back());
}

}  // namespace

std::vector<PlainModel> plain_burden() {
    const auto model = [](int form, int players, PlainFunction function) {
        return PlainModel{"burden", {{"form", form}, {"players", players}}, function, 1e-12};
    };
    return {
        model(0, 6, public_good<6>),     model(0, 32, public_good<32>),
        model(1, 2, spill_in<2>),        model(1, 5, spill_in<5>),
        model(2, 1, joint_product<1>),   model(2, 6, joint_product<6>),
        model(2, 32, joint_product<32>),
    };
}

}  // namespace entente::reference
