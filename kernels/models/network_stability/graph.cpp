// SPDX-License-Identifier: Apache-2.0
#include "kernels/models/network_stability/graph.hpp"

namespace entente::kernels::network_stability_model {

Graph empty_graph(std::size_t countries) { return Graph(countries); }

Graph complete_graph(std::size_t countries) {
    Graph graph(countries);
    for (std::size_t a = 0; a < countries; ++a) {
        for (std::size_t b = a + 1; b < countries; ++b) graph.link(a, b);
    }
    return graph;
}

Graph star_graph(std::size_t countries) {
    Graph graph(countries);
    for (std::size_t spoke = 1; spoke < countries; ++spoke) graph.link(0, spoke);
    return graph;
}

Graph ring_graph(std::size_t countries) {
    Graph graph(countries);
    for (std::size_t k = 0; k < countries; ++k) graph.link(k, (k + 1) % countries);
    return graph;
}

std::vector<std::size_t> distances(const Graph& graph, std::size_t country) {
    std::vector<std::size_t> found(graph.countries(), 0);
    Countries reached = only(country), frontier = reached;
    for (std::size_t links = 1; frontier != 0; ++links) {
        Countries next = 0;
        for (std::size_t k = 0; k < graph.countries(); ++k) {
            if (holds(frontier, k)) next |= graph.neighbours(k);
        }
        frontier = next & ~reached;
        reached |= frontier;
        for (std::size_t k = 0; k < graph.countries(); ++k) {
            if (holds(frontier, k)) found[k] = links;
        }
    }
    return found;
}

}  // namespace entente::kernels::network_stability_model
