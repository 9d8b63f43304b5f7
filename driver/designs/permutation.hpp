// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace entente::driver {

/// A random bijection of 0 .. size - 1 onto itself, without a table.
///
/// A number is written with two digits, of bases a and b with a b >= size and both near its square
/// root; a Feistel network adds a keyed hash of one digit to the other, modulo its base, in turn; a
/// result beyond the size goes through again until it is within ("cycle walking"), which is rare,
/// a b - size being less than 2 a. These are methods 3 and 2 of Black and Rogaway, "Ciphers with
/// arbitrary finite domains", CT-RSA 2002.
class Permutation {
  public:
    /// `size` from 1 to 2^63 - 1. The bijection belongs to (seed, column).
    Permutation(std::uint64_t size, std::uint64_t seed, std::size_t column) noexcept;

    /// Where `index` < size goes.
    std::uint64_t operator()(std::uint64_t index) const noexcept;

    /// Where first .. first + count - 1 go.
    void fill(std::uint64_t first, std::size_t count, std::uint64_t* to) const noexcept;

  private:
    struct Digits {
        std::uint64_t low, high;
    };

    /// Some numbers at a time, so that the processor has several chains of hashes to work on.
    static constexpr std::size_t lanes = 8;
    using Lanes = std::array<Digits, lanes>;

    template <class Numbers>
    void scramble(Numbers& numbers) const noexcept;

    std::uint64_t walked(Digits digits) const noexcept;

    /// Four rounds make a Feistel network pseudo-random for a large size (Luby and Rackoff, 1988);
    /// where digits have few values, more are needed until every order is equally likely: with 10,
    /// some of those of 6 numbers still are too frequent by a fifth.
    static constexpr std::size_t rounds_of_large = 10;
    static constexpr std::size_t rounds_of_small = 24;
    static constexpr std::uint64_t large = 256;

    std::uint64_t size_;
    std::uint64_t low_base_, high_base_;
    std::size_t rounds_;
    std::array<std::uint64_t, rounds_of_small> keys_;
};

}  // namespace entente::driver
