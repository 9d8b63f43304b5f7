// SPDX-License-Identifier: Apache-2.0
//
// Many lanes: a block of SIMD vectors that behaves like a number. Kernels are written once, on
// `Real` and `Mask`; this file is compiled once per instruction set by Highway's foreach_target.
//
// A Real is several vectors, not one: the chains of dependent operations that models consist of wait
// for the latency of one vector's operation while another's can start.
//
// Every function is a fixed sequence of IEEE operations, so that all instruction sets with fused
// multiply-add return the same bits, whatever their width.

// Highway's idiom: the guard toggles, so that the file is read once for each target.
#if defined(ENTENTE_KERNELS_LANES_VECTOR_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_VECTOR_INL_HPP
#undef ENTENTE_KERNELS_LANES_VECTOR_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_VECTOR_INL_HPP
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/batch.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;
using VectorMask = hn::Mask<Tag>;

/// Vectors in a block: four of the narrow ones, two of AVX-512's (bench/README.md has the figures).
inline constexpr std::size_t vectors = hn::MaxLanes(Tag()) >= 8 ? 2 : 4;
inline constexpr std::size_t lanes = vectors * hn::MaxLanes(Tag());
static_assert(padding % lanes == 0);

struct Mask {
    VectorMask m[vectors];
};

struct Real {
    Vector v[vectors];

    Real() = default;
    HWY_INLINE Real(double value) {  // NOLINT(google-explicit-constructor): numbers mix with lanes
        for (Vector& vector : v) vector = hn::Set(Tag(), value);
    }
};

// op applied to each vector; the loops vanish when the compiler unrolls them.
#define ENTENTE_UNARY(name, op)                                                \
    HWY_INLINE Real name(Real a) {                                             \
        Real result;                                                           \
        for (std::size_t k = 0; k < vectors; ++k) result.v[k] = op(a.v[k]);    \
        return result;                                                         \
    }
#define ENTENTE_BINARY(name, op)                                                       \
    HWY_INLINE Real name(Real a, Real b) {                                             \
        Real result;                                                                   \
        for (std::size_t k = 0; k < vectors; ++k) result.v[k] = op(a.v[k], b.v[k]);    \
        return result;                                                                 \
    }
#define ENTENTE_COMPARE(name, op)                                                      \
    HWY_INLINE Mask name(Real a, Real b) {                                             \
        Mask result;                                                                   \
        for (std::size_t k = 0; k < vectors; ++k) result.m[k] = op(a.v[k], b.v[k]);    \
        return result;                                                                 \
    }
#define ENTENTE_LOGIC(name, op)                                                        \
    HWY_INLINE Mask name(Mask a, Mask b) {                                             \
        Mask result;                                                                   \
        for (std::size_t k = 0; k < vectors; ++k) result.m[k] = op(a.m[k], b.m[k]);    \
        return result;                                                                 \
    }

ENTENTE_UNARY(operator-, hn::Neg)
ENTENTE_UNARY(abs, hn::Abs)
ENTENTE_UNARY(sqrt, hn::Sqrt)
ENTENTE_BINARY(operator+, hn::Add)
ENTENTE_BINARY(operator-, hn::Sub)
ENTENTE_BINARY(operator*, hn::Mul)
ENTENTE_BINARY(operator/, hn::Div)
ENTENTE_BINARY(min, hn::Min)
ENTENTE_BINARY(max, hn::Max)
ENTENTE_COMPARE(operator<, hn::Lt)
ENTENTE_COMPARE(operator<=, hn::Le)
ENTENTE_COMPARE(operator>, hn::Gt)
ENTENTE_COMPARE(operator>=, hn::Ge)
ENTENTE_LOGIC(operator&, hn::And)
ENTENTE_LOGIC(operator|, hn::Or)

#undef ENTENTE_UNARY
#undef ENTENTE_BINARY
#undef ENTENTE_COMPARE
#undef ENTENTE_LOGIC

HWY_INLINE Real load(const double* from) {
    Real result;
    for (std::size_t k = 0; k < vectors; ++k) {
        result.v[k] = hn::Load(Tag(), from + k * hn::MaxLanes(Tag()));
    }
    return result;
}

HWY_INLINE void store(Real a, double* to) {
    for (std::size_t k = 0; k < vectors; ++k) hn::Store(a.v[k], Tag(), to + k * hn::MaxLanes(Tag()));
}

/// a b + c, rounded once where the instruction set can.
HWY_INLINE Real fma(Real a, Real b, Real c) {
    Real result;
    for (std::size_t k = 0; k < vectors; ++k) result.v[k] = hn::MulAdd(a.v[k], b.v[k], c.v[k]);
    return result;
}

