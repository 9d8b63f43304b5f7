// SPDX-License-Identifier: Apache-2.0
#include "kernels/models/conflict_network/published.hpp"

#include <string>

namespace entente::kernels::conflict_network_model {
namespace {

constexpr const char* source =
    "Koenig et al. 2017, derived from proposition 1 at the printed estimates: ";

Network network(std::string name, std::size_t groups, std::vector<Link> links) {
    Network network{.name = std::move(name), .groups = {}, .links = std::move(links)};
    for (std::size_t i = 0; i < groups; ++i) {
        const std::string id = std::to_string(i + 1);
        network.groups.push_back({.id = id, .name = "group " + id});
    }
    return network;
}

PublishedCase case_of(Network network, double lambda, const std::vector<double>& efforts,
                      const std::vector<double>& payoffs) {
    PublishedCase known{.source = source + network.name};
    known.values.push_back({"Lambda", "lambda", 0, lambda});
    for (std::size_t i = 0; i < efforts.size(); ++i) {
        const std::string group = network.groups[i].name;
        known.values.push_back({"effort of " + group, "group_effort", i, efforts[i]});
        known.values.push_back({"payoff of " + group, "group_payoff", i, payoffs[i]});
    }
    known.network = std::move(network);
    return known;
}

std::vector<Link> all_allied(std::size_t groups) {
    std::vector<Link> links;
    for (std::size_t i = 0; i < groups; ++i) {
        for (std::size_t j = 0; j < i; ++j) links.push_back({i, j, 1});
    }
    return links;
}

// A patron and three spokes, all allied, against a rival of all of them.
PublishedCase all_against_a_rival() {
    return {.source = source + std::string("four allies against the rival of each"),
            .parameters = {{"spokes", 3}, {"rivals", 1}, {"integration", 1}},
            .values = {
                {"Lambda", "lambda", 0, 0.7860564741795981},
                {"effort of the patron", "patron.effort", 0, 0.11751827780408694},
                {"effort of a spoke", "spoke.effort", 0, 0.11751827780408694},
                {"effort of the rival", "rival.effort", 0, 0.2907701005362517},
                {"payoff of the patron", "patron.payoff", 0, 0.05241303738288833},
                {"payoff of a spoke", "spoke.payoff", 0, 0.05241303738288833},
                {"payoff of the rival", "rival.payoff", 0, 0.02950463871584702},
            }};
}

}  // namespace

std::vector<PublishedCase> published() {
    const double allied = 0.09736263736263737, allied_payoff = 0.1026373626373626;
    const double foe = 0.2563231324075846, third = 0.21553930248708145;
    const double foe_payoff = 0.08649483125371121, third_payoff = 0.09882477019032684;
    return {
        case_of(network("three groups without ties", 3, {}), 2.0 / 3, {2.0 / 9, 2.0 / 9, 2.0 / 9},
                {1.0 / 9, 1.0 / 9, 1.0 / 9}),
        case_of(network("two enemies and a third group", 3, {{0, 1, -1}}), 0.6856359273225917,
                {foe, foe, third}, {foe_payoff, foe_payoff, third_payoff}),
        case_of(network("five groups, all allied", 5, all_allied(5)), 0.7088,
                {allied, allied, allied, allied, allied},
                {allied_payoff, allied_payoff, allied_payoff, allied_payoff, allied_payoff}),
        all_against_a_rival(),
    };
}

}  // namespace entente::kernels::conflict_network_model
