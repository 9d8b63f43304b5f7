// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <omp.h>

#include "driver/backends/conveyor.hpp"

namespace entente::driver {

void run_openmp(const TileLoop& loop, std::stop_token stop) {
    Conveyor conveyor(loop, stop);
    const int threads = static_cast<int>(std::max<std::size_t>(loop.threads, 1));
    // Tiles are dealt out one at a time, by the conveyor rather than by `omp for`: a worksharing
    // loop can neither stop early nor wait for a free slot. Exceptions must not leave the region.
#pragma omp parallel num_threads(threads) default(none) shared(conveyor)
    conveyor.work(static_cast<std::size_t>(omp_get_thread_num()));
    conveyor.rethrow();
}

}  // namespace entente::driver