HWY_INLINE Real select(Mask which, Real yes, Real no) {
    Real result;
    for (std::size_t k = 0; k < vectors; ++k) {
        result.v[k] = hn::IfThenElse(which.m[k], yes.v[k], no.v[k]);
    }
    return result;
}

HWY_INLINE bool any(Mask mask) {
    bool result = false;
    for (std::size_t k = 0; k < vectors; ++k) result |= !hn::AllFalse(Tag(), mask.m[k]);
    return result;
}

/// e^a to 1.0 ulp for |a| <= 708, which the caller guarantees.
///
/// a = n ln 2 + r with |r| <= ln(2)/2, n rounded by adding 1.5 2^52; e^r = 1 + r + r^2 q(r), q of
/// degree 9 interpolating at Chebyshev nodes (relative error 1.6e-17); 2^n by adding n to the exponent.
HWY_INLINE Real exp_bounded(Real x) {
    constexpr double round = 0x1.8p52;
    const Real shifted = fma(x, 0x1.71547652b82fep0, round);
    const Real n = shifted - Real(round);
    const Real r = fma(n, -0x1.cf79abc9e3b3ap-40, fma(n, -0x1.62e42fefap-1, x));
    const Real r2 = r * r;
    const Real even = fma(fma(fma(fma(0x1.28917c9f3a495p-22, r2, 0x1.a019b914881bap-16), r2,
                                  0x1.6c16c17889f3cp-10), r2, 0x1.5555555553d68p-5), r2, 0x1.0000000000001p-1);
    const Real odd = fma(fma(fma(fma(0x1.af389eea54156p-26, r2, 0x1.71de0db2eb873p-19), r2,
                                 0x1.a01a01a7c2f2cp-13), r2, 0x1.11111111109b5p-7), r2,
                         0x1.5555555555556p-3);
    const Real e = fma(r2, fma(r, odd, even), r) + Real(1.0);
    Real result;
    const hn::RebindToUnsigned<Tag> bits;
    for (std::size_t k = 0; k < vectors; ++k) {
        const auto exponent = hn::ShiftLeft<52>(hn::BitCast(bits, shifted.v[k]));
        result.v[k] = hn::BitCast(Tag(), hn::Add(hn::BitCast(bits, e.v[k]), exponent));
    }
    return result;
}

/// e^a, a first brought within [-bound, bound]; 0 < bound <= 708.
HWY_INLINE Real exp_within(double bound, Real a) {
    return exp_bounded(min(max(a, -bound), bound));
}

/// e^a for |a| <= 708, to 1.0 ulp; beyond, e^-708 or e^708.
HWY_INLINE Real exp(Real a) { return exp_within(708.0, a); }

/// ln a for normal a > 0, to 2.0 ulp; of zero, about -709.
///
/// a = 2^n m with sqrt(1/2) <= m < sqrt(2); with s = (m - 1)/(m + 1), ln m = s (2 + s^2 P(s^2)), P of
/// degree 6 interpolating at Chebyshev nodes (relative error 4.6e-18).
HWY_INLINE Real log(Real a) {
    const hn::RebindToUnsigned<Tag> bits;
    constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcd;
    constexpr std::uint64_t one = 0x3ff0000000000000;
    Real m, n;
    for (std::size_t k = 0; k < vectors; ++k) {
        const auto raised = hn::Add(hn::BitCast(bits, a.v[k]), hn::Set(bits, one - sqrt_half));
        // The biased exponent below 2^52's bits is the double 2^52 + exponent + 1023.
        const auto biased = hn::Or(hn::ShiftRight<52>(raised), hn::Set(bits, 0x4330000000000000));
        n.v[k] = hn::Sub(hn::BitCast(Tag(), biased), hn::Set(Tag(), 0x1p52 + 1023));
        const auto mantissa = hn::And(raised, hn::Set(bits, 0x000fffffffffffff));
        m.v[k] = hn::BitCast(Tag(), hn::Add(mantissa, hn::Set(bits, sqrt_half)));
    }
    const Real f = m - Real(1.0);
    const Real s = f / (m + Real(1.0));
    const Real z = s * s;
    const Real w = z * z;
    const Real even = fma(fma(fma(0x1.2b584c6b42d60p-3, w, 0x1.7462b4ac441afp-3), w,
                              0x1.2492492df14bcp-2), w, 0x1.5555555555558p-1);
    const Real odd = fma(fma(0x1.39fe604146b74p-3, w, 0x1.c71c62e57c3c4p-3), w,
                         0x1.99999999952e2p-2);
    const Real y = fma(z, fma(z, odd, even), 2.0);
    return fma(n, 0x1.62e42fefa39efp-1, s * y);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
