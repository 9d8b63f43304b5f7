// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/backend.hpp"

namespace entente::driver {

void run_serial(const TileLoop& loop, std::stop_token stop) {
    for (std::uint64_t tile = loop.first; tile < loop.last && !stop.stop_requested(); ++tile) {
        loop.compute(tile, 0);
        loop.consume(tile, 0);
    }
}

}  // namespace entente::driver
