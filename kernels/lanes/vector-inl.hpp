// SPDX-License-Identifier: Apache-2.0
//
// Many lanes: a block of SIMD vectors that behaves like a number. Kernels are written once, on
// `Real` and `Mask`; this file is compiled once per instruction set by Highway's foreach_target.
//
// A Real is several vectors, not one: the chains of dependent operations that models consist of
// wait for the latency of one vector's operation while another's can start.
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

/// Vectors in a block (bench/README.md has the figures for others).
inline constexpr std::size_t vectors = 4;
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
#define ENTENTE_UNARY(name, op)                                             \
    HWY_INLINE Real name(Real a) {                                          \
        Real result;                                                        \
        for (std::size_t k = 0; k < vectors; ++k) result.v[k] = op(a.v[k]); \
        return result;                                                      \
    }
#define ENTENTE_BINARY(name, op)                                                    \
    HWY_INLINE Real name(Real a, Real b) {                                          \
        Real result;                                                                \
        for (std::size_t k = 0; k < vectors; ++k) result.v[k] = op(a.v[k], b.v[k]); \
        return result;                                                              \
    }
#define ENTENTE_COMPARE(name, op)                                                   \
    HWY_INLINE Mask name(Real a, Real b) {                                          \
        Mask result;                                                                \
        for (std::size_t k = 0; k < vectors; ++k) result.m[k] = op(a.v[k], b.v[k]); \
        return result;                                                              \
    }
#define ENTENTE_LOGIC(name, op)                                                     \
    HWY_INLINE Mask name(Mask a, Mask b) {                                          \
        Mask result;                                                                \
        for (std::size_t k = 0; k < vectors; ++k) result.m[k] = op(a.m[k], b.m[k]); \
        return result;                                                              \
    }

ENTENTE_UNARY(operator-, hn::Neg)
ENTENTE_UNARY(abs, hn::Abs)
ENTENTE_UNARY(sqrt, hn::Sqrt)
ENTENTE_UNARY(floor, hn::Floor)
ENTENTE_BINARY(operator+, hn::Add)
ENTENTE_BINARY(operator-, hn::Sub)
ENTENTE_BINARY(operator*, hn::Mul)
ENTENTE_BINARY(operator/, hn::Div)
ENTENTE_BINARY(min, hn::Min)
ENTENTE_BINARY(max, hn::Max)
ENTENTE_COMPARE(operator==, hn::Eq)
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

HWY_INLINE Mask operator!(Mask a) {
    Mask result;
    for (std::size_t k = 0; k < vectors; ++k) result.m[k] = hn::Not(a.m[k]);
    return result;
}

HWY_INLINE Real load(const double* from) {
    Real result;
    for (std::size_t k = 0; k < vectors; ++k) {
        result.v[k] = hn::Load(Tag(), from + k * hn::MaxLanes(Tag()));
    }
    return result;
}

HWY_INLINE void store(Real a, double* to) {
    for (std::size_t k = 0; k < vectors; ++k)
        hn::Store(a.v[k], Tag(), to + k * hn::MaxLanes(Tag()));
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
    for (const auto& m : mask.m) result |= !hn::AllFalse(Tag(), m);
    return result;
}

/// a 2^n, for n whole and the result normal; `shifted` is n + 1.5 2^52.
HWY_INLINE Real scale(Real a, Real shifted) {
    Real result;
    const hn::RebindToUnsigned<Tag> bits;
    for (std::size_t k = 0; k < vectors; ++k) {
        const auto exponent = hn::ShiftLeft<52>(hn::BitCast(bits, shifted.v[k]));
        result.v[k] = hn::BitCast(Tag(), hn::Add(hn::BitCast(bits, a.v[k]), exponent));
    }
    return result;
}

/// e^a = 2^n (1 + rest), n in `shifted` as scale() takes it.
struct Powers {
    Real rest, shifted;
};

/// For |a| <= 708: a = n ln 2 + r with |r| <= ln(2)/2, n rounded by adding 1.5 2^52;
/// e^r = 1 + r + r^2 q(r), q of degree 8 interpolating at Chebyshev nodes (relative error 1.2e-15).
/// ln 2 is one double: what it lacks moves the result less than a rounding of `a` would.
HWY_INLINE Powers powers(Real a) {
    constexpr double round = 0x1.8p52;
    const Real shifted = fma(a, 0x1.71547652b82fep0, round);
    const Real n = shifted - Real(round);
    const Real r = fma(n, -0x1.62e42fefa39efp-1, a);
    const Real r2 = r * r;
    const Real even = fma(
        fma(fma(fma(0x1.2880393a358c4p-22, r2, 0x1.a019c9ab133b1p-16), r2, 0x1.6c16c1738ed23p-10),
            r2, 0x1.5555555554cb8p-5),
        r2, 0.5);
    const Real odd =
        fma(fma(fma(0x1.72c720d005e4bp-19, r2, 0x1.a019adabe6699p-13), r2, 0x1.1111111c45d9fp-7),
            r2, 0x1.5555555553b7dp-3);
    return {fma(r2, fma(r, odd, even), r), shifted};
}

/// e^a for |a| <= 708, which the caller guarantees; relative error below 1.5e-15 + 4e-17 |a|.
HWY_INLINE Real exp_bounded(Real a) {
    const Powers e = powers(a);
    return scale(e.rest + Real(1.0), e.shifted);
}

/// e^a, a first brought within [-bound, bound]; 0 < bound <= 708.
HWY_INLINE Real exp_within(double bound, Real a) { return exp_bounded(min(max(a, -bound), bound)); }

/// e^a as exp_bounded() has it; e^-708 or e^708 beyond |a| = 708.
HWY_INLINE Real exp(Real a) { return exp_within(708.0, a); }

/// e^a and e^a - 1, each with all its digits.
struct Exponential {
    Real value, less_one;
};

/// For a brought within [-708, 708]; relative errors below 2e-15 + 4e-17 |a|, 6e-15 + 4e-17 |a|.
HWY_INLINE Exponential exponential(Real a) {
    const Powers e = powers(min(max(a, -708.0), 708.0));
    const Real two_n = scale(1.0, e.shifted);
    return {fma(two_n, e.rest, two_n), fma(two_n, e.rest, two_n - Real(1.0))};
}

/// ln a for normal a > 0, relative error below 1.2e-15; of zero, about -709.
///
/// a = 2^n m with sqrt(1/2) <= m < sqrt(2); with s = (m - 1)/(m + 1), ln m = s (2 + s^2 P(s^2)), P
/// of degree 5 interpolating at Chebyshev nodes (relative error 6.9e-16).
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
    const Real P = fma(
        fma(fma(fma(fma(0x1.546a32ff81950p-3, z, 0x1.7382dbddeec7dp-3), z, 0x1.c71fccd9f88ebp-3), z,
                0x1.2492462af788ap-2),
            z, 0x1.9999999b86784p-2),
        z, 0x1.55555555553b8p-1);
    const Real y = fma(z, P, 2.0);
    return fma(n, 0x1.62e42fefa39efp-1, s * y);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
