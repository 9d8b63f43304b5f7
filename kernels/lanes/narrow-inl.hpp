// SPDX-License-Identifier: Apache-2.0
//
// A number that is one vector wide, for kernels that keep a matrix per lane: a block of vectors
// (`Real`) would make the working set several times as large without need, since the elements of a
// matrix give enough independent operations by themselves.
#if defined(ENTENTE_KERNELS_LANES_NARROW_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_NARROW_INL_HPP
#undef ENTENTE_KERNELS_LANES_NARROW_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_NARROW_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/lanes/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

using Narrow = double;
using NarrowMask = bool;
inline constexpr std::size_t narrow_lanes = 1;

inline Narrow load_narrow(const double* from) { return *from; }

/// c - a b.
inline Narrow minus_product(Narrow a, Narrow b, Narrow c) { return c - a * b; }

#else

inline constexpr std::size_t narrow_lanes = hn::MaxLanes(Tag());

struct NarrowMask {
    VectorMask m;
};

struct Narrow {
    Vector v;

    Narrow() = default;
    HWY_INLINE explicit Narrow(Vector vector) : v(vector) {}
    HWY_INLINE Narrow(double value) : v(hn::Set(Tag(), value)) {}  // NOLINT: as of Real
};

HWY_INLINE Narrow operator+(Narrow a, Narrow b) { return Narrow(hn::Add(a.v, b.v)); }
HWY_INLINE Narrow operator-(Narrow a, Narrow b) { return Narrow(hn::Sub(a.v, b.v)); }
HWY_INLINE Narrow operator*(Narrow a, Narrow b) { return Narrow(hn::Mul(a.v, b.v)); }
HWY_INLINE Narrow operator/(Narrow a, Narrow b) { return Narrow(hn::Div(a.v, b.v)); }
HWY_INLINE Narrow min(Narrow a, Narrow b) { return Narrow(hn::Min(a.v, b.v)); }
HWY_INLINE Narrow max(Narrow a, Narrow b) { return Narrow(hn::Max(a.v, b.v)); }
HWY_INLINE Narrow abs(Narrow a) { return Narrow(hn::Abs(a.v)); }
HWY_INLINE NarrowMask operator<(Narrow a, Narrow b) { return {hn::Lt(a.v, b.v)}; }
HWY_INLINE NarrowMask operator>(Narrow a, Narrow b) { return {hn::Gt(a.v, b.v)}; }
HWY_INLINE NarrowMask operator&(NarrowMask a, NarrowMask b) { return {hn::And(a.m, b.m)}; }
HWY_INLINE NarrowMask operator|(NarrowMask a, NarrowMask b) { return {hn::Or(a.m, b.m)}; }
HWY_INLINE NarrowMask operator!(NarrowMask a) { return {hn::Not(a.m)}; }

HWY_INLINE Narrow load_narrow(const double* from) { return Narrow(hn::Load(Tag(), from)); }
HWY_INLINE void store(Narrow a, double* to) { hn::Store(a.v, Tag(), to); }

/// a b + c, and c - a b; rounded once where the instruction set can.
HWY_INLINE Narrow fma(Narrow a, Narrow b, Narrow c) { return Narrow(hn::MulAdd(a.v, b.v, c.v)); }
HWY_INLINE Narrow minus_product(Narrow a, Narrow b, Narrow c) {
    return Narrow(hn::NegMulAdd(a.v, b.v, c.v));
}

HWY_INLINE Narrow select(NarrowMask which, Narrow yes, Narrow no) {
    return Narrow(hn::IfThenElse(which.m, yes.v, no.v));
}
HWY_INLINE bool any(NarrowMask mask) { return !hn::AllFalse(Tag(), mask.m); }

#endif

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
