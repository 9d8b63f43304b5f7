// SPDX-License-Identifier: Apache-2.0
//
// sin, by Highway's math library (hwy/contrib/math), lane by lane the same operations on every
// instruction set that fuses multiply and add; by the C library in the scalar build.
#if defined(ENTENTE_KERNELS_LANES_SINE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_SINE_INL_HPP
#undef ENTENTE_KERNELS_LANES_SINE_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_SINE_INL_HPP
#endif

#include <cmath>
#include <cstddef>

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "kernels/lanes/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

/// sin a for |a| <= 4, where the relative error is below 7e-16 (Highway: 3 units in the last
/// place).
HWY_INLINE Real sin(Real a) {
#if HWY_TARGET == HWY_SCALAR
    return std::sin(a);
#else
    Real result;
    for (std::size_t k = 0; k < vectors; ++k) result.v[k] = hn::Sin(Tag(), a.v[k]);
    return result;
#endif
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
