// SPDX-License-Identifier: Apache-2.0
#include "driver/exact_sum.hpp"

#include <cmath>

namespace entente::driver {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

// Afterwards all digits but the last, which has the sign, are in 0 .. 2^32 - 1.
void ExactSum::carry() noexcept {
    for (std::size_t i = 0; i + 1 < size; ++i) {
        const std::int64_t excess = digits_[i] >> 32;
        digits_[i] -= excess * (std::int64_t{1} << 32);
        digits_[i + 1] += excess;
    }
    pending_ = 0;
}

void ExactSum::add(const ExactSum& other) noexcept {
    ExactSum carried = other;
    carried.carry();
    carry();
    for (std::size_t i = 0; i < size; ++i) digits_[i] += carried.digits_[i];
    pending_ = 1;
}

double ExactSum::over(std::uint64_t count) const noexcept {
    ExactSum magnitude = *this;
    magnitude.carry();
    const bool negative = magnitude.digits_.back() < 0;
    if (negative) {
        for (std::int64_t& digit : magnitude.digits_) digit = -digit;
        magnitude.carry();
    }
    std::size_t top = size;
    while (top > 0 && magnitude.digits_[top - 1] == 0) --top;
    if (top == 0) return 0;

    // Three digits have 65 bits or more; that something follows them is all that rounding to 53
    // needs to know of the rest.
    Wide leading = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        leading <<= 32;
        if (top > i) leading |= static_cast<Wide>(magnitude.digits_[top - 1 - i]);
    }
    for (std::size_t i = 0; i + 3 < top; ++i) leading |= magnitude.digits_[i] != 0;
    const int exponent = 32 * (static_cast<int>(top) - 3) - 1074;
    const double quotient = static_cast<double>(leading) / static_cast<double>(count);
    return std::ldexp(negative ? -quotient : quotient, exponent);
}

}  // namespace entente::driver
