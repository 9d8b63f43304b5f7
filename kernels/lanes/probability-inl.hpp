// SPDX-License-Identifier: Apache-2.0
//
// Probabilities of normal and logistic errors, with all their digits in both tails: a likelihood
// needs ln Phi(x) where Phi(x) itself is 1e-300, and 1 - Phi(x) where it is lost in Phi(x).
// Written on Real, so that every instruction set runs the same operations.
#if defined(ENTENTE_KERNELS_LANES_PROBABILITY_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_PROBABILITY_INL_HPP
#undef ENTENTE_KERNELS_LANES_PROBABILITY_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_PROBABILITY_INL_HPP
#endif

#include <cstddef>
#include <iterator>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

/// An event and its complement: two probabilities that add up to 1, or their logarithms.
struct Odds {
    Real yes, no;
};

/// e^(a + rest) for |a| <= 708 and |rest| much less than 1; relative error below 4e-16.
///
/// As exp_bounded(), with ln 2 in two parts, the first of them short enough that its multiples are
/// exact, and e^r = 1 + r + r^2 q(r), q of degree 9 interpolating at Chebyshev nodes (relative
/// error 1.7e-17).
HWY_INLINE Real exp_sum(Real a, Real rest) {
    constexpr double round = 0x1.8p52;
    const Real shifted = fma(a, 0x1.71547652b82fep0, round);
    const Real n = shifted - Real(round);
    const Real r = fma(n, -0x1.a39ef35793c76p-33, fma(n, -0x1.62e42feep-1, a)) + rest;
    const Real z = r * r;
    const Real even =
        fma(fma(fma(fma(0x1.2891a8c1d838dp-22, z, 0x1.a019b8ef67c6cp-16), z, 0x1.6c16c17893833p-10),
                z, 0x1.5555555553d4fp-5),
            z, 0x1.0000000000001p-1);
    const Real odd =
        fma(fma(fma(fma(0x1.af38d53857513p-26, z, 0x1.71de0d9c145d0p-19), z, 0x1.a01a01a7c8d47p-13),
                z, 0x1.11111111109adp-7),
            z, 0x1.5555555555556p-3);
    return scale(Real(1.0) + fma(z, fma(r, odd, even), r), shifted);
}

/// ln(1 - t) for 0 <= t <= 1/2, relative error below 5e-16.
///
/// With s = -t / (2 - t), 2 atanh s = s (2 + s^2 P(s^2)), P of degree 9 interpolating at Chebyshev
/// nodes (relative error 4.7e-18).
HWY_INLINE Real log_one_minus(Real t) {
    constexpr double coefficients[] = {
        0x1.4b38f5f00932ap-3, 0x1.684e456fabd5dp-4, 0x1.eb9904569e5bep-4, 0x1.10ac017455d97p-3,
        0x1.3b18b9ae91151p-3, 0x1.745cf07017f6bp-3, 0x1.c71c72728d141p-3, 0x1.24924923d2aacp-2,
        0x1.999999999a3f6p-2, 0x1.5555555555555p-1};
    const Real s = t / (t - Real(2.0));
    const Real z = s * s;
    Real P = coefficients[0];
    for (std::size_t k = 1; k < std::size(coefficients); ++k) P = fma(P, z, coefficients[k]);
    return fma(s * z, P, s + s);
}

/// normal_tail_ratio(t) for u = 1/(t + 5).
HWY_INLINE Real normal_tail_ratio_of(Real u) {
    constexpr double coefficients[] = {
        -0x1.c0f0f1a5f909ap-31, 0x1.14edb9955d362p-31,  0x1.44972c72dfb7dp-27,
        -0x1.58ac3f333dfe5p-28, -0x1.234efbfd0c9bdp-24, 0x1.33ad7ee6db9c0p-25,
        0x1.d2083ad1e7fc2p-22,  -0x1.637bc690817eap-22, -0x1.73b1b9860c4d2p-19,
        0x1.0af404cf78d6dp-18,  0x1.17dcc67125541p-16,  -0x1.a16e97055d26dp-15,
        -0x1.f2144997bf389p-15, 0x1.1daf15444c061p-11,  -0x1.a25038295e09ep-11,
        -0x1.88590e63fb335p-9,  0x1.54b4d4f500e4fp-6,   -0x1.1b1c254cc63c2p-4,
        0x1.51f6329f01296p-3,   -0x1.410ed5f875417p-2,  0x1.fb31653876f96p-2,
        -0x1.54ad03f27ca20p-1,  0x1.89d3abe1f95aep-1};
    const Real z = fma(-10.0, u, 1.0);
    Real sum = coefficients[0];
    for (std::size_t k = 1; k < std::size(coefficients); ++k) sum = fma(sum, z, coefficients[k]);
    return sum * u;
}

