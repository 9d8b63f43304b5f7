// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/owen_scrambling.hpp"

#include "driver/designs/keyed_hash.hpp"
#include "driver/designs/philox.hpp"

namespace entente::driver {
namespace {

constexpr unsigned levels = OwenCoins::levels;

// The coins that the last six bits of `path` meet, the first of them leading. Bit 0 of the coins
// has no node.
std::uint64_t flips_along(std::uint64_t path, std::uint64_t coins) noexcept {
    std::uint64_t flips = 0;
    for (unsigned level = 0; level < levels; ++level) {
        flips = flips << 1 | (coins >> node_on(path, level) & 1);
    }
    return flips;
}

}  // namespace

OwenScrambling::OwenScrambling(std::uint64_t seed, std::size_t column, std::uint64_t replicate,
                               OwenBlock block)
    : block_(block) {
    const auto key = [&](std::uint64_t tree) {
        return random_bits(seed, Purpose::scramble, column, replicate << 32 | tree)[0];
    };
    const std::uint64_t root = keyed_hash(0, key(0)), second = key(1);
    for (std::uint64_t path = 0; path < OwenCoins::block; ++path) {
        coins_.first[path] = (path ^ flips_along(path, root)) << (64 - levels);
        coins_.second[path] = keyed_hash(path, second);
    }
    for (std::size_t k = 0; k < coins_.keys.size(); ++k) coins_.keys[k] = key(k + 2);
}

std::uint64_t OwenScrambling::operator()(std::uint64_t x) const noexcept {
    const std::uint64_t path = x >> (64 - levels);
    std::uint64_t flips = flips_along(x >> (64 - 2 * levels), coins_.second[path]);
    for (unsigned tree = 0; tree < 3; ++tree) {
        const unsigned above = 64 - levels * (tree + 2);
        const std::uint64_t coins = keyed_hash(x >> above, coins_.keys[tree]);
        flips = flips << levels | flips_along(x >> (above - levels), coins);
    }
    constexpr unsigned last = 64 - 5 * levels;
    flips = flips << last | keyed_hash(x >> last, coins_.keys[3]) >> (64 - last);
    const std::uint64_t rest = x & ((std::uint64_t{1} << (64 - levels)) - 1);
    return (coins_.first[path] | rest) ^ flips;
}

}  // namespace entente::driver
