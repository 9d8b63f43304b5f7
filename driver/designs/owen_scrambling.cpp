// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/owen_scrambling.hpp"

#include <algorithm>

#include "driver/designs/keyed_hash.hpp"
#include "driver/designs/philox.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

// Points that stay in the first-level cache between the passes over them.
constexpr std::size_t points_at_once = 512;

// The coins that the last `levels` bits of `path` meet, the first of them leading. Nodes are
// numbered as in a heap: 1; 2, 3; 4, 5, 6, 7; ... Bit 0 of the coins has no node.
template <unsigned levels>
inline std::uint64_t flips_along(std::uint64_t path, std::uint64_t coins) noexcept {
    const std::uint64_t leaf = std::uint64_t{1} << levels | (path & ((1U << levels) - 1));
    std::uint64_t flips = 0;
    for (unsigned level = 0; level < levels; ++level) {
        flips = flips << 1 | (coins >> (leaf >> (levels - level)) & 1);
    }
    return flips;
}

// Scrambles fractions of whose first 12 levels the flips are known; `keys` are those of the rest.
ENTENTE_VECTOR_BUILDS
void scramble_below(const std::uint64_t* keys, std::size_t count, const std::uint16_t* upper,
                    std::uint64_t* x) noexcept {
    const std::uint64_t first = keys[0], second = keys[1], third = keys[2], rest = keys[3];
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t u = x[i];
        std::uint64_t flips = upper[i];
        flips = flips << 6 | flips_along<6>(u >> 46, keyed_hash(u >> 52, first));
        flips = flips << 6 | flips_along<6>(u >> 40, keyed_hash(u >> 46, second));
        flips = flips << 6 | flips_along<6>(u >> 34, keyed_hash(u >> 40, third));
        x[i] = u ^ (flips << 34 | keyed_hash(u >> 34, rest) >> 30);
    }
}

}  // namespace

OwenScrambling::OwenScrambling(std::uint64_t seed, std::size_t column, std::uint64_t replicate)
    : upper_(std::size_t{1} << upper_levels) {
    static_assert(levels == 6 && trees == 5, "scramble_below() has its trees one by one");
    for (std::size_t j = 0; j < keys_.size(); ++j) {
        keys_[j] = random_bits(seed, Purpose::scramble, column, replicate << 32 | j)[0];
    }
    constexpr std::uint64_t paths = std::uint64_t{1} << levels;
    for (std::uint64_t path = 0; path < paths; ++path) {
        const std::uint64_t flips = flips_along<levels>(path, keyed_hash(0, keys_[0])) << levels;
        const std::uint64_t coins = keyed_hash(path, keys_[1]);
        for (std::uint64_t on = 0; on < paths; ++on) {
            upper_[path << levels | on] =
                static_cast<std::uint16_t>(flips | flips_along<levels>(on, coins));
        }
    }
}

void OwenScrambling::scramble(std::size_t count, std::uint64_t* x) const noexcept {
    std::array<std::uint16_t, points_at_once> upper;
    for (std::size_t i = 0; i < count; i += points_at_once) {
        const std::size_t n = std::min(points_at_once, count - i);
        for (std::size_t k = 0; k < n; ++k) upper[k] = upper_[x[i + k] >> (64 - upper_levels)];
        scramble_below(&keys_[2], n, upper.data(), x + i);
    }
}

}  // namespace entente::driver
