// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace entente::driver {

/// Who runs the tiles in parallel.
enum class Backend { serial, openmp, tbb };

std::span<const Backend> backends();
std::string_view name(Backend backend);
std::optional<Backend> parse_backend(std::string_view text);

/// A loop over tiles first .. last - 1 with `slots` reusable sets of buffers.
///
/// `compute(tile, slot)` runs on any worker, at most one at a time per slot; `consume(tile, slot)`
/// runs afterwards, one at a time over all slots, before the slot is used again. So memory is
/// bounded by `slots` and everything compute() did to a slot happens before consume() sees it.
/// After a stop request no further tile begins; those begun are consumed. The first exception stops
/// the loop and is rethrown.
struct TileLoop {
    std::uint64_t first;
    std::uint64_t last;
    std::size_t threads;
    std::size_t slots;  ///< >= threads
    std::function<void(std::uint64_t tile, std::size_t slot)> compute;
    std::function<void(std::uint64_t tile, std::size_t slot)> consume;
};

void run_serial(const TileLoop& loop, std::stop_token stop);
void run_openmp(const TileLoop& loop, std::stop_token stop);
void run_tbb(const TileLoop& loop, std::stop_token stop);

void run(Backend backend, const TileLoop& loop, std::stop_token stop);

}  // namespace entente::driver
