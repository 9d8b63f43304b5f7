// SPDX-License-Identifier: Apache-2.0
//
// Who may attack whom in a network: (2) to (4) of network_stability.cpp as lists of attacks, as few
// as decide.
#pragma once

#include <compare>
#include <vector>

#include "kernels/models/network_stability/graph.hpp"

namespace entente::kernels::network_stability_model {

/// A coalition, and those who stand by its victim, the victim among them.
struct Attack {
    Countries defenders;
    Countries coalition;

    // The 0 that clang-tidy 14 sees is within the comparison that the compiler writes.
    auto operator<=>(const Attack&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// The largest advantage of any attack of a list is the value of the clause; sorted by defenders.
using Clause = std::vector<Attack>;

/// What is known of the strengths before the first scenario.
enum class Order {
    none,       ///< they are positive
    decreasing  ///< each country is at least as strong as the next
};

/// For each country, the attacks on it: (2).
std::vector<Clause> attacks_on_each(const Graph& graph, Order order);

/// The attacks that a link that is missing makes possible to the two it would join: (3).
Clause attacks_by_new_links(const Graph& graph, Order order);

/// For each end of each link, the attacks on that end if the link is cut: (4), of which only the
/// clauses are kept that can have the smallest value.
std::vector<Clause> attacks_on_cut_links(const Graph& graph, Order order);

}  // namespace entente::kernels::network_stability_model
