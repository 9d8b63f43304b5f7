// SPDX-License-Identifier: Apache-2.0
//
// One lane: plain doubles and the C library's exp and log. What every other instruction set is
// checked and timed against. Include inside the namespace of a kernel's scalar build.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace entente::kernels::scalar {

using Real = double;
using Mask = bool;
inline constexpr std::size_t lanes = 1;

inline Real load(const double* from) { return *from; }
inline void store(Real value, double* to) { *to = value; }

/// a b + c, rounded twice: this build does not fuse.
inline Real fma(Real a, Real b, Real c) { return a * b + c; }

inline Real min(Real a, Real b) { return a < b ? a : b; }
inline Real max(Real a, Real b) { return a > b ? a : b; }
inline Real abs(Real a) { return std::fabs(a); }
inline Real sqrt(Real a) { return std::sqrt(a); }
inline Real exp(Real a) { return std::exp(a); }
inline Real exp_bounded(Real a) { return std::exp(a); }
inline Real exp_within(double bound, Real a) { return std::exp(min(max(a, -bound), bound)); }
struct Exponential {
    Real value, less_one;
};
inline Exponential exponential(Real a) {
    const Real within = min(max(a, -708.0), 708.0);
    return {std::exp(within), std::expm1(within)};
}
inline Real log(Real a) { return std::log(a); }
inline Real floor(Real a) { return std::floor(a); }

/// a 2^n, for n whole and the result normal; `shifted` is n + 1.5 2^52.
inline Real scale(Real a, Real shifted) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(a) +
                                 (std::bit_cast<std::uint64_t>(shifted) << 52));
}

inline Real select(Mask which, Real yes, Real no) { return which ? yes : no; }
inline bool any(Mask mask) { return mask; }
inline double first_lane(Real a) { return a; }

}  // namespace entente::kernels::scalar
