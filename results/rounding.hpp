// SPDX-License-Identifier: Apache-2.0
//
// Fewer mantissa bits, so that a file compresses better.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace entente::results {

/// Mantissa bits that a type stores.
template <class Float>
inline constexpr int mantissa_bits = std::numeric_limits<Float>::digits - 1;

/// `x` with all but `bits` (1 to 52) of its mantissa bits zero, rounded to nearest, ties to even:
/// within 2^-(bits + 1) of `x`, relatively. NaN, infinities, subnormal numbers and numbers that
/// would round to infinity are returned as they are.
inline double rounded(double x, int bits) noexcept {
    using Limits = std::numeric_limits<double>;
    const int dropped = mantissa_bits<double> - bits;
    const std::uint64_t tail = (std::uint64_t{1} << dropped) - 1;
    const auto u = std::bit_cast<std::uint64_t>(x);
    const auto result =
        std::bit_cast<double>((u + (tail >> 1) + ((u >> dropped) & (tail & 1))) & ~tail);
    return std::abs(x) >= Limits::min() && std::abs(result) <= Limits::max() ? result : x;
}

/// The same for a value that is stored as a float. The rounding comes first, so that it is the only
/// one: a double of at most 23 mantissa bits is a float. What is subnormal as a float, or would
/// round to infinity, is converted only.
inline float rounded_float(double x, int bits) noexcept {
    using Limits = std::numeric_limits<float>;
    const auto result = static_cast<float>(rounded(x, std::min(bits, mantissa_bits<float>)));
    const bool usable = std::abs(x) >= Limits::min() && std::abs(result) <= Limits::max();
    return usable ? result : static_cast<float>(x);
}

}  // namespace entente::results
