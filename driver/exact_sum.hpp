// SPDX-License-Identifier: Apache-2.0
//
// Sums that do not depend on the order of their terms.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "results/bytes.hpp"

namespace entente::driver {

/// The exact sum of up to 2^63 finite doubles: a fixed-point number wide enough for every double (a
/// superaccumulator). Nothing is rounded before the end, so threads, tiles and their order cannot
/// change a bit of the result.
class ExactSum {
  public:
    /// Adds a finite `x`.
    void add(double x) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        const std::uint64_t exponent = bits >> 52 & 0x7ff;
        const std::uint64_t normal = exponent != 0;
        const std::uint64_t mantissa = (bits & 0xfffffffffffff) | normal << 52;
        const std::uint64_t shift = exponent - normal;
        const std::uint64_t low = (mantissa & 0xffffffff) << shift % 32;
        const std::uint64_t high = (mantissa >> 32) << shift % 32;
        const std::int64_t sign = 1 - 2 * static_cast<std::int64_t>(bits >> 63);
        std::int64_t* digit = &digits_[shift / 32];
        digit[0] += sign * static_cast<std::int64_t>(low & 0xffffffff);
        digit[1] += sign * static_cast<std::int64_t>((low >> 32) + (high & 0xffffffff));
        digit[2] += sign * static_cast<std::int64_t>(high >> 32);
        if (++pending_ == most_pending) carry();
    }

    /// Adds many: `values` finite, none of a magnitude above `most`. Some ten times as fast as one
    /// by one where they are of similar magnitude.
    void add(std::span<const double> values, double most) noexcept;

    void add(const ExactSum& other) noexcept;

    /// Appends the sum to `to`, and takes it from the front of `from` again: the same bits. False
    /// if no sum is there.
    void save(results::Bytes& to) const;
    bool load(std::span<const std::byte>& from);

    /// The sum divided by `count`, which is not 0: the sum rounded to 53 bits, then the quotient.
    double over(std::uint64_t count) const noexcept;

  private:
    void carry() noexcept;

    // Digit i counts 2^(32 i - 1074). A term adds less than 2^33 to a digit, so 2^29 of them fit
    // before digits must be carried. Two digits more than doubles reach hold the sum of 2^63.
    static constexpr std::size_t size = 68;
    static constexpr std::uint32_t most_pending = std::uint32_t{1} << 29;
    std::array<std::int64_t, size> digits_{};
    std::uint32_t pending_ = 0;  ///< terms since the last carry
};

}  // namespace entente::driver
