// SPDX-License-Identifier: Apache-2.0
//
// conflict_network: groups contest a prize, each helped by what its allies do and hindered by what
// its enemies do.
//
//   symbol  unit  range          meaning
//   n       1     2 to 128       groups
//   a+, a-  1     from 0         weights of the alliance, or the enmity, of two groups (0: none);
//                                both symmetric
//   beta    1     0 to 1         what an ally's effort adds to a group's own
//   gamma   1     0 to 1         what an enemy's effort takes from it
//   V       1     >0 to 1000     the prize, in units of effort that cost 1
//   c_i     1     0.01 to 100    marginal cost of effort (of a given network: a factor of that)
//   z_i     1     -1000 to 1000  shifter: what a group produces without any effort, of anyone
//   x_i     1     any            effort, chosen by the group
//   phi_i   1     above 0        what it produces: phi_i = x_i + z_i + beta sum_j a+_ij x_j
//                                - gamma sum_j a-_ij x_j; Phi = sum phi_i
//   pi_i    1     any            payoff: pi_i = V phi_i / Phi - c_i x_i
//   S       1     1 to 100       of patron_and_spokes: spokes
//   R       1     1 to 20        rivals
//   w       1     0 to 1         integration of the spokes
//
// Effort of i moves Phi by 1/Gamma_i, so that its first-order condition and the sum of all of them
// are
//   Gamma_i = 1 / (1 + beta sum_j a+_ij - gamma sum_j a-_ij)                                    (1)
//   Lambda = Phi / V = (sum Gamma_i - 1) / (sum c_i Gamma_i)                                    (2)
//   phi_i / Phi = (1 - c_i Lambda) Gamma_i,  pi_i = V (1 - c_i Lambda) Gamma_i - c_i x_i        (3)
//   (I + beta A+ - gamma A-) x = V Lambda (1 - c_i Lambda) Gamma_i - z_i                        (4)
// Where every Gamma_i and phi_i is positive, a group's payoff is concave in its own effort as long
// as Phi > 0, so that (1) to (4) is a Nash equilibrium, and the only one if the matrix is regular.
//
// Without a network of its own, a study has patron_and_spokes: a patron allied to S spokes with
// weight 1, the spokes to each other with weight w (0 hub and spokes, 1 all with all), and each
// of them hostile to each of R rivals. Groups of one role then do the same (the matrix is regular,
// and a permutation within the role changes neither side), so that (1) to (4) are three equations:
//   1/Gamma = (1 + beta S - gamma R, 1 + beta + beta w (S - 1) - gamma R, 1 - gamma (1 + S))    (5)
//   | 1      beta S               -gamma R |
//   | beta   1 + beta w (S - 1)   -gamma R | (x_patron, x_spoke, x_rival) = right side of (4)   (6)
//   | -gamma -gamma S                    1 |
// `gain` is a payoff less what it would be at w = 0: who gains from an alliance of all with all.
//
// Method     (6) in closed form. (4) by L D L^T without pivoting, all scenarios of a vector at
//            once; where that is not as good as pivoting (a pivot below 2^-30, or some of them
//            negative and entries that grow beyond 64), the scenario is solved once more by
//            elimination with partial pivoting. Outputs other than x cost n operations. A prize
//            below 1e-60 reads as 1e-60.
// Accuracy   patron_and_spokes: within 1e-11 (1 + |value|) of elimination with partial pivoting on
//            all 1 + S + R groups. A given network: efforts within 64 n 2^-53 cond max |x|. Both
//            beyond what changes of the parameters in the last place make. A matrix with a pivot
//            below 2^-44 is called singular.
// Neglected  Efforts below 0 are not ruled out: where one is, status says so, and the numbers are
//            those of the game in which groups may also give up what they produce. The network is
//            given, not formed (network_stability asks which would last).
// References Koenig, Rohner, Thoenig and Zilibotti, Networks in Conflict: Theory and Evidence from
//            the Great War of Africa, Econometrica 85(4), 2017, who estimate beta = .114 and
//            gamma = .083 for 80 groups of the Congo war; (2) to (4) with costs are derived here.
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/kernel_instance.hpp"
#include "kernels/models/conflict_network/prepared.hpp"
#include "kernels/models/conflict_network/published.hpp"
#include "kernels/models/conflict_network/tables.hpp"

namespace entente::kernels {
namespace conflict_network_model {
namespace {

constexpr std::size_t least_groups = 2;

void check_size(const Network& network) {
    const std::size_t n = network.groups.size();
    if (n >= least_groups && n <= Network::most_groups) return;
    throw std::invalid_argument("the network " + network.name + " has " + std::to_string(n) +
                                " groups (valid for the model conflict_network: 2 to 128)");
}

bool between_spokes(const Network& network, const Link& link) {
    return link.weight > 0 && network.groups[link.a].role == Group::Role::spoke &&
           network.groups[link.b].role == Group::Role::spoke;
}

void add_link(PreparedGroup& group, const Link& link, LinkKind kind) {
    if (kind == LinkKind::alliance) group.allies += link.weight;
    if (kind == LinkKind::spoke_alliance) group.spoke_allies += link.weight;
    if (kind == LinkKind::enmity) group.enemies -= link.weight;
}

void prepare_links(const Network& network, GivenNetwork& given) {
    const std::size_t n = network.groups.size();
    given.below.resize(n * (n - 1) / 2);
    for (const Link& link : network.links) {
        const std::size_t row = std::max(link.a, link.b), column = std::min(link.a, link.b);
        LinkKind kind = link.weight > 0 ? LinkKind::alliance : LinkKind::enmity;
        if (between_spokes(network, link)) kind = LinkKind::spoke_alliance;
        given.below[row * (row - 1) / 2 + column] = {link.weight, kind};
        add_link(given.groups[link.a], link, kind);
        add_link(given.groups[link.b], link, kind);
    }
}

GivenNetwork prepare(const Network& network) {
    GivenNetwork given{};
    for (const Group& group : network.groups) {
        given.groups.push_back({.cost = group.cost,
                                .shifter = group.shifter,
                                .role = static_cast<std::size_t>(group.role)});
        given.roles[static_cast<std::size_t>(group.role)].members += 1;
    }
    prepare_links(network, given);
    return given;
}

std::unique_ptr<const Instance> join(const ModelData& data) {
    if (!data.network) {
        constexpr double work = 150;
        return std::make_unique<KernelInstance<Hub>>(hub_interface(), Hub{}, hub_builds, work);
    }
    check_size(*data.network);
    GivenNetwork given = prepare(*data.network);
    Interface interface = given_interface(*data.network, given);
    const auto n = static_cast<double>(given.groups.size());
    const double work = n * n * n / 3 + 4 * n * n + 30 * n;
    return std::make_unique<KernelInstance<GivenNetwork>>(
        std::move(interface), std::move(given), given_network_builds, work,
        given_network_scratch(data.network->groups.size()));
}

constexpr std::string_view references[] = {
    "M. D. Koenig, D. Rohner, M. Thoenig and F. Zilibotti, Networks in conflict: theory and "
    "evidence from the Great War of Africa, Econometrica 85(4) (2017)",
};

}  // namespace
}  // namespace conflict_network_model

extern const Model conflict_network;
const Model conflict_network = {
    .name = "conflict_network",
    .version = 2,
    .summary =
        "a contest in a network of alliances and enmities: a patron, its spokes and rivals, "
        "or any other",
    .references = conflict_network_model::references,
    .settings = {},
    .takes_network = true,
    .join = conflict_network_model::join,
    .published = conflict_network_model::published,
};

}  // namespace entente::kernels
