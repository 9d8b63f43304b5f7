// SPDX-License-Identifier: Apache-2.0
//
// Where the workers of a run have their place: on which CPUs, near which memory.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/ranks/ranks.hpp"

namespace entente::driver {

/// Whether workers are bound to CPUs.
enum class Pinning {
    automatic,  ///< where the CPUs belong to several NUMA nodes: each worker to those of one node
    on,         ///< each worker to a CPU of its own
    off
};

/// "auto", "on", "off".
std::optional<Pinning> parse_pinning(std::string_view text);

/// A CPU (a hardware thread). Nodes, caches and cores are numbered over the whole machine.
struct Cpu {
    unsigned number;    ///< as the system numbers it
    std::size_t node;   ///< the NUMA node that it belongs to
    std::size_t cache;  ///< the last-level (L3) cache that it shares; the node where there is none
    std::size_t core;   ///< the physical core that it is a thread of

    friend bool operator==(const Cpu&, const Cpu&) = default;
};

/// The CPUs that the calling thread may run on, those of a core, a cache and a node one after the
/// other; none if the machine cannot be made out. By hwloc, whose environment variables count
/// (HWLOC_SYNTHETIC and HWLOC_XMLFILE, with HWLOC_THISSYSTEM=1, give the machine another shape).
std::vector<Cpu> usable_cpus();

/// The same of a machine that is described: "numa:2 l3:1 core:4 pu:2" (hwloc's synthetic
/// topologies). None if the description is not understood.
std::vector<Cpu> described_cpus(const std::string& synthetic);

/// Whether the system says that all CPUs belong to one NUMA node. It tells at once, where hwloc
/// takes some milliseconds to begin; false if it does not tell, or if hwloc is told another shape.
bool has_one_node();

/// A process's part where several share the CPUs: neighbours, as many as everyone has, or one more.
/// None if there are more processes than CPUs.
std::vector<Cpu> part_of(std::span<const Cpu> cpus, Share part);

/// The place of one worker.
struct Seat {
    std::size_t node;            ///< 0 .. nodes - 1 of the placement
    std::vector<unsigned> cpus;  ///< it may run on these
};

/// The place of every worker, or none: then each runs where it pleases. A loop of fewer workers
/// takes the first seats.
struct Placement {
    std::vector<Seat> seats;
    std::size_t nodes = 1;

    bool binds() const noexcept { return !seats.empty(); }
    std::size_t node(std::size_t worker) const { return binds() ? seats.at(worker).node : 0; }
    /// None: no binding.
    std::span<const unsigned> cpus(std::size_t worker) const {
        return binds() ? std::span<const unsigned>(seats.at(worker).cpus)
                       : std::span<const unsigned>();
    }
};

/// The places of `threads` workers on a process's part of `cpus`. Workers go to the nodes in
/// turn, so that each node's memory serves as many as the others'; within a node to the caches in
/// turn, and to a second thread of a core only when every core of every node has one.
///
/// Nobody is bound if Pinning says so, if there are more workers than CPUs in the part, and, if
/// automatic, where `cpus` belong to one node only.
///
/// Automatic binds to a node rather than to a CPU: that keeps memory near, and leaves to the system
/// which CPU is free. Programs that each take "the first CPUs" (two runs on one machine, containers
/// with a quota) would otherwise sit on the same ones while others are idle.
Placement place(std::span<const Cpu> cpus, std::size_t threads, Pinning pinning, Share part = {});

/// Whether the system lets the calling thread take every seat. (It comes back from them.)
bool can_bind(const Placement& placement);

}  // namespace entente::driver
