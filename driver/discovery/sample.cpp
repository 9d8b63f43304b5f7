// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/sample.hpp"

#include <algorithm>

#include "driver/designs/philox.hpp"

namespace entente::driver::discovery {
namespace {

__extension__ using Wide = unsigned __int128;

// Numbers of their own: no design has so many columns.
constexpr std::size_t picks = std::size_t{1} << 31, halves = picks + 1;

constexpr std::uint64_t bits_each = 128;

}  // namespace

Sample::Sample(std::uint64_t population, std::uint64_t size, std::uint64_t seed) noexcept
    : population_(population), size_(std::min(population, size)), seed_(seed) {}

std::uint64_t Sample::begin_of(std::uint64_t part) const noexcept {
    return static_cast<std::uint64_t>(Wide{part} * population_ / size_);
}

bool Sample::has(std::uint64_t member) const noexcept {
    if (size_ == population_) return true;
    auto part = static_cast<std::uint64_t>(Wide{member} * size_ / population_);
    while (part + 1 < size_ && begin_of(part + 1) <= member) ++part;
    const std::uint64_t begin = begin_of(part), count = begin_of(part + 1) - begin;
    const std::uint64_t bits = random_bits(seed_, Purpose::permutation, picks, part)[0];
    return begin + static_cast<std::uint64_t>(Wide{bits} * count >> 64) == member;
}

bool in_half(std::uint64_t seed, std::uint64_t sample, std::uint64_t row) noexcept {
    const auto bits =
        random_bits(seed, Purpose::permutation, halves, (sample << 40) + row / bits_each);
    const std::uint64_t bit = row % bits_each;
    return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

}  // namespace entente::driver::discovery
