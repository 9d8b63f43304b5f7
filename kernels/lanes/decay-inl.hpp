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

#include "hwy/highway.h"
#include "kernels/lanes/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

/// e^-y for y >= 0; 0 where it is below 1e-307.
HWY_INLINE Real remaining(Real y) {
    constexpr double reach = 707;
    return select(y > Real(reach), 0.0, exp_bounded(-min(y, reach)));
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
