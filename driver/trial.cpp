// SPDX-License-Identifier: Apache-2.0
#include "driver/trial.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>

#include "driver/tile_work.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t most_tiles = 10000;

// The i-th point of a sequence that fills 0 .. tiles - 1 evenly from the beginning on (multiples of
// the golden ratio).
std::uint64_t spread(std::uint64_t i, std::uint64_t tiles) {
    const double turns = (static_cast<double>(i) + 0.5) * 0.61803398874989485;
    const double place = (turns - std::floor(turns)) * static_cast<double>(tiles);
    return std::min(static_cast<std::uint64_t>(place), tiles - 1);
}

}  // namespace

Trial try_out(const Plan& plan, const Crew& crew, double seconds) {
    Trial trial{};
    const std::uint64_t tiles = plan.last_tile - plan.first_tile;
    if (tiles == 0) return trial;

    const results::Schema schema = make_schema(plan);
    const results::Encoder encoder(schema);
    TileLoop loop = tile_loop(0, std::min(tiles, most_tiles), crew.threads);
    loop.placement = crew.placement;
    TileWorks works(loop.slots, plan, schema, crew.isa);
    std::atomic<std::uint64_t> computed = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    // On a busy machine the time may be over before the first batch.
    const auto give_up = [&] { return elapsed() > seconds && computed > 0; };
    loop.compute = [&](std::uint64_t i, std::size_t slot) {
        works[slot].process(plan.tile(plan.first_tile + spread(i, tiles)), encoder, computed,
                            give_up);
    };
    loop.consume = [&](std::uint64_t, std::size_t slot) {
        const TileWork& work = works[slot];
        if (!work.finished()) return;
        ++trial.finished_tiles;
        trial.finished_scenarios += work.tile().count;
        for (const auto& chunk : work.encoded().chunks) trial.finished_bytes += chunk.bytes.size();
    };
    run(crew.backend, loop, {});
    trial.scenarios = computed;
    trial.seconds = elapsed();
    return trial;
}

}  // namespace entente::driver
