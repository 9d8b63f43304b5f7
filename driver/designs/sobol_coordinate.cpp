// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/sobol_coordinate.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "driver/designs/philox.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

// Points that stay in the first-level cache between the passes over them.
constexpr std::size_t points_at_once = 512;

// The leading 53 bits of a fraction as a double: the published points exactly. Where a coordinate
// is 0, as all of point 0 are, it becomes half the least other value: it stays in the cells of the
// net that 0 is in, and every distribution has a quantile there. (Leaving point 0 out instead would
// cost the net its balance: Owen, "On dropping the first Sobol' point", 2020.)
//
// The two halves become doubles as the last bits of 2^84 and of 2^52, which every processor does in
// vectors; nothing is rounded.
inline double inner_fraction(std::uint64_t x) noexcept {
    const std::uint64_t bits = x >> 11;
    const auto high = std::bit_cast<double>(bits >> 32 | 0x4530000000000000);
    const auto low = std::bit_cast<double>((bits & 0xffffffff) | 0x4330000000000000);
    return std::max((high - 0x1.00000001p84 + low) * 0x1p-53, 0x1p-54);
}

ENTENTE_VECTOR_BUILDS
void to_doubles(std::size_t count, std::uint64_t shift, const std::uint64_t* points,
                double* values) noexcept {
    for (std::size_t k = 0; k < count; ++k) values[k] = inner_fraction(points[k] ^ shift);
}

// So few points of a block are faster one by one.
constexpr std::size_t few = 12;

}  // namespace

SobolCoordinate::SobolCoordinate(std::size_t column, std::uint64_t seed, Scrambling scrambling,
                                 std::uint64_t replicates) {
    if (scrambling != Scrambling::linear) sequences_.emplace_back(column);
    for (std::uint64_t r = 0; r < replicates; ++r) {
        if (scrambling == Scrambling::owen) owen_.emplace_back(seed, column, r);
        if (scrambling == Scrambling::linear) sequences_.emplace_back(column, seed, r);
        if (scrambling == Scrambling::digital_shift || scrambling == Scrambling::linear) {
            shifts_.push_back(random_bits(seed, Purpose::shift, column, r)[0]);
        }
    }
}

void SobolCoordinate::fill(std::uint64_t replicate, std::uint64_t first, std::size_t count,
                           double* values) const noexcept {
    if (!owen_.empty()) {
        for (std::size_t i = 0; i < count;) {
            const std::size_t left = SobolSequence::block - (first + i) % SobolSequence::block;
            const std::size_t n = std::min(left, count - i);
            fill_block(owen_[replicate], first + i, n, values + i);
            i += n;
        }
        return;
    }
    const SobolSequence& sequence = sequences_[sequences_.size() > 1 ? replicate : 0];
    const std::uint64_t shift = shifts_.empty() ? 0 : shifts_[replicate];
    std::array<std::uint64_t, points_at_once> points;
    for (std::size_t i = 0; i < count; i += points.size()) {
        const std::size_t n = std::min(points.size(), count - i);
        sequence.fill(first + i, n, points.data());
        to_doubles(n, shift, points.data(), values + i);
    }
}

void SobolCoordinate::fill_block(const OwenScrambling& owen, std::uint64_t first, std::size_t count,
                                 double* values) const noexcept {
    constexpr std::size_t block = SobolSequence::block;
    const SobolSequence& sequence = sequences_.front();
    if (count < few) {
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = inner_fraction(owen(sequence(first + i)));
        }
        return;
    }
    const std::size_t skipped = first % block;
    const std::uint64_t point = sequence(first - skipped);
    constexpr unsigned rest = 64 - OwenCoins::levels;
    alignas(64) std::array<std::uint64_t, block> scrambled;
    owen.scramble_block(point & ((std::uint64_t{1} << rest) - 1), scrambled.data());
    std::array<double, block> fractions;
    to_doubles(block, 0, scrambled.data(), fractions.data());
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = fractions[sequence.leading(skipped + i) ^ point >> rest];
    }
}

}  // namespace entente::driver
