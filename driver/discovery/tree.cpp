// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/tree.hpp"

#include <algorithm>
#include <cmath>

#include <tbb/parallel_for.h>

#include "driver/containment.hpp"

namespace entente::driver::discovery {
namespace {

struct Split {
    double gain = 0;  ///< impurity that it removes; 0: there is none
    std::size_t input = 0;
    double high = 0, low = 0;  ///< limits of what goes left, of what goes right
    Count left;
};

struct Node {
    Box box;
    Count count;
    Split split = {};
    std::size_t left = 0, right = 0;  ///< 0: a leaf
    bool is_leaf() const { return left == 0; }
};

// n p (1 - p): the Gini impurity of a node times its scenarios. (Breiman's 2 p (1 - p) is twice
// that everywhere.)
double impurity(const Count& count) {
    const auto n = static_cast<double>(count.scenarios);
    const auto hits = static_cast<double>(count.of_interest);
    return count.scenarios == 0 ? 0 : hits * (n - hits) / n;
}

class Grower {
  public:
    Grower(const Scenarios& scenarios, const Orders& orders, const TreeOptions& options)
        : scenarios_(scenarios), orders_(orders), options_(options), at_(scenarios.size()) {
        nodes_.push_back({Box(scenarios.inputs.size()), {}});
        for (std::size_t i = 0; i < at_.size(); ++i) {
            at_[i] = scenarios.of_interest[i];
            nodes_[0].count += {1, scenarios.of_interest[i]};
        }
        const double least = std::ceil(options.least_mass * static_cast<double>(scenarios.size()));
        least_ = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(least));
    }

    Tree tree() {
        for (std::size_t level = 0, first = 0; level < options_.depth; ++level) {
            const std::size_t end = nodes_.size();
            split(first, end);
            if (nodes_.size() == end) break;
            first = end;
        }
        prune();
        return result();
    }

  private:
    // What a sweep along one input has passed of a node.
    struct Passed {
        Count count;
        double last = 0;
    };

    // Splits the nodes first .. end - 1, one level of the tree: one sweep along every input for
    // all.
    void split(std::size_t first, std::size_t end) {
        const std::size_t inputs = orders_.size();
        std::vector<std::vector<Split>> best(inputs);
        tbb::parallel_for(std::size_t{0}, inputs,
                          [&](std::size_t d) { best[d] = sweep(d, first, end); });
        for (std::size_t node = first; node < end; ++node) {
            Split& split = nodes_[node].split;
            for (std::size_t d = 0; d < inputs; ++d) {
                if (best[d][node - first].gain > split.gain) split = best[d][node - first];
            }
            if (split.gain > 0) part(node);
        }
        for (std::size_t i = 0; i < at_.size(); ++i) {
            const Node& node = nodes_[at_[i] >> 1];
            if (node.is_leaf()) continue;
            const bool left = scenarios_.inputs[node.split.input].values[i] <= node.split.high;
            const std::size_t to = left ? node.left : node.right;
            at_[i] = static_cast<std::uint32_t>(to << 1 | (at_[i] & 1U));
        }
    }

    std::vector<Split> sweep(std::size_t d, std::size_t first, std::size_t end) const {
        const auto& values = scenarios_.inputs[d].values;
        const bool has_levels = !scenarios_.inputs[d].levels.empty();
        still_alive();
        std::vector<Passed> passed(end - first);
        std::vector<Split> best(end - first);
        for (const std::uint32_t row : orders_[d]) {
            const std::size_t node = at_[row] >> 1;
            if (node < first) continue;
            Passed& before = passed[node - first];
            const double x = values[row];
            if (before.count.scenarios > 0 && before.last != x) {
                consider(nodes_[node].count, before, x, d, has_levels, best[node - first]);
            }
            before.count += {1, at_[row] & 1U};
            before.last = x;
        }
        return best;
    }

    void consider(const Count& all, const Passed& left, double next, std::size_t d, bool has_levels,
                  Split& best) const {
        const Count right = all - left.count;
        if (left.count.scenarios < least_ || right.scenarios < least_) return;
        const double gain = impurity(all) - impurity(left.count) - impurity(right);
        if (gain <= best.gain) return;
        const auto [high, low] = cut_between(left.last, next, has_levels);
        best = {gain, d, high, low, left.count};
    }

    void part(std::size_t node) {
        const Split split = nodes_[node].split;
        Node left{nodes_[node].box, split.left};
        Node right{nodes_[node].box, nodes_[node].count - split.left};
        left.box[split.input].high = split.high;
        right.box[split.input].low = split.low;
        nodes_[node].left = nodes_.size();
        nodes_.push_back(std::move(left));
        nodes_[node].right = nodes_.size();
        nodes_.push_back(std::move(right));
    }

    // Weakest link first: takes away the branch that removes the least impurity per leaf, until all
    // that are left remove enough. Children come after their parents, so that no function needs to
    // call itself.
    void prune() {
        const double enough = options_.complexity * impurity(nodes_[0].count);
        while (true) {
            std::vector<std::size_t> leaves(nodes_.size(), 1);
            std::vector<double> cost(nodes_.size());
            std::size_t weakest = nodes_.size();
            double least = enough;
            for (std::size_t n = nodes_.size(); n-- > 0;) {
                const Node& node = nodes_[n];
                cost[n] = impurity(node.count);
                if (node.is_leaf()) continue;
                const double removed = cost[n] - cost[node.left] - cost[node.right];
                leaves[n] = leaves[node.left] + leaves[node.right];
                const double each = removed / static_cast<double>(leaves[n] - 1);
                if (each < least) {
                    least = each;
                    weakest = n;
                }
                cost[n] = cost[node.left] + cost[node.right];
            }
            if (weakest == nodes_.size()) return;
            nodes_[weakest].left = nodes_[weakest].right = 0;
        }
    }

    Tree result() const {
        Tree tree{{}, std::vector<double>(orders_.size())};
        std::vector<bool> is_there(nodes_.size(), false);
        is_there[0] = true;
        double sum = 0;
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            const Node& node = nodes_[n];
            if (!is_there[n]) continue;
            if (node.is_leaf()) {
                tree.leaves.push_back({node.box, node.count});
                continue;
            }
            is_there[node.left] = is_there[node.right] = true;
            tree.importance[node.split.input] += node.split.gain;
            sum += node.split.gain;
        }
        for (double& share : tree.importance) share = sum > 0 ? share / sum : 0;
        std::stable_sort(tree.leaves.begin(), tree.leaves.end(), [](const Leaf& a, const Leaf& b) {
            const double x = a.count.density(), y = b.count.density();
            return x > y || (x == y && a.count.scenarios > b.count.scenarios);
        });
        return tree;
    }

    const Scenarios& scenarios_;
    const Orders& orders_;
    const TreeOptions& options_;
    std::uint64_t least_ = 1;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> at_;  ///< of each scenario: 2 * its node, + 1 if it is of interest
};

}  // namespace

Tree grow_tree(const Scenarios& scenarios, const Orders& orders, const TreeOptions& options) {
    return Grower(scenarios, orders, options).tree();
}

}  // namespace entente::driver::discovery
