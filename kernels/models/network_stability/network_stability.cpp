// SPDX-License-Identifier: Apache-2.0
//
// network_stability: which networks of alliances deter every attack and keep every link
// (war-stability), and which are stable and efficient where links are worth something in peace (the
// connections model). For the star, the complete network, the ring, the empty network and one that
// is given.
//
//   symbol  unit  range        meaning
//   n       1     2 to 16      number of countries
//   M_i     1     1e-6 to 1e6  strength of country i, given or of a Pareto distribution; M(S): of a
//                              set S, the sum
//   a       1     0.1 to 100   shape of the Pareto distribution
//   gamma   1     0.01 to 100  defender's advantage: a coalition must beat gamma times the strength
//   N_i                        countries that i is linked to in the network g
//   d       1     0 to 1       decay (delta): a connection over t links is worth d^t
//   c       1     0 to 20      cost of a link to each of its ends
//
// War. Strengths are given, or the quantiles of a Pareto distribution:
//   M_k = (n / (k - 1/2))^(1/a), k = 1 .. n                                                    (1)
// Country i is vulnerable in g if for some j, C within N_j and j, j in C, i not in C,
//   M(C) / M(i and N_i \ C) > gamma;                    S1: nobody is vulnerable in g          (2)
//   S2: for no link jk that is missing, anybody is vulnerable in g + jk to a C with j, k in C  (3)
//   S3: for every link jk of g, both j and k are vulnerable in g - jk                          (4)
// g is war-stable if S1, S2 and S3 hold. With R the quotient in (2), this is
//   max R in (2) and (3) <= gamma < min over the ends of links of max R in (4)                 (5)
// so that the two bounds, which do not depend on gamma, are outputs as well. Jackson and Nei: for
// n >= 3 no network with a link is war-stable; the empty one is iff gamma is at least the largest
// quotient of the sum of a country's two strongest others and its own strength.
//
// Connections. With t_ij the links on the shortest path between i and j (d^t = 0 without one),
//   u_i = sum over j != i of d^t_ij - c |N_i|,   W = sum of u_i                                (6)
// g is pairwise stable if no end of a link gains by cutting it, and no link that is missing would
// be a gain for one end and no loss for the other. With G_i what a link brings to its end i,
//   G_i >= c, G_j >= c for every link ij, and for none that is missing but with G_i = G_j = c  (7)
//   G_i = sum over k of d^t'_ik - d^t_ik, t' with the link and t without                       (8)
//       = sum over k newly reached of d^t' + (1 - d) sum over the others of d^t' + .. + d^(t-1)
// Of all networks, W is largest in (Jackson and Wolinsky; n = 2: complete if c < d, else empty)
//   the complete one if c < d - d^2, a star if d - d^2 < c < d + (n - 2) d^2 / 2, else empty   (9)
//
// Ties       (2) is strict: a coalition that only equals the defenders does not attack. If such an
//            equality decides an output, `status` says so. In (7) an indifferent end keeps its link
//            and agrees to a new one. Where two networks are equally good in (9), the one with
//            more links is named, and `status` says so.
// Method     (attacks.cpp) For each leader j and victim i the largest coalition decides; attacks
//            that another one covers are left out; both once, before the first scenario. Sums are
//            taken in the order of the countries.
// Accuracy   (2) to (5): the bits of a plain search over all coalitions, given the strengths; (1)
//            and (6) to (9) within 1e-12 relative of a plain implementation, W of its benefits.
// Neglected  The trade of Jackson and Nei's second part; wars of more than one coalition; what
//            victims lose. In the star the first country is the centre; the ring is in the order of
//            the countries. For n = 2 star and ring, and for n = 3 the ring, are complete.
// References Jackson and Nei, PNAS 112(50) (2015); Jackson and Wolinsky, Journal of Economic Theory
//            71 (1996).
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernels/kernel_instance.hpp"
#include "kernels/models/network_stability/prepare.hpp"

