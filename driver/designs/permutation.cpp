// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/permutation.hpp"

#include <algorithm>
#include <cmath>

#include "driver/designs/keyed_hash.hpp"
#include "driver/designs/philox.hpp"

namespace entente::driver {
namespace {

__extension__ using Wide = unsigned __int128;

// A hash scaled to 0 .. base - 1.
std::uint64_t scaled(std::uint64_t hash, std::uint64_t base) noexcept {
    return static_cast<std::uint64_t>(static_cast<Wide>(hash) * base >> 64);
}

// The sum of two digits, modulo their base.
std::uint64_t sum(std::uint64_t a, std::uint64_t b, std::uint64_t base) noexcept {
    const std::uint64_t s = a + b;
    return s < base ? s : s - base;
}

// The smallest number whose square is not below `size`.
std::uint64_t root(std::uint64_t size) noexcept {
    auto r = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(size)));
    while (r * r < size) ++r;
    while (r > 1 && (r - 1) * (r - 1) >= size) --r;
    return r;
}

}  // namespace

Permutation::Permutation(std::uint64_t size, std::uint64_t seed, std::size_t column) noexcept
    : size_(size),
      low_base_(root(size)),
      high_base_((size + low_base_ - 1) / low_base_),
      rounds_(size < large ? rounds_of_small : rounds_of_large) {
    // Adding modulo an odd number is an even permutation: with two odd bases, half of the orders of
    // 9 numbers, say, could not occur.
    high_base_ += high_base_ % 2;
    for (std::size_t r = 0; r < keys_.size(); ++r) {
        keys_[r] = random_bits(seed, Purpose::permutation, column, r)[0];
    }
}

template <class Numbers>
void Permutation::scramble(Numbers& numbers) const noexcept {
    for (std::size_t r = 0; r < rounds_; r += 2) {
        for (Digits& n : numbers) {
            n.low = sum(n.low, scaled(keyed_hash(n.high, keys_[r]), low_base_), low_base_);
        }
        for (Digits& n : numbers) {
            n.high = sum(n.high, scaled(keyed_hash(n.low, keys_[r + 1]), high_base_), high_base_);
        }
    }
}

// The number that `digits` write, or if it is too large the first on its way that is not.
std::uint64_t Permutation::walked(Digits digits) const noexcept {
    for (;;) {
        const std::uint64_t number = digits.high * low_base_ + digits.low;
        if (number < size_) return number;
        std::array<Digits, 1> alone{digits};
        scramble(alone);
        digits = alone[0];
    }
}

std::uint64_t Permutation::operator()(std::uint64_t index) const noexcept {
    std::uint64_t to;
    fill(index, 1, &to);
    return to;
}

void Permutation::fill(std::uint64_t first, std::size_t count, std::uint64_t* to) const noexcept {
    // Counts with the digits: a division costs as much as the hash of a round.
    Digits next{first % low_base_, first / low_base_};
    for (std::size_t i = 0; i < count; i += lanes) {
        Lanes numbers;
        for (Digits& n : numbers) {
            n = next;
            if (++next.low == low_base_) next = {0, next.high + 1};
        }
        scramble(numbers);
        for (std::size_t k = 0; k < std::min(lanes, count - i); ++k) to[i + k] = walked(numbers[k]);
    }
}

}  // namespace entente::driver
