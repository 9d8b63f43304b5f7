// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace entente::kernels::network_stability_model {

/// A set of at most 32 countries: bit k is country k.
using Countries = std::uint32_t;

constexpr Countries only(std::size_t country) noexcept { return Countries{1} << country; }

constexpr bool holds(Countries set, std::size_t country) noexcept {
    return (set & only(country)) != 0;
}

/// An undirected network: the neighbours of each country.
class Graph {
  public:
    explicit Graph(std::size_t countries) : neighbours_(countries, 0) {}

    std::size_t countries() const noexcept { return neighbours_.size(); }
    Countries neighbours(std::size_t country) const noexcept { return neighbours_[country]; }
    bool linked(std::size_t a, std::size_t b) const noexcept { return holds(neighbours_[a], b); }

    /// The network with the link ab added if it is missing, and removed if it is there.
    Graph toggled(std::size_t a, std::size_t b) const {
        Graph other = *this;
        other.neighbours_[a] ^= only(b);
        other.neighbours_[b] ^= only(a);
        return other;
    }

    /// Adds a link between two different countries.
    void link(std::size_t a, std::size_t b) noexcept {
        neighbours_[a] |= only(b);
        neighbours_[b] |= only(a);
    }

  private:
    std::vector<Countries> neighbours_;
};

Graph empty_graph(std::size_t countries);
Graph complete_graph(std::size_t countries);

/// The first country linked to each other one.
Graph star_graph(std::size_t countries);

/// Every country linked to the next, and the last to the first.
Graph ring_graph(std::size_t countries);

/// Links on the shortest path from `country` to each; 0 to itself and to those out of reach.
std::vector<std::size_t> distances(const Graph& graph, std::size_t country);

}  // namespace entente::kernels::network_stability_model
