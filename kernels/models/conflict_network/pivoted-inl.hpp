// SPDX-License-Identifier: Apache-2.0
//
// Elimination with partial pivoting, of one lane. Plain doubles, multiplied and subtracted one
// after the other and never fused: the same bits whatever the instruction set.
#if defined(ENTENTE_CONFLICT_NETWORK_PIVOTED_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_CONFLICT_NETWORK_PIVOTED_INL_HPP
#undef ENTENTE_CONFLICT_NETWORK_PIVOTED_INL_HPP
#else
#define ENTENTE_CONFLICT_NETWORK_PIVOTED_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/models/conflict_network/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel {
using namespace conflict_network_model;

inline double magnitude(double value) { return value < 0 ? -value : value; }

inline void swap_rows(double* a, double* b, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j) {
        const double held = a[j];
        a[j] = b[j];
        b[j] = held;
    }
}

inline std::size_t largest_below(const double* a, std::size_t n, std::size_t k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
        if (magnitude(a[i * n + k]) > magnitude(a[pivot * n + k])) pivot = i;
    }
    return pivot;
}

/// Solves a x = b by elimination with partial pivoting, with `a` n times n by rows; `a` is
/// overwritten, and `x` holds b before. False if `a` is singular.
inline bool solve_pivoted(double* a, std::size_t n, double* x) noexcept {
    double largest = 0;
    for (std::size_t k = 0; k < n * n; ++k) {
        if (magnitude(a[k]) > largest) largest = magnitude(a[k]);
    }
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t pivot = largest_below(a, n, k);
        if (!(magnitude(a[pivot * n + k]) > zero_pivot * largest)) return false;
        if (pivot != k) {
            swap_rows(a + pivot * n, a + k * n, n);
            swap_rows(x + pivot, x + k, 1);
        }
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i * n + k] / a[k * n + k];
            for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
            x[i] -= factor * x[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) x[k] -= a[k * n + j] * x[j];
        x[k] /= a[k * n + k];
    }
    return true;
}

}  // namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel
HWY_AFTER_NAMESPACE();

#endif
