// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

#include "driver/allocation.hpp"
#include "driver/placement.hpp"

namespace entente::driver {

/// Who runs the tiles in parallel.
enum class Backend { serial, openmp, tbb };

std::span<const Backend> backends();
std::string_view name(Backend backend);
std::optional<Backend> parse_backend(std::string_view text);

/// Gives first, first + 1, first + 2, ...
std::function<std::uint64_t()> counting_from(std::uint64_t first);

/// A loop over tiles with `slots` reusable sets of buffers.
///
/// `claim()` gives the next tile to compute, and `last` or more when there are no others; it is
/// called by any worker, one at a time, when that worker is free to compute the tile at once: so
/// several loops may share tiles, and none has more of them than it has workers.
/// `compute(tile, slot)` runs on any worker, at most one at a time per slot; `consume(tile, slot)`
/// runs afterwards, one at a time over all slots, before the slot is used again. So memory is
/// bounded by `slots` and everything compute() did to a slot happens before consume() sees it.
/// After a stop request no further tile begins; those begun are consumed. The first exception stops
/// the loop and is rethrown.
struct TileLoop {
    std::function<std::uint64_t()> claim;
    std::uint64_t last;
    std::size_t threads;
    std::size_t slots;  ///< >= threads
    std::function<void(std::uint64_t tile, std::size_t slot)> compute;
    std::function<void(std::uint64_t tile, std::size_t slot)> consume;
    /// Where the workers run while the loop does; a seat for each of them, or none. A worker gets a
    /// slot whose last users were near it if one is free.
    Placement placement = {};
};

/// What OpenMP gives at most, and the variable of the environment that says so: threads by default
/// (OMP_NUM_THREADS), and in all (OMP_THREAD_LIMIT). Nothing where it is not set.
struct OpenMpLimits {
    std::optional<CpuGrant> by_default, in_all;
};
OpenMpLimits openmp_limits();

void run_serial(const TileLoop& loop, std::stop_token stop);
void run_openmp(const TileLoop& loop, std::stop_token stop);
void run_tbb(const TileLoop& loop, std::stop_token stop);

void run(Backend backend, const TileLoop& loop, std::stop_token stop);

}  // namespace entente::driver
