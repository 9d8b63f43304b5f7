// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/owen_scrambling.hpp"

#include "driver/designs/keyed_hash.hpp"
#include "driver/designs/philox.hpp"

namespace entente::driver {

OwenScrambling::OwenScrambling(std::uint64_t seed, std::size_t column) noexcept {
    for (std::size_t j = 0; j < keys_.size(); ++j) {
        keys_[j] = random_bits(seed, Purpose::scramble, column, j)[0];
    }
}

std::uint64_t OwenScrambling::operator()(std::uint64_t x) const noexcept {
    std::uint64_t flips = 0, path = 0;
    for (unsigned j = 0; j < trees; ++j) {
        const std::uint64_t coins = keyed_hash(path, keys_[j]);
        path = x >> (64 - (j + 1) * levels);
        // Nodes are numbered as in a heap: 1; 2, 3; 4, 5, 6, 7; ... Bit 0 has no node.
        const std::uint64_t leaf = std::uint64_t{1} << levels | (path & ((1U << levels) - 1));
        for (unsigned level = 0; level < levels; ++level) {
            flips = flips << 1 | (coins >> (leaf >> (levels - level)) & 1);
        }
    }
    constexpr unsigned rest = 64 - trees * levels;
    return x ^ (flips << rest | keyed_hash(path, keys_[trees]) >> (64 - rest));
}

}  // namespace entente::driver
