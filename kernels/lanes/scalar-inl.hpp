// SPDX-License-Identifier: Apache-2.0
//
// One lane: plain doubles and the C library's exp and log. What every other instruction set is
// checked and timed against. Include inside the namespace of a kernel's scalar build.
#pragma once

#include <cmath>
#include <cstddef>

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
inline Real log(Real a) { return std::log(a); }

inline Real select(Mask which, Real yes, Real no) { return which ? yes : no; }
inline bool any(Mask mask) { return mask; }
inline double first_lane(Real a) { return a; }

}  // namespace entente::kernels::scalar