/// Phi(-t) e^(t^2/2) for t >= 0, half the scaled complementary error function of t/sqrt(2);
/// relative error below 1.2e-15. A polynomial in (t - 5)/(t + 5) over t + 5, interpolating at 23
/// Chebyshev nodes (relative error 4.7e-17).
HWY_INLINE Real normal_tail_ratio(Real t) {
    return normal_tail_ratio_of(Real(1.0) / (t + Real(5.0)));
}

/// Beyond this many standard deviations a tail is less than 1e-307 and reads as 0.
inline constexpr double normal_reach = 37.5;

/// Phi(-t) for t >= 0, given ratio = normal_tail_ratio(t); relative error below 1.5e-15.
///
/// ratio e^(-t^2/2), with t^2 = h^2 + (t - h)(t + h) exactly, where h has the leading 26 bits of t.
HWY_INLINE Real normal_tail(Real t, Real ratio) {
    const Real reached = min(t, normal_reach);
    const Real wide = reached * Real(0x1p27 + 1);
    const Real h = wide - (wide - reached);
    const Real rest = (reached - h) * (reached + h);
    const Real power = exp_sum(Real(-0.5) * (h * h), Real(-0.5) * rest);
    return select(t > Real(normal_reach), 0.0, power * ratio);
}

/// `small` and `large` as `yes` and `no` where x is negative, and the other way round elsewhere.
HWY_INLINE Odds by_sign(Real x, Real small, Real large) {
    const Mask below = x < Real(0.0);
    return {select(below, small, large), select(below, large, small)};
}

/// An event's probability and the natural logarithm of it, and those of its complement.
struct LogOdds {
    Odds p;
    Odds log;
};

/// Phi(x) and Phi(-x), Phi the standard normal distribution function: relative error below 1.5e-15
/// in either tail, absolute below 1e-15.
HWY_INLINE Odds normal(Real x) {
    const Real t = abs(x);
    const Real tail = normal_tail(t, normal_tail_ratio(t));
    return by_sign(x, tail, Real(1.0) - tail);
}

/// The same, and ln Phi(x) and ln Phi(-x) with a relative error below 2e-15, for |x| < 1e150.
HWY_INLINE LogOdds log_normal(Real x) {
    const Real t = abs(x);
    const Real ratio = normal_tail_ratio(t);
    const Real tail = normal_tail(t, ratio);
    const Real log_tail = fma(Real(-0.5) * t, t, log(ratio));
    return {by_sign(x, tail, Real(1.0) - tail), by_sign(x, log_tail, log_one_minus(tail))};
}

/// Beyond this distance from 0 the smaller probability of a logit is below 1e-307 and reads as 0.
inline constexpr double logistic_reach = 707;

/// L(x) = 1 / (1 + e^-x) and L(-x), relative error below 5e-16 each.
HWY_INLINE Odds logistic(Real x) {
    const Real power = exp_sum(max(-abs(x), -logistic_reach), 0.0);
    const Real tiny = select(abs(x) > Real(logistic_reach), 0.0, power);
    const Real large = Real(1.0) / (Real(1.0) + tiny);
    return by_sign(x, tiny * large, large);
}

/// The same, and ln L(x) and ln L(-x), relative error below 1e-15.
HWY_INLINE LogOdds log_logistic(Real x) {
    const Odds p = logistic(x);
    const Real log_large = log_one_minus(min(p.yes, p.no));
    return {p, by_sign(x, log_large - abs(x), log_large)};
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
