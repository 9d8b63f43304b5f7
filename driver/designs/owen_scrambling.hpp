// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "driver/designs/owen_blocks.hpp"

namespace entente::driver {

/// A nested uniform scrambling in base 2 (Owen, "Randomly permuted (t,m,s)-nets and
/// (t,s)-sequences", 1995): every bit of a fraction is flipped or not as a coin says that belongs
/// to all bits above it. A net stays one, and every point is uniform on [0, 1).
///
/// The coins are hashes, so nothing is stored, as in Burley, "Practical hash-based Owen
/// scrambling", JCGT 9 (2020). His one-pass hash ties the coins of neighbouring nodes together a
/// little; here each has a bit of its own: six levels of the tree have 63 nodes, the coins of which
/// are the bits of one good hash of the path that leads to them. Below 30 levels, a cell of width
/// 2^-30 has one coin for each of its further levels.
class OwenScrambling {
  public:
    /// Belongs to (seed, column, replicate). `block` is one of owen_blocks().
    OwenScrambling(std::uint64_t seed, std::size_t column, std::uint64_t replicate = 0,
                   OwenBlock block = owen_blocks().front());

    /// The fraction `x` / 2^64 scrambled, times 2^64.
    std::uint64_t operator()(std::uint64_t x) const noexcept;

    /// The 64 scrambled fractions that owen_blocks.hpp says: several times faster than one by one.
    void scramble_block(std::uint64_t rest, std::uint64_t* scrambled) const noexcept {
        block_(coins_, rest, scrambled);
    }

  private:
    OwenCoins coins_;
    OwenBlock block_;
};

}  // namespace entente::driver
