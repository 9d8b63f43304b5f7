// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace entente::kernels {

/// A group in a network of alliances and enmities.
struct Group {
    /// What a group is to the question asked, where the study says so.
    enum class Role { other, patron, spoke, rival };

    std::string id;    ///< unique, a label of the file: "POL"
    std::string name;  ///< for people
    Role role = Role::other;
    double shifter = 0;   ///< shifts its effort (conflict_network: z)
    double cost = 1;      ///< marginal cost of its effort, > 0
    double strength = 1;  ///< > 0 (network_stability: M)
};

/// An undirected link between two different groups, positions in Network::groups.
struct Link {
    std::size_t a;
    std::size_t b;
    double weight;  ///< > 0 alliance, < 0 enmity; 1 and -1 in an unweighted network
};

/// Groups and who is allied to or hostile to whom; at most one link for a pair.
struct Network {
    /// Whatever the model; a model may take fewer.
    static constexpr std::size_t most_groups = 128;

    std::string name;
    std::vector<Group> groups;  ///< 2 to `most_groups`
    std::vector<Link> links;
    std::vector<std::string> sources = {};
};

}  // namespace entente::kernels
