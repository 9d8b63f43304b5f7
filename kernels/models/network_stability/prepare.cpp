// SPDX-License-Identifier: Apache-2.0
//
// From networks to the flat lists that the kernel walks.
#include "kernels/models/network_stability/prepare.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include "kernels/models/network_stability/attacks.hpp"

namespace entente::kernels::network_stability_model {
namespace {

// Lists of attacks, and the sums of strengths that they compare.
class WarLists {
  public:
    explicit WarLists(Prepared& model) : model_(model) {
        model_.sums.push_back({0, 0});
        positions_[0] = 0;
    }

    WarConditions conditions(const Graph& graph, Order order) {
        return {.victims = add(attacks_on_each(graph, order)),
                .new_links = add(attacks_by_new_links(graph, order)),
                .links = add(attacks_on_cut_links(graph, order))};
    }

  private:
    std::vector<Range> add(const std::vector<Clause>& clauses) {
        std::vector<Range> ranges;
        ranges.reserve(clauses.size());
        for (const Clause& clause : clauses) ranges.push_back(add(clause));
        return ranges;
    }

    Range add(const Clause& clause) {
        Range fronts{model_.fronts.size(), model_.fronts.size()};
        for (std::size_t a = 0; a < clause.size(); ++a) {
            if (a == 0 || clause[a].defenders != clause[a - 1].defenders) {
                const std::size_t here = model_.coalitions.size();
                model_.fronts.push_back({position(clause[a].defenders), {here, here}});
            }
            model_.coalitions.push_back(position(clause[a].coalition));
            model_.fronts.back().coalitions.last = model_.coalitions.size();
        }
        fronts.last = model_.fronts.size();
        return fronts;
    }

    // Of a set in Prepared::sums.
    std::size_t position(Countries set) {
        if (const auto found = positions_.find(set); found != positions_.end()) {
            return found->second;
        }
        const Countries last = std::bit_floor(set);
        const std::size_t rest = position(set & ~last);
        model_.sums.push_back({rest, static_cast<std::size_t>(std::countr_zero(last))});
        return positions_[set] = model_.sums.size() - 1;
    }

    Prepared& model_;
    std::map<Countries, std::size_t> positions_;
};

// The number of countries at each distance, from 1.
using Counts = std::vector<double>;

// What an end of a link gains by it: (8).
struct GainCounts {
    Counts reached, nearer;

    // As Attack's.
    auto operator<=>(const GainCounts&) const = default;  // NOLINT(modernize-use-nullptr)
};

GainCounts gain_of(const Graph& with, const Graph& without, std::size_t end) {
    const std::size_t n = with.countries();
    GainCounts gain{Counts(n, 0.0), Counts(n, 0.0)};
    const auto near = distances(with, end), far = distances(without, end);
    for (std::size_t k = 0; k < n; ++k) {
        if (near[k] != 0 && far[k] == 0) ++gain.reached[near[k]];
        for (std::size_t m = near[k]; m < far[k]; ++m) ++gain.nearer[m];
    }
    return gain;
}

// Gains from links, each that occurs once.
class ConnectionLists {
  public:
    explicit ConnectionLists(Prepared& model) : model_(model) {}

    Connections conditions(const Graph& graph) {
        const std::size_t n = graph.countries();
        Connections result{};
        Counts benefits(n, 0.0);
        std::vector<GainCounts> links;
        std::vector<std::pair<GainCounts, GainCounts>> missing;
        for (std::size_t a = 0; a < n; ++a) {
            for (const std::size_t distance : distances(graph, a)) {
                if (distance != 0) ++benefits[distance];
            }
            for (std::size_t b = a + 1; b < n; ++b) {
                const Graph other = graph.toggled(a, b);
                if (graph.linked(a, b)) {
                    result.link_ends += 2;
                    links.push_back(gain_of(graph, other, a));
                    links.push_back(gain_of(graph, other, b));
                } else {
                    GainCounts one = gain_of(other, graph, a), two = gain_of(other, graph, b);
                    if (two < one) std::swap(one, two);
                    missing.emplace_back(std::move(one), std::move(two));
                }
            }
        }
        result.benefits = add(benefits);
        keep_one_of_each(links);
        for (const GainCounts& gain : links) result.links.push_back(add(gain));
        keep_one_of_each(missing);
        for (const auto& [one, other] : missing) {
            result.missing.push_back({add(one), add(other), one == other});
        }
        return result;
    }

  private:
    static void keep_one_of_each(auto& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }

    Gain add(const GainCounts& gain) { return {add(gain.reached), add(gain.nearer)}; }

    // Without the zeros that it ends with, and the coefficient of d^0, which is zero.
    Polynomial add(Counts counts) {
        while (counts.size() > 1 && counts.back() == 0) counts.pop_back();
        auto& all = model_.coefficients;
        const std::size_t first = all.size();
        all.insert(all.end(), counts.begin() + 1, counts.end());
        return {first, all.size()};
    }

    Prepared& model_;
};

bool has_links(const Graph& graph) {
    for (std::size_t k = 0; k < graph.countries(); ++k) {
        if (graph.neighbours(k) != 0) return true;
    }
    return false;
}

}  // namespace

std::size_t columns_of(const Graph& graph) { return needed_below + (has_links(graph) ? 1 : 0); }

Prepared prepare(const std::vector<NamedGraph>& networks, bool pareto) {
    Prepared model{};
    model.countries = networks.front().graph.countries();
    model.pareto = pareto;
    for (std::size_t k = 0; k < model.countries; ++k) {
        model.log_rank[k] =
            std::log(static_cast<double>(model.countries) / (static_cast<double>(k) + 0.5));
    }
    WarLists war(model);
    ConnectionLists connections(model);
    std::size_t column = 0;
    for (const NamedGraph& network : networks) {
        const Graph& graph = network.graph;
        model.networks.push_back({column, has_links(graph),
                                  war.conditions(graph, pareto ? Order::decreasing : Order::none),
                                  connections.conditions(graph)});
        column += columns_of(graph);
    }
    model.efficient_column = column;
    return model;
}

}  // namespace entente::kernels::network_stability_model
