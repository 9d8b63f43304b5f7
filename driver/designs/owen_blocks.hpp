// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace entente::driver {

/// What the scrambling of one coordinate is a function of. (owen_scrambling.hpp has the meaning.)
struct OwenCoins {
    static constexpr unsigned levels = 6;  ///< of the tree, per hash
    static constexpr std::size_t block = std::size_t{1} << levels;

    /// For each path through the first levels, the fraction's first bits when they are scrambled.
    alignas(64) std::array<std::uint64_t, block> first;
    /// The coins of the tree that each of them leads to.
    alignas(64) std::array<std::uint64_t, block> second;
    /// Of the hashes that give the coins of the three trees below, and those of all further levels.
    std::array<std::uint64_t, 4> keys;
};

/// Writes the scrambled fractions of the `block` ones whose last 58 bits are `rest`, in the order
/// of their first six, to an address that is a multiple of 64. They pass through the same places of
/// their trees, whatever these are: where each alone would look for its coins, here all take them
/// from the same bits. 64 consecutive points of a Sobol' sequence, from a multiple of 64 on, are
/// such fractions.
using OwenBlock = void (*)(const OwenCoins& coins, std::uint64_t rest, std::uint64_t* scrambled);

/// All that run on this processor, the fastest first: they do the same.
std::span<const OwenBlock> owen_blocks() noexcept;

/// The number of a tree's node that `level` steps along the last 6 bits of `path` lead to; nodes
/// are numbered as in a heap: 1; 2, 3; 4, 5, 6, 7; ...
constexpr unsigned node_on(std::uint64_t path, unsigned level) noexcept {
    const auto leaf = static_cast<unsigned>(OwenCoins::block | (path % OwenCoins::block));
    return leaf >> (OwenCoins::levels - level);
}

}  // namespace entente::driver
