// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/backend.hpp"
#include "driver/thread_affinity.hpp"

namespace entente::driver {

void run_serial(const TileLoop& loop, std::stop_token stop) {
    const BoundThread bound(loop.placement.cpus(0));
    while (!stop.stop_requested()) {
        const std::uint64_t tile = loop.claim();
        if (tile >= loop.last) return;
        loop.compute(tile, 0);
        loop.consume(tile, 0);
    }
}

}  // namespace entente::driver
