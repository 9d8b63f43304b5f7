// SPDX-License-Identifier: Apache-2.0
//
// Random numbers as a function of where they are used. Philox 4x32-10: Salmon, Moraes, Dror and
// Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), in the authors' own
// implementation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace entente::driver {

/// What a number is for: the same place has other numbers for every purpose.
enum class Purpose : std::uint32_t {
    point,
    stratum,
    permutation,
    shift,
    scramble,
    bootstrap,
    order,
    phase,
    matrix,
    resample,
    exchange,
};

/// 128 random bits that belong to (seed, purpose, column, index) alone.
std::array<std::uint64_t, 2> random_bits(std::uint64_t seed, Purpose purpose, std::size_t column,
                                         std::uint64_t index) noexcept;

/// 64 random bits for each of first .. first + count - 1: those of index i are half i % 2 of
/// random_bits(..., i / 2).
void fill_random(std::uint64_t seed, Purpose purpose, std::size_t column, std::uint64_t first,
                 std::size_t count, std::uint64_t* bits) noexcept;

/// One of 0 .. count - 1 for 64 random bits, each as often as the others to 1 in 2^64 / count.
inline std::uint64_t below(std::uint64_t count, std::uint64_t bits) noexcept {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{bits} * count >> 64);
}

/// The number between 0 and 1, both excluded, that 64 random bits stand for: the middle of one of
/// 2^52 equal cells, exactly. (The middles of 2^53 cells are not doubles, and the last would be 1.)
inline double open_uniform(std::uint64_t bits) noexcept {
    return static_cast<double>(static_cast<std::int64_t>(bits >> 12)) * 0x1p-52 + 0x1p-53;
}

}  // namespace entente::driver
