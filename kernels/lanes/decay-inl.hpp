// SPDX-License-Identifier: Apache-2.0
//
// What decays exponentially, where a difference from 1 would lose its digits: interest, hazards and
// returns that are small or happen soon. Written on Real, so that every instruction set runs the
// same operations.
#if defined(ENTENTE_KERNELS_LANES_DECAY_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_DECAY_INL_HPP
#undef ENTENTE_KERNELS_LANES_DECAY_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_DECAY_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/lanes/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

/// e^-y for y >= 0; 0 where it is below 1e-307.
HWY_INLINE Real remaining(Real y) {
    constexpr double reach = 707;
    return select(y > Real(reach), 0.0, exp_bounded(-min(y, reach)));
}

/// (1 - e^-y) / y for 0 <= y <= 0.5: 14 terms of its series, the next of them below 5e-17.
HWY_INLINE Real mean_remaining_soon(Real y) {
    constexpr std::size_t terms = 14;
    double factorial = 1;
    for (std::size_t k = 2; k <= terms; ++k) factorial *= static_cast<double>(k);
    Real sum = 1 / factorial;
    for (std::size_t k = terms; k >= 2; --k) {
        factorial /= static_cast<double>(k);
        sum = fma(sum, -y, 1 / factorial);
    }
    return sum;
}

/// 1 - e^-y for y >= 0; relative error below 1e-15.
HWY_INLINE Real decayed(Real y) {
    const Real soon = min(y, 0.5);
    return select(y < Real(0.5), soon * mean_remaining_soon(soon), Real(1.0) - remaining(y));
}

/// (1 - e^-y) / y for y >= 0, 1 at y = 0; relative error below 1e-15.
HWY_INLINE Real mean_remaining(Real y) {
    return select(y < Real(0.5), mean_remaining_soon(min(y, 0.5)),
                  (Real(1.0) - remaining(y)) / max(y, 0.5));
}

/// -ln(1 - chance), what a yearly chance is as a rate, for 0 <= chance < 1; relative error below
/// 1.5e-15. What the rounding of 1 - chance lost (nothing above 1/2) is made good to first order.
HWY_INLINE Real rate_of(Real chance) {
    constexpr double nearly_one = 0x1.fffffffffffffp-1;
    const Real c = min(chance, nearly_one);
    const Real kept = Real(1.0) - c;
    const Real lost = c - (Real(1.0) - kept);
    return fma(lost, Real(1.0) + c, -log(kept));
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
