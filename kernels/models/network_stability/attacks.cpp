// SPDX-License-Identifier: Apache-2.0
//
// One coalition is enough for each leader j and victim i: the largest, L_j without i, where L_j is
// j and its allies. For any C within it, j in C and i not, has M(C) <= M(L_j \ i), since strengths
// are positive, and leaves i the allies N_i \ C, which hold N_i \ (L_j \ i): what C does to i, the
// largest does, and with at least the same advantage. Nothing changes if C must hold j and k, as in
// (3): a leader l with C in L_l has j and k in L_l, and L_l \ i holds them if C does, for i is
// neither.
//
// Of two attacks, one is no less an advantage if its coalition is no weaker and the defenders are
// no stronger; the other can be left out. A set is no weaker than its subsets; and where strengths
// decrease with the country's number, than any set whose strongest, second strongest, ... are not
// stronger than its own. This holds for rounded sums as well: they are taken in the order of the
// countries, rounding keeps order, and so the sums so far of the stronger set are never the
// smaller ones. (A quotient keeps order, too.) So leaving out changes no bit of a result.
#include "kernels/models/network_stability/attacks.hpp"

#include <algorithm>
#include <bit>

namespace entente::kernels::network_stability_model {
namespace {

// The attack led by `leader` on `victim`, another country.
Attack largest_attack(const Graph& graph, std::size_t leader, std::size_t victim) {
    const Countries coalition = (graph.neighbours(leader) | only(leader)) & ~only(victim);
    return {only(victim) | (graph.neighbours(victim) & ~coalition), coalition};
}

bool no_weaker(Countries a, Countries b, Order order) {
    if (order == Order::none) return (b & ~a) == 0;
    for (Countries first = 1;; first = (first << 1) | 1) {
        if (std::popcount(a & first) < std::popcount(b & first)) return false;
        if ((b & ~first) == 0) return true;
    }
}

// Whether `a` has at least the advantage of `b`, whatever the strengths.
bool covers(const Attack& a, const Attack& b, Order order) {
    return no_weaker(a.coalition, b.coalition, order) && no_weaker(b.defenders, a.defenders, order);
}

// The attacks of a list that no other one covers.
Clause decisive(const Clause& attacks, Order order) {
    Clause kept;
    for (const Attack& attack : attacks) {
        const auto covers_it = [&](const Attack& other) { return covers(other, attack, order); };
        if (std::any_of(kept.begin(), kept.end(), covers_it)) continue;
        std::erase_if(kept, [&](const Attack& other) { return covers(attack, other, order); });
        kept.push_back(attack);
    }
    std::sort(kept.begin(), kept.end());
    return kept;
}

// All attacks on a country.
Clause attacks_on(const Graph& graph, std::size_t victim, Order order) {
    Clause attacks;
    for (std::size_t leader = 0; leader < graph.countries(); ++leader) {
        if (leader != victim) attacks.push_back(largest_attack(graph, leader, victim));
    }
    return decisive(attacks, order);
}

// Whether `a` has at least the value of `b`, whatever the strengths.
bool covers(const Clause& a, const Clause& b, Order order) {
    return std::all_of(b.begin(), b.end(), [&](const Attack& attack) {
        return std::any_of(a.begin(), a.end(),
                           [&](const Attack& other) { return covers(other, attack, order); });
    });
}

}  // namespace

std::vector<Clause> attacks_on_each(const Graph& graph, Order order) {
    std::vector<Clause> clauses;
    for (std::size_t victim = 0; victim < graph.countries(); ++victim) {
        clauses.push_back(attacks_on(graph, victim, order));
    }
    return clauses;
}

Clause attacks_by_new_links(const Graph& graph, Order order) {
    Clause attacks;
    const std::size_t n = graph.countries();
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = j + 1; k < n; ++k) {
            if (graph.linked(j, k)) continue;
            const Graph joined = graph.toggled(j, k);
            const Countries leaders =
                only(j) | only(k) | (graph.neighbours(j) & graph.neighbours(k));
            for (std::size_t leader = 0; leader < n; ++leader) {
                if (!holds(leaders, leader)) continue;
                for (std::size_t victim = 0; victim < n; ++victim) {
                    if (victim == j || victim == k || victim == leader) continue;
                    attacks.push_back(largest_attack(joined, leader, victim));
                }
            }
        }
    }
    return decisive(attacks, order);
}

std::vector<Clause> attacks_on_cut_links(const Graph& graph, Order order) {
    std::vector<Clause> clauses;
    for (std::size_t j = 0; j < graph.countries(); ++j) {
        for (std::size_t k = 0; k < graph.countries(); ++k) {
            if (graph.linked(j, k)) clauses.push_back(attacks_on(graph.toggled(j, k), j, order));
        }
    }
    // The smallest value decides. Clauses that cover each other are equal: none of a clause's
    // attacks covers another.
    std::sort(clauses.begin(), clauses.end());
    clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
    std::vector<Clause> kept;
    for (const Clause& clause : clauses) {
        const auto smaller = [&](const Clause& other) {
            return other != clause && covers(clause, other, order);
        };
        if (std::none_of(clauses.begin(), clauses.end(), smaller)) kept.push_back(clause);
    }
    return kept;
}

}  // namespace entente::kernels::network_stability_model
