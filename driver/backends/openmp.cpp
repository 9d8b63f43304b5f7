// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <utility>

#include <omp.h>

#include "driver/backends/conveyor.hpp"

namespace entente::driver {
namespace {

// `threads` as OpenMP has understood the variable; it warns of what it does not.
std::optional<CpuGrant> said(const char* variable, int threads) {
    if (std::getenv(variable) == nullptr || threads < 1) return std::nullopt;
    return CpuGrant{static_cast<std::size_t>(threads), variable};
}

int threads_of(const TileLoop& loop) {
    return static_cast<int>(std::max<std::size_t>(loop.threads, 1));
}

}  // namespace

OpenMpLimits openmp_limits() {
    return {.by_default = said("OMP_NUM_THREADS", omp_get_max_threads()),
            .in_all = said("OMP_THREAD_LIMIT", omp_get_thread_limit())};
}

void run_openmp(const TileLoop& loop, std::stop_token stop) {
    Conveyor conveyor(loop, std::move(stop));
    omp_set_dynamic(0);  // or OMP_DYNAMIC would have fewer threads than the file says
    // Tiles are dealt out one at a time, by the conveyor rather than by `omp for`: a worksharing
    // loop can neither stop early nor wait for a free slot. Exceptions must not leave the region.
#pragma omp parallel num_threads(threads_of(loop)) default(none) shared(conveyor)
    conveyor.work(static_cast<std::size_t>(omp_get_thread_num()));
    conveyor.rethrow();
}

}  // namespace entente::driver