namespace entente::kernels {
namespace network_stability_model {
namespace {

constexpr Interval strength_range{1e-6, 1e6};

constexpr std::string_view strengths_words[] = {"given", "pareto"};

constexpr int initial_countries = 5;

constexpr Setting settings[] = {
    {"countries", "1", "number of countries; with a network, that of its groups", initial_countries,
     2, static_cast<int>(most_countries)},
    choice("strengths", "given: each a parameter; pareto: quantiles, the first country's largest",
           strengths_words),
};

constexpr std::string_view references[] = {
    "M. O. Jackson and S. Nei, Networks of military alliances, wars, and international trade, "
    "Proceedings of the National Academy of Sciences 112(50) (2015)",
    "M. O. Jackson and A. Wolinsky, A strategic model of social and economic networks, Journal of "
    "Economic Theory 71 (1996)",
};

// In the order of ParameterColumn.
std::vector<Parameter> parameters(std::size_t countries, bool pareto, const Network* network) {
    // clang-format off
    std::vector<Parameter> list = {
        {"gamma", "1", "defender's advantage, a factor of its strength (gamma)", 1.1, {0.01, 100}, {0.8, 3}},
        {"decay", "1", "worth of a connection, for each link that it is made of (delta)", 0.5, {0, 1}, {0.1, 0.9}},
        {"link_cost", "1", "cost of a link to each of its ends (c)", 0.3, {0, 20}, {0, 1.5}},
    };
    if (pareto) {
        list.push_back({"shape", "1", "shape of the Pareto distribution of strengths (a)", 1.5, {0.1, 100}, {1, 5}});
        return list;
    }
    for (std::size_t k = 0; k < countries; ++k) {
        const std::string id = network == nullptr ? std::to_string(k + 1) : network->groups[k].id;
        const double initial = network == nullptr ? 1 : network->groups[k].strength;
        list.push_back({"strength." + id, "1", "strength of country " + id + " (M)", initial, strength_range, {0.5, 5}});
    }
    // clang-format on
    return list;
}

// In the order of NetworkColumn, `needed_below` only where there are links.
std::vector<Output> outputs_of(const NamedGraph& network) {
    const std::vector<std::string> no_yes = {"no", "yes"};
    // clang-format off
    std::vector<Output> list = {
        {.name = "war_stable", .unit = "1", .meaning = "whether the network is war-stable: S1, S2 and S3", .kind = OutputKind::code, .flags = no_yes},
        {.name = "failures", .unit = "1", .meaning = "which conditions of war-stability fail", .kind = OutputKind::code,
         .flags = {"none", "S1", "S2", "S1_S2", "S3", "S1_S3", "S2_S3", "S1_S2_S3"}},
        {.name = "vulnerable", .unit = "1", .meaning = "countries that are vulnerable in the network, bit k - 1 the k-th", .kind = OutputKind::mask},
        {"vulnerable_count", "1", "number of vulnerable countries"},
        {"safe_from", "1", "least defender's advantage at which nobody is vulnerable, nor by a new link (S1, S2)"},
        {"welfare", "1", "sum of the utilities in the connections model (W)"},
        {.name = "pairwise_stable", .unit = "1", .meaning = "whether no country gains by cutting a link, and no two by making one", .kind = OutputKind::code, .flags = no_yes},
        {"needed_below", "1", "defender's advantage below which every link protects both its ends (S3)"},
    };
    // clang-format on
    list.resize(columns_of(network.graph));
    for (Output& output : list) output.name = network.name + "." + output.name;
    return list;
}

std::vector<Output> outputs(const std::vector<NamedGraph>& networks) {
    std::vector<Output> list;
    for (const NamedGraph& network : networks) {
        for (Output& output : outputs_of(network)) list.push_back(std::move(output));
    }
    list.push_back({.name = "efficient",
                    .unit = "1",
                    .meaning = "network of the largest welfare in the connections model",
                    .kind = OutputKind::code,
                    .flags = {"complete", "star", "empty"}});
    list.push_back({.name = "status",
                    .unit = "1",
                    .meaning = "whether a comparison that decides is a tie: a coalition equals its "
                               "victim's defenders, or two networks are efficient",
                    .kind = OutputKind::code,
                    .flags = {"ok", "balance", "equal_welfare"}});
    return list;
}

std::string quoted(const std::string& name) { return "network '" + name + "'"; }

// A network decides how many countries there are; throws if the setting says otherwise.
std::size_t countries_of(const ModelData& data) {
    const int countries = data.settings.at("countries");
    if (!data.network) return static_cast<std::size_t>(countries);
    const std::size_t groups = data.network->groups.size();
    if (countries != initial_countries && static_cast<std::size_t>(countries) != groups) {
        throw std::invalid_argument(quoted(data.network->name) + " has " + std::to_string(groups) +
                                    " groups, which are the countries: leave 'countries' out");
    }
    return groups;
}

// The alliances of a network; throws if it is not one that the model can be joined to.
Graph alliances(const Network& network) {
    const std::size_t groups = network.groups.size();
    if (groups < 2 || groups > most_countries) {
        throw std::invalid_argument(quoted(network.name) + " has " + std::to_string(groups) +
                                    " groups (valid: 2 to 16)");
    }
    for (const Group& group : network.groups) {
        if (strength_range.contains(group.strength)) continue;
        throw std::invalid_argument(quoted(network.name) + ", group '" + group.id +
                                    "': the strength is not within 1e-6 and 1e6");
    }
    Graph graph(groups);
    for (const Link& link : network.links) {
        if (link.weight > 0) graph.link(link.a, link.b);
    }
    return graph;
}

std::unique_ptr<const Instance> join(const ModelData& data) {
    std::optional<Graph> given;
    if (data.network) given = alliances(*data.network);
    const std::size_t n = countries_of(data);
    const bool pareto = data.settings.at("strengths") == 1;
    std::vector<NamedGraph> networks = {{"star", star_graph(n)},
                                        {"complete", complete_graph(n)},
                                        {"ring", ring_graph(n)},
                                        {"empty", empty_graph(n)}};
    if (given) networks.push_back({"given", *given});
    Prepared prepared = prepare(networks, pareto);
    const auto work = static_cast<double>(prepared.sums.size() + prepared.coalitions.size() +
                                          8 * prepared.fronts.size() +
                                          2 * prepared.coefficients.size() + 40 * networks.size());
    const std::size_t scratch = prepared.scratch();
    return std::make_unique<KernelInstance<Prepared>>(
        Interface{parameters(n, pareto, data.network ? &*data.network : nullptr),
                  outputs(networks)},
        std::move(prepared), kernel, work, scratch);
}

std::vector<PublishedCase> published() {
    const std::string connections = "Jackson and Wolinsky 1996 (derived), n = 5, delta = 0.5";
    const std::string war = "Jackson and Nei 2015, theorem 1 (derived)";
    return {
        {.source = connections + ", c = 0.2",
         .parameters = {{"link_cost", 0.2}},
         .values = {{"welfare of the complete network", "complete.welfare", 0, 6.0},
                    {"the efficient network: complete", "efficient", 0, complete_is},
                    {"the complete network is stable", "complete.pairwise_stable", 0, 1},
                    {"the star is not", "star.pairwise_stable", 0, 0}}},
        {.source = connections + ", c = 0.3",
         .parameters = {{"link_cost", 0.3}},
         .values = {{"welfare of the star", "star.welfare", 0, 4.6},
                    {"the efficient network: a star", "efficient", 0, star_is},
                    {"the star is stable", "star.pairwise_stable", 0, 1},
                    {"the complete network is not", "complete.pairwise_stable", 0, 0}}},
        {.source = connections + ", c = 0.6",
         .parameters = {{"link_cost", 0.6}},
         .values = {{"welfare of the star", "star.welfare", 0, 2.2},
                    {"the efficient network: a star", "efficient", 0, star_is},
                    {"the star is not stable", "star.pairwise_stable", 0, 0},
                    {"the complete network is not", "complete.pairwise_stable", 0, 0},
                    {"the ring is not", "ring.pairwise_stable", 0, 0},
                    {"the empty network is", "empty.pairwise_stable", 0, 1}}},
        {.source = war + ": strengths 3, 2 and 1",
         .settings = {{"countries", 3}},
         .parameters = {{"gamma", 5.5}, {"strength.1", 3}, {"strength.2", 2}, {"strength.3", 1}},
         .values = {{"where the empty network becomes stable", "empty.safe_from", 0, 5},
                    {"it is stable", "empty.war_stable", 0, 1},
                    {"the star is not", "star.war_stable", 0, 0},
                    {"the complete network is not", "complete.war_stable", 0, 0}}},
        {.source = war + ": equal strengths at the bound",
         .parameters = {{"gamma", 2}},
         .values = {{"where the empty network becomes stable", "empty.safe_from", 0, 2},
                    {"it is stable, in a tie", "empty.war_stable", 0, 1},
                    {"a tie decides", "status", 0, balance},
                    {"the star is not stable", "star.war_stable", 0, 0},
                    {"the ring is not", "ring.war_stable", 0, 0}}},
    };
}

}  // namespace
}  // namespace network_stability_model

extern const Model network_stability;
const Model network_stability = {
    .name = "network_stability",
    .version = 1,
    .summary =
        "alliances that deter war and last (Jackson and Nei), and links that pay (Jackson "
        "and Wolinsky)",
    .references = network_stability_model::references,
    .settings = network_stability_model::settings,
    .takes_network = true,
    .join = network_stability_model::join,
    .published = network_stability_model::published,
};

}  // namespace entente::kernels
