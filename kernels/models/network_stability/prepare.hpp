// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernels/models/network_stability/graph.hpp"
#include "kernels/models/network_stability/prepared.hpp"

namespace entente::kernels::network_stability_model {

/// A network by the name that its outputs begin with.
struct NamedGraph {
    std::string name;
    Graph graph;
};

/// The conditions of `networks`, all of as many countries. Columns: columns_of() each network, then
/// the efficient network and the status.
Prepared prepare(const std::vector<NamedGraph>& networks, bool pareto);

/// Number of output columns of a network.
std::size_t columns_of(const Graph& graph);

}  // namespace entente::kernels::network_stability_model
