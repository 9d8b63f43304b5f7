// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>

namespace entente::bench {

/// Seconds that the calling thread has had of a processor.
inline double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Runs `action` and returns those that it took.
double timed(const auto& action) {
    const double start = processor_seconds();
    action();
    return processor_seconds() - start;
}

}  // namespace entente::bench
