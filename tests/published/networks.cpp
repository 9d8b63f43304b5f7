// SPDX-License-Identifier: Apache-2.0
#include "tests/published/networks.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kernels/registry.hpp"

namespace entente::kernels {
namespace {

constexpr const char* role_names[] = {"other", "patron", "spoke", "rival"};

std::size_t position(const auto& list, std::string_view name) {
    const auto is_it = [&](const auto& entry) { return entry.name == name; };
    const auto found = std::find_if(list.begin(), list.end(), is_it);
    if (found == list.end()) throw std::invalid_argument("nothing is called " + std::string(name));
    return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

Network random_network(std::size_t groups, double density, std::mt19937_64& random) {
    std::uniform_real_distribution<double> u(0, 1);
    const auto size = static_cast<double>(groups);
    Network network{.name = "random", .groups = {}, .links = {}};
    for (std::size_t i = 0; i < groups; ++i) {
        const std::string id = "G" + std::to_string(i);
        Group group{.id = id, .name = id};
        group.role = static_cast<Group::Role>(static_cast<int>(4 * u(random)));
        group.cost = 1 + 0.4 * (u(random) - 0.5) / size;
        group.shifter = 0.02 * (u(random) - 0.5) / size;
        network.groups.push_back(group);
        for (std::size_t j = 0; j < i; ++j) {
            if (u(random) > density) continue;
            const double weight = u(random) < 0.5 ? 1 : 0.5 + u(random);
            network.links.push_back({i, j, u(random) < 0.5 ? weight : -weight});
        }
    }
    return network;
}

Network patron_and_spokes(std::size_t spokes, std::size_t rivals) {
    using Role = Group::Role;
    const std::size_t n = 1 + spokes + rivals;
    Network network{.name = "patron_and_spokes", .groups = {}, .links = {}};
    for (std::size_t i = 0; i < n; ++i) {
        const std::string id = "G" + std::to_string(i);
        const Role role = i == 0 ? Role::patron : i <= spokes ? Role::spoke : Role::rival;
        network.groups.push_back({.id = id, .name = id, .role = role});
        for (std::size_t j = 0; j < std::min(i, 1 + spokes); ++j) {
            network.links.push_back({i, j, role == Role::rival ? -1.0 : 1.0});
        }
    }
    return network;
}

std::unique_ptr<const Instance> contest_in(const Network& network) {
    const Model& model = *find_model("conflict_network");
    ModelData data = initial_data(model);
    data.network = network;
    return model.join(data);
}

std::size_t parameter(const Instance& instance, std::string_view name) {
    return position(instance.parameters(), name);
}

std::size_t column(const Instance& instance, std::string_view name) {
    return column_offsets(instance)[position(instance.outputs(), name)];
}

reference::ConflictNetwork plain_contest(const Network& network, const Instance& instance,
                                         const Values& scenario) {
    const auto value = [&](const std::string& name) { return scenario[parameter(instance, name)]; };
    reference::ConflictNetwork plain(network.groups.size());
    plain.prize = value("prize");
    for (std::size_t i = 0; i < plain.n; ++i) {
        const Group& group = network.groups[i];
        const std::string role = role_names[static_cast<std::size_t>(group.role)];
        plain.cost[i] = group.cost * value(role + ".cost");
        plain.shifter[i] = group.shifter + value(role + ".shifter");
    }
    for (const Link& link : network.links) {
        double factor = link.weight > 0 ? value("beta") : value("gamma");
        const bool spokes = network.groups[link.a].role == Group::Role::spoke &&
                            network.groups[link.b].role == Group::Role::spoke;
        if (spokes && link.weight > 0) factor *= value("integration");
        plain.coupling[link.a * plain.n + link.b] = factor * link.weight;
        plain.coupling[link.b * plain.n + link.a] = factor * link.weight;
    }
    return plain;
}

}  // namespace entente::kernels
