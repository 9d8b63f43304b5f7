// SPDX-License-Identifier: Apache-2.0
#include "bench/division.hpp"

#include <cstring>

namespace entente::bench {

void divide_one_by_one(const double* a, const double* b, double* to, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        double quotient = a[i] / b[i];
        asm("" : "+x"(quotient));  // a vector of quotients is not what is asked for
        to[i] = quotient;
    }
}

__attribute__((target("avx512f"))) void divide_eight_at_once(const double* a, const double* b,
                                                             double* to,
                                                             std::size_t count) noexcept {
    using Eight = double __attribute__((vector_size(64)));
    for (std::size_t i = 0; i + 8 <= count; i += 8) {
        Eight x, y;
        std::memcpy(&x, a + i, sizeof x);
        std::memcpy(&y, b + i, sizeof y);
        const Eight quotient = x / y;
        std::memcpy(to + i, &quotient, sizeof quotient);
    }
}

bool has_wide_division() noexcept { return __builtin_cpu_supports("avx512f") != 0; }

}  // namespace entente::bench
