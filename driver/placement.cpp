// SPDX-License-Identifier: Apache-2.0
#include "driver/placement.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include <hwloc.h>

#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

using Topology = std::unique_ptr<hwloc_topology, decltype(&hwloc_topology_destroy)>;

// Of this machine, or of the one described. Null if there is none.
Topology load(const char* synthetic) {
    hwloc_topology_t raw = nullptr;
    if (hwloc_topology_init(&raw) != 0) return {nullptr, &hwloc_topology_destroy};
    Topology topology(raw, &hwloc_topology_destroy);
    const bool described =
        synthetic == nullptr || hwloc_topology_set_synthetic(raw, synthetic) == 0;
    if (!described || hwloc_topology_load(raw) != 0) topology.reset();
    return topology;
}

// Which node each CPU belongs to. Nodes of different memory may have the same CPUs (DRAM and HBM
// of a socket): they count once. Nodes without CPUs (memory on a link) do not count.
std::map<unsigned, std::size_t> nodes_of_cpus(hwloc_topology_t topology) {
    std::vector<hwloc_const_cpuset_t> sets;
    for (hwloc_obj_t node = nullptr;
         (node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node)) != nullptr;) {
        sets.push_back(node->cpuset);
    }
    // A node with fewer CPUs is the nearer one.
    std::stable_sort(sets.begin(), sets.end(), [](auto a, auto b) {
        return hwloc_bitmap_weight(a) < hwloc_bitmap_weight(b);
    });
    std::map<unsigned, std::size_t> nodes;
    for (std::size_t n = 0; n < sets.size(); ++n) {
        for (int cpu = -1; (cpu = hwloc_bitmap_next(sets[n], cpu)) >= 0;) {
            nodes.emplace(static_cast<unsigned>(cpu), n);
        }
    }
    return nodes;
}

std::vector<Cpu> cpus_of(hwloc_topology_t topology) {
    const auto nodes = nodes_of_cpus(topology);
    const auto of_type = [&](hwloc_obj_t pu, hwloc_obj_type_t type, std::size_t otherwise) {
        hwloc_obj_t object = hwloc_get_ancestor_obj_by_type(topology, type, pu);
        return object == nullptr ? otherwise : std::size_t{object->logical_index};
    };
    std::vector<Cpu> cpus;
    for (hwloc_obj_t pu = nullptr;
         (pu = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, pu)) != nullptr;) {
        const auto node = nodes.find(pu->os_index);
        if (node == nodes.end()) continue;
        cpus.push_back({.number = pu->os_index,
                        .node = node->second,
                        .cache = of_type(pu, HWLOC_OBJ_L3CACHE, node->second),
                        .core = of_type(pu, HWLOC_OBJ_CORE, pu->logical_index)});
    }
    return cpus;
}

// The order in which workers take CPUs.
std::vector<Cpu> in_turn(std::span<const Cpu> cpus) {
    struct Rank {
        std::size_t thread;    // of its core
        std::size_t of_cache;  // among the like threads of its cache
        std::size_t of_node;   // and then of its node
        Cpu cpu;
    };
    std::vector<Rank> ranks;
    std::map<std::size_t, std::size_t> in_core;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> in_cache, in_node;
    for (const Cpu& cpu : cpus) {
        const std::size_t thread = in_core[cpu.core]++;
        ranks.push_back({thread, in_cache[{cpu.cache, thread}]++, 0, cpu});
    }
    std::stable_sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) {
        return std::tie(a.of_cache, a.cpu.cache) < std::tie(b.of_cache, b.cpu.cache);
    });
    for (Rank& rank : ranks) rank.of_node = in_node[{rank.cpu.node, rank.thread}]++;
    std::stable_sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) {
        return std::tie(a.thread, a.of_node, a.cpu.node) <
               std::tie(b.thread, b.of_node, b.cpu.node);
    });
    std::vector<Cpu> order;
    order.reserve(ranks.size());
    for (const Rank& rank : ranks) order.push_back(rank.cpu);
    return order;
}

}  // namespace

std::optional<Pinning> parse_pinning(std::string_view text) {
    if (text == "auto") return Pinning::automatic;
    if (text == "on") return Pinning::on;
    if (text == "off") return Pinning::off;
    return std::nullopt;
}

std::vector<Cpu> usable_cpus() {
    const Topology topology = load(nullptr);
    // A topology of another machine says nothing of this one's CPUs.
    if (!topology || hwloc_topology_is_thissystem(topology.get()) == 0) return {};
    std::vector<Cpu> cpus = cpus_of(topology.get());
    const std::vector<unsigned> allowed = allowed_cpus();
    std::erase_if(cpus, [&](const Cpu& cpu) {
        return !std::binary_search(allowed.begin(), allowed.end(), cpu.number);
    });
    return cpus;
}

std::vector<Cpu> described_cpus(const std::string& synthetic) {
    const Topology topology = load(synthetic.c_str());
    return topology ? cpus_of(topology.get()) : std::vector<Cpu>();
}

bool has_one_node() {
    if (std::getenv("HWLOC_SYNTHETIC") != nullptr || std::getenv("HWLOC_XMLFILE") != nullptr) {
        return false;
    }
    std::ifstream file("/sys/devices/system/node/has_cpu");  // "0", or "0-1", "0,2"
    std::string nodes;
    return std::getline(file, nodes) && !nodes.empty() &&
           nodes.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<Cpu> part_of(std::span<const Cpu> cpus, Share part) {
    if (part.count > cpus.size()) return {};
    const auto begin =
        cpus.begin() + static_cast<std::ptrdiff_t>(part.index * cpus.size() / part.count);
    const auto end =
        cpus.begin() + static_cast<std::ptrdiff_t>((part.index + 1) * cpus.size() / part.count);
    return {begin, end};
}

Placement place(std::span<const Cpu> cpus, std::size_t threads, Pinning pinning, Share part) {
    const std::vector<Cpu> mine = part_of(cpus, part);
    const bool one_node = std::all_of(
        cpus.begin(), cpus.end(), [&](const Cpu& cpu) { return cpu.node == cpus.front().node; });
    if (pinning == Pinning::off || threads > mine.size() ||
        (pinning == Pinning::automatic && one_node)) {
        return {};
    }
    std::map<std::size_t, Seat> nodes;  // my CPUs of each
    for (const Cpu& cpu : mine) {
        Seat& node = nodes.try_emplace(cpu.node, Seat{nodes.size(), {}}).first->second;
        node.cpus.push_back(cpu.number);
    }
    Placement placement{.seats = {}, .nodes = nodes.size()};
    const std::vector<Cpu> order = in_turn(mine);
    for (const Cpu& cpu : std::span(order).first(threads)) {
        const Seat& node = nodes.at(cpu.node);
        placement.seats.push_back(pinning == Pinning::on ? Seat{node.node, {cpu.number}} : node);
    }
    return placement;
}

bool can_bind(const Placement& placement) {
    const std::vector<unsigned> before = allowed_cpus();
    const bool all = std::all_of(placement.seats.begin(), placement.seats.end(),
                                 [](const Seat& seat) { return run_on(seat.cpus); });
    run_on(before);
    return all && (!placement.binds() || !before.empty());
}

}  // namespace entente::driver
