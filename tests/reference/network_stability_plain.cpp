// SPDX-License-Identifier: Apache-2.0
//
// Jackson and Nei 2015 and Jackson and Wolinsky 1996: the definitions, with the largest coalition
// of each leader. (That it suffices is checked by searching all of them in tests/published.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using Network = std::vector<std::vector<bool>>;  // who is linked to whom

Network with(Network network, std::size_t a, std::size_t b, bool linked) {
    network[a][b] = network[b][a] = linked;
    return network;
}

// What a coalition led by `leader` has of the strength of `victim` and the allies that do not join.
double advantage(const Network& g, const std::vector<double>& strength, std::size_t leader,
                 std::size_t victim) {
    double coalition = 0, defenders = 0;
    for (std::size_t k = 0; k < g.size(); ++k) {
        const bool attacks = k != victim && (k == leader || g[leader][k]);
        if (attacks) coalition += strength[k];
        if (k == victim || (g[victim][k] && !attacks)) defenders += strength[k];
    }
    return coalition / defenders;
}

double largest_advantage(const Network& g, const std::vector<double>& strength,
                         std::size_t victim) {
    double largest = 0;
    for (std::size_t leader = 0; leader < g.size(); ++leader) {
        if (leader != victim) largest = std::max(largest, advantage(g, strength, leader, victim));
    }
    return largest;
}

double largest_advantage_by_new_links(const Network& g, const std::vector<double>& strength) {
    double largest = 0;
    for (std::size_t j = 0; j < g.size(); ++j) {
        for (std::size_t k = j + 1; k < g.size(); ++k) {
            if (g[j][k]) continue;
            const Network joined = with(g, j, k, true);
            for (std::size_t leader = 0; leader < g.size(); ++leader) {
                const bool has_both =
                    (leader == j || joined[leader][j]) && (leader == k || joined[leader][k]);
                for (std::size_t victim = 0; victim < g.size() && has_both; ++victim) {
                    if (victim == j || victim == k || victim == leader) continue;
                    largest = std::max(largest, advantage(joined, strength, leader, victim));
                }
            }
        }
    }
    return largest;
}

double smallest_advantage_on_cut_links(const Network& g, const std::vector<double>& strength) {
    double smallest = infinity;
    for (std::size_t j = 0; j < g.size(); ++j) {
        for (std::size_t k = 0; k < g.size(); ++k) {
            if (!g[j][k]) continue;
            smallest = std::min(smallest, largest_advantage(with(g, j, k, false), strength, j));
        }
    }
    return smallest;
}

// Benefits of a country in the connections model, by shortest paths.
double benefits(const Network& g, std::size_t country, double decay) {
    std::vector<std::size_t> distance(g.size(), g.size());
    distance[country] = 0;
    double sum = 0;
    for (std::size_t t = 1; t < g.size(); ++t) {
        for (std::size_t a = 0; a < g.size(); ++a) {
            for (std::size_t b = 0; b < g.size(); ++b) {
                if (distance[a] != t - 1 || !g[a][b] || distance[b] != g.size()) continue;
                distance[b] = t;
                sum += std::pow(decay, static_cast<double>(t));
            }
        }
    }
    return sum;
}

double gain(const Network& g, std::size_t a, std::size_t b, double decay) {
    return benefits(with(g, a, b, true), a, decay) - benefits(with(g, a, b, false), a, decay);
}

bool pairwise_stable(const Network& g, double decay, double cost) {
    for (std::size_t a = 0; a < g.size(); ++a) {
        for (std::size_t b = a + 1; b < g.size(); ++b) {
            const double one = gain(g, a, b, decay), other = gain(g, b, a, decay);
            if (g[a][b] && (one < cost || other < cost)) return false;
            if (!g[a][b] && one >= cost && other >= cost && (one > cost || other > cost)) {
                return false;
            }
        }
    }
    return true;
}

struct Scenario {
    double gamma, decay, cost;
    std::vector<double> strength;
};

// Appends the outputs of one network; returns whether a tie decides one.
bool network_outputs(const Network& g, const Scenario& s, std::vector<double>& out) {
    const std::size_t n = g.size();
    double mask = 0, count = 0, safe = 0, links = 0, sum = 0;
    bool tie = false;
    for (std::size_t i = 0; i < n; ++i) {
        const double found = largest_advantage(g, s.strength, i);
        if (found > s.gamma) mask += std::pow(2.0, static_cast<double>(i));
        if (found > s.gamma) ++count;
        tie = tie || found == s.gamma;
        safe = std::max(safe, found);
        sum += benefits(g, i, s.decay);
        links += static_cast<double>(std::count(g[i].begin(), g[i].end(), true));
    }
    const double exposed = largest_advantage_by_new_links(g, s.strength);
    const double needed = smallest_advantage_on_cut_links(g, s.strength);
    const int failures =
        (safe > s.gamma ? 1 : 0) + (exposed > s.gamma ? 2 : 0) + (needed > s.gamma ? 0 : 4);
    out.insert(out.end(), {failures == 0 ? 1.0 : 0.0, static_cast<double>(failures), mask, count,
                           std::max(safe, exposed), sum - s.cost * links,
                           pairwise_stable(g, s.decay, s.cost) ? 1.0 : 0.0});
    if (links > 0) out.push_back(needed);
    return tie || exposed == s.gamma || needed == s.gamma;
}

std::vector<Network> networks(std::size_t n) {
    const Network empty(n, std::vector<bool>(n, false));
    Network star = empty, complete = empty, ring = empty;
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            star[a][b] = a != b && (a == 0 || b == 0);
            complete[a][b] = a != b;
            ring[a][b] = a != b && ((a + 1) % n == b || (b + 1) % n == a);
        }
    }
    return {star, complete, ring, empty};
}

template <std::size_t n, bool pareto>
void network_stability(std::span<const double> in, std::span<double> out) {
    Scenario s{in[0], in[1], in[2], {}};
    for (std::size_t k = 0; k < n; ++k) {
        const double rank = static_cast<double>(n) / (static_cast<double>(k) + 0.5);
        s.strength.push_back(pareto ? std::pow(rank, 1 / in[3]) : in[3 + k]);
    }
    std::vector<double> found;
    bool tie = false;
    for (const Network& g : networks(n)) tie = network_outputs(g, s, found) || tie;
    const double complete_until = n == 2 ? s.decay : s.decay - s.decay * s.decay;
    const double empty_from = s.decay + (n - 2) * s.decay * s.decay / 2;
    found.push_back(s.cost <= complete_until ? 0 : s.cost <= empty_from ? 1 : 2);
    const bool equal = s.cost == complete_until || s.cost == empty_from;
    found.push_back(tie ? 1 : equal ? 2 : 0);
    std::copy(found.begin(), found.end(), out.begin());
}

}  // namespace

std::vector<PlainModel> plain_network_stability() {
    const auto model = [](int countries, int strengths, PlainFunction function) {
        return PlainModel{"network_stability",
                          {{"countries", countries}, {"strengths", strengths}},
                          function,
                          1e-12};
    };
    return {
        model(5, 0, network_stability<5, false>), model(5, 1, network_stability<5, true>),
        model(2, 0, network_stability<2, false>), model(3, 0, network_stability<3, false>),
        model(6, 1, network_stability<6, true>),
    };
}

}  // namespace entente::reference
