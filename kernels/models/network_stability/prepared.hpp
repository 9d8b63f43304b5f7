// SPDX-License-Identifier: Apache-2.0
//
// What the kernel of network_stability is given: the conditions of every network as lists over sums
// of strengths and polynomials of the decay, and where their outputs stand. The equations are in
// network_stability.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/batch.hpp"
#include "kernels/lanes/builds.hpp"

namespace entente::kernels::network_stability_model {

inline constexpr std::size_t most_countries = 16;

/// A part of a list: positions first .. last - 1.
struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// The strength of a set of countries: that of a set earlier in the list and one country more, the
/// last of the set. So every sum is taken in the order of the countries.
struct Sum {
    std::size_t rest;
    std::size_t country;
};

/// Coalitions that meet the same defenders; both are positions in Prepared::sums.
struct Front {
    std::size_t defenders;
    Range coalitions;  ///< in Prepared::coalitions
};

/// What (2) to (5) ask of a network. Each clause is a range of Prepared::fronts, and its value the
/// largest advantage that is found there.
struct WarConditions {
    std::vector<Range> victims;  ///< a clause for each country: (2)
    Range new_links;             ///< (3)
    std::vector<Range> links;    ///< (4)
};

/// Coefficients of d, d^2, ...: a range of Prepared::coefficients.
using Polynomial = Range;

/// What a link brings to one of its ends: (8), reached(d) + (1 - d) nearer(d).
struct Gain {
    Polynomial reached;
    Polynomial nearer;
};

/// What a link that is missing would bring to its two ends.
struct MissingLink {
    Gain one, other;
    bool alike;  ///< the same to both
};

struct Connections {
    Polynomial benefits;  ///< the sum of the countries' benefits: (6)
    double link_ends;     ///< how often the cost of a link is borne
    std::vector<Gain> links;
    std::vector<MissingLink> missing;
};

/// A network and the first column of its outputs.
struct NetworkConditions {
    std::size_t column;
    bool has_links;
    WarConditions war;
    Connections connections;
};

/// Columns of the parameters; the strengths, or the shape they follow from, are the last.
enum ParameterColumn : std::size_t { gamma, decay, link_cost, strengths };

/// Columns of a network's outputs, from NetworkConditions::column. The last only with links.
enum NetworkColumn : std::size_t {
    war_stable,
    failures,
    vulnerable,
    vulnerable_count,
    safe_from,
    welfare,
    pairwise_stable,
    needed_below
};

/// The outputs of a network that the war decides: [0, war_columns) and `needed_below`.
inline constexpr std::size_t war_columns = welfare;

enum Status { ok, balance, equal_welfare };
enum Efficient { complete_is, star_is, empty_is };

struct Prepared {
    std::size_t countries;
    bool pareto;
    double log_rank[most_countries];  ///< ln of the rank in (1), where the strengths are quantiles
    std::vector<Sum> sums;            ///< the first is the empty set
    std::vector<std::size_t> coalitions;
    std::vector<Front> fronts;
    std::vector<double> coefficients;
    std::vector<NetworkConditions> networks;
    std::size_t efficient_column;  ///< the status is the next

    /// Doubles that the kernel works in: the strengths, then the sums.
    std::size_t scratch() const { return (most_countries + sums.size()) * padding; }
};

using Kernel = Builds<const Prepared&, const Batch&>;

/// The kernel (kernel.cpp).
extern const Kernel kernel;

}  // namespace entente::kernels::network_stability_model
