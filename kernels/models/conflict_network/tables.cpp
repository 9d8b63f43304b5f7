// SPDX-License-Identifier: Apache-2.0
#include "kernels/models/conflict_network/tables.hpp"

#include <string>
#include <utility>
#include <vector>

namespace entente::kernels::conflict_network_model {
namespace {

struct RoleWords {
    const char* name;   ///< "patron.cost"
    const char* whose;  ///< of a given network's groups
};

// By Group::Role.
constexpr RoleWords role_words[role_count] = {{"other", "a group without a role"},
                                              {"patron", "the patron"},
                                              {"spoke", "a spoke"},
                                              {"rival", "a rival"}};

// clang-format off
const Parameter beta_parameter = {"beta", "1", "what an ally's effort adds to a group's own (beta; estimated .114)", 0.114, {0, 1}, {0.05, 0.2}};
const Parameter gamma_parameter = {"gamma", "1", "what an enemy's effort takes from it (gamma; estimated .083)", 0.083, {0, 1}, {0.04, 0.12}};
const Parameter prize_parameter = {"prize", "1", "the prize, in units of effort that cost 1 (V)", 1, {0, 1000, true, false}, {0.5, 2}};
const Parameter integration_parameter = {"integration", "1", "weight of the spokes' alliances with each other (w): 0 hub and spokes, 1 all with all", 0, {0, 1}, {0, 1}};
const Parameter spokes_parameter = {"spokes", "1", "number of spokes (S)", 3, {1, 100}, {2, 8}, true};
const Parameter rivals_parameter = {"rivals", "1", "number of rivals (R)", 1, {1, 20}, {1, 3}, true};
// clang-format on

Parameter cost_parameter(const RoleWords& role, bool given) {
    const std::string what = std::string("marginal cost of effort of ") + role.whose + " (c)";
    return {std::string(role.name) + ".cost",
            "1",
            given ? what + ", as a multiple of that in the network's file" : what,
            1,
            {0.01, 100},
            {0.8, 1.25}};
}

Parameter shifter_parameter(const RoleWords& role, bool given) {
    const std::string what = "what " + std::string(role.whose) + " produces without effort (z)";
    return {std::string(role.name) + ".shifter",
            "1",
            given ? what + ", beyond that in the network's file" : what,
            0,
            {-1000, 1000},
            {-0.05, 0.05}};
}

Output real(std::string name, std::string meaning) {
    return {.name = std::move(name), .unit = "1", .meaning = std::move(meaning)};
}

void add_totals(std::vector<Output>& outputs) {
    outputs.push_back(real("total_effort", "sum of all efforts (sum x)"));
    outputs.push_back(
        real("rent_dissipation", "share of the prize spent on winning it (sum c x / V)"));
    outputs.push_back(real("lambda", "output of all groups per unit of the prize (Lambda)"));
    outputs.push_back(real("sum_gamma", "sum of the groups' multipliers (sum Gamma)"));
}

Output status_output(bool given) {
    Output status = {
        .name = "status",
        .unit = "1",
        .meaning =
            "whether there is an equilibrium (none where a Gamma or an output phi is not "
            "positive; the formula's efforts are not unique where the matrix is singular), "
            "and whether all efforts in it are at least 0",
        .kind = OutputKind::code,
        .flags = {"ok", "nonpositive_gamma", "nonpositive_phi", "singular", "negative_effort"}};
    if (!given) {
        status.meaning +=
            "; negative_effort: here or at integration 0, which gain compares with; no_comparison: "
            "there is no equilibrium at integration 0, so that gain is missing";
        status.flags.emplace_back("no_comparison");
    }
    return status;
}

void add_role_parameters(GivenNetwork& given, std::vector<Parameter>& parameters) {
    for (std::size_t r = 0; r < role_count; ++r) {
        if (given.roles[r].members == 0) continue;
        given.roles[r].cost = parameters.size();
        parameters.push_back(cost_parameter(role_words[r], true));
        given.roles[r].shifter = parameters.size();
        parameters.push_back(shifter_parameter(role_words[r], true));
    }
}

void add_role_outputs(GivenNetwork& given, std::vector<Output>& outputs) {
    for (std::size_t r = 1; r < role_count; ++r) {
        if (given.roles[r].members == 0) continue;
        const std::string mean = given.roles[r].members > 1 ? "mean " : "";
        const std::string name = role_words[r].name;
        given.roles[r].payoff = outputs.size();
        outputs.push_back(real(name + ".payoff", mean + "payoff (pi)"));
        given.roles[r].effort = outputs.size();
        outputs.push_back(real(name + ".effort", mean + "effort (x)"));
    }
}

bool has_allied_spokes(const GivenNetwork& given) {
    for (const PreparedGroup& group : given.groups) {
        if (group.spoke_allies > 0) return true;
    }
    return false;
}

Dimension groups_of(const Network& network) {
    Dimension dimension{.name = "group", .unit = "", .meaning = "group of the network"};
    for (const Group& group : network.groups) dimension.labels.push_back(group.id);
    return dimension;
}

}  // namespace

Interface hub_interface() {
    Interface interface;
    interface.parameters = {beta_parameter,        gamma_parameter,  prize_parameter,
                            integration_parameter, spokes_parameter, rivals_parameter};
    for (std::size_t r = 1; r < role_count; ++r) {
        interface.parameters.push_back(cost_parameter(role_words[r], false));
    }
    for (std::size_t r = 1; r < role_count; ++r) {
        interface.parameters.push_back(shifter_parameter(role_words[r], false));
    }
    const auto add = [&](const char* name, const char* meaning) {
        for (std::size_t r = 1; r < role_count; ++r) {
            const std::string role = role_words[r].name;
            interface.outputs.push_back(real(role + "." + name, meaning));
        }
    };
    add("payoff", "payoff of each group of the role (pi)");
    add("effort", "effort of each group of the role (x)");
    add("gain", "payoff of each group of the role, less that at integration 0");
    add_totals(interface.outputs);
    interface.outputs.push_back(status_output(false));
    return interface;
}

Interface given_interface(const Network& network, GivenNetwork& given) {
    Interface interface;
    interface.parameters = {beta_parameter, gamma_parameter, prize_parameter};
    if (has_allied_spokes(given)) {
        given.integration = interface.parameters.size();
        interface.parameters.push_back(integration_parameter);
        interface.parameters.back().initial = 1;
        interface.parameters.back().meaning =
            "factor on the weights of the spokes' alliances with each other (w)";
    }
    add_role_parameters(given, interface.parameters);

    auto& outputs = interface.outputs;
    given.total_effort = outputs.size();
    given.rent_dissipation = given.total_effort + 1;
    given.lambda = given.total_effort + 2;
    given.sum_gamma = given.total_effort + 3;
    add_totals(outputs);
    add_role_outputs(given, outputs);
    given.group_effort = outputs.size();
    given.group_payoff = given.group_effort + network.groups.size();
    given.status = given.group_payoff + network.groups.size();
    outputs.push_back(real("group_effort", "effort of each group (x)"));
    outputs.back().dimension = "group";
    outputs.push_back(real("group_payoff", "payoff of each group (pi)"));
    outputs.back().dimension = "group";
    outputs.push_back(status_output(true));
    interface.dimensions = {groups_of(network)};
    return interface;
}

}  // namespace entente::kernels::conflict_network_model
