// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/sum_tree.hpp"

#include <algorithm>

#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t most_nodes = std::uint64_t{1} << 32;

ENTENTE_VECTOR_BUILDS
void add(std::size_t count, const double* from, double* to) noexcept {
    for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

void save_list(results::Bytes& to, const SumTree::Sums& sums) {
    for (const double sum : sums) results::append(to, sum);
}

bool load_list(std::span<const std::byte>& from, std::size_t size, SumTree::Sums& sums) {
    if (from.size() / sizeof(double) < size) return false;
    sums.resize(size);
    for (double& sum : sums) sum = *results::take<double>(from);
    return true;
}

}  // namespace

void SumTree::insert(unsigned level, std::uint64_t index, Sums sums) {
    for (;; ++level, index /= 2) {
        if (keeps_prefixes_ && index == 0) prefixes_[level] = sums;
        const auto sibling = nodes_.find({level, index ^ 1});
        if (sibling == nodes_.end()) break;
        // The sum of two numbers does not depend on their order.
        add(sums.size(), sibling->second.data(), sums.data());
        nodes_.erase(sibling);
    }
    nodes_.emplace(Node{level, index}, std::move(sums));
}

void SumTree::insert(SumTree&& other) {
    for (auto& [node, sums] : other.nodes_) insert(node.first, node.second, std::move(sums));
    // Prefixes that the other has put together by itself.
    for (auto& [level, sums] : other.prefixes_) prefixes_.emplace(level, std::move(sums));
    other.nodes_.clear();
    other.prefixes_.clear();
}

bool SumTree::has(std::uint64_t leaf) const {
    return std::any_of(nodes_.begin(), nodes_.end(), [&](const auto& entry) {
        const auto [level, index] = entry.first;
        return leaf >> level == index;
    });
}

std::uint64_t SumTree::leaves() const noexcept {
    std::uint64_t count = 0;
    for (const auto& [node, sums] : nodes_) count += std::uint64_t{1} << node.first;
    return count;
}

SumTree::Sums SumTree::total(std::size_t size) const {
    std::vector<std::pair<std::uint64_t, const Sums*>> in_order;
    for (const auto& [node, sums] : nodes_) {
        in_order.emplace_back(node.second << node.first, &sums);
    }
    std::sort(in_order.begin(), in_order.end());
    Sums total(size);
    for (const auto& [first, sums] : in_order) add(size, sums->data(), total.data());
    return total;
}

const SumTree::Sums* SumTree::prefix(unsigned level) const {
    const auto found = prefixes_.find(level);
    return found == prefixes_.end() ? nullptr : &found->second;
}

void SumTree::save(results::Bytes& to) const {
    results::append(to, std::uint64_t{nodes_.size()});
    for (const auto& [node, sums] : nodes_) {
        results::append(to, std::uint64_t{node.first});
        results::append(to, node.second);
        save_list(to, sums);
    }
    results::append(to, std::uint64_t{prefixes_.size()});
    for (const auto& [level, sums] : prefixes_) {
        results::append(to, std::uint64_t{level});
        save_list(to, sums);
    }
}

bool SumTree::load(std::span<const std::byte>& from, std::size_t size) {
    nodes_.clear();
    prefixes_.clear();
    const auto nodes = results::take<std::uint64_t>(from);
    if (!nodes || *nodes > most_nodes) return false;
    for (std::uint64_t i = 0; i < *nodes; ++i) {
        const auto level = results::take<std::uint64_t>(from);
        const auto index = results::take<std::uint64_t>(from);
        Sums sums;
        if (!level || *level > 63 || !index || !load_list(from, size, sums)) return false;
        nodes_[{static_cast<unsigned>(*level), *index}] = std::move(sums);
    }
    const auto prefixes = results::take<std::uint64_t>(from);
    if (!prefixes || *prefixes > 64) return false;
    for (std::uint64_t i = 0; i < *prefixes; ++i) {
        const auto level = results::take<std::uint64_t>(from);
        Sums sums;
        if (!level || *level > 63 || !load_list(from, size, sums)) return false;
        prefixes_[static_cast<unsigned>(*level)] = std::move(sums);
    }
    return true;
}

}  // namespace entente::driver
