// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "driver/designs/blocks.hpp"

namespace entente::driver {

/// By how much a coordinate moves on a grid of `levels` levels in [0, 1]: with half of them and a
/// step up, or the other half and a step down, all levels are equally probable.
constexpr double morris_change(int levels) noexcept { return levels / (2.0 * (levels - 1)); }

/// The random choices of one trajectory. Factor f moves up or down as a coin says that is its own,
/// and so does its first column; further columns of a group have coins of their own.
class MorrisTrajectory {
  public:
    /// That of block `block`.
    MorrisTrajectory(const Blocks& blocks, std::uint64_t block) noexcept;

    /// The factors in the order in which they move.
    void order(std::uint32_t* factors) const noexcept;

    /// Whether the coin of `factor` says up.
    bool rises(std::size_t factor) const noexcept;

    /// The coin of a column that is not the first of its group.
    bool rises_too(std::size_t column) const noexcept;

    /// The lower of the two levels between which `column` moves, from 0 to levels / 2 - 1.
    std::uint64_t lower_level(std::size_t column) const noexcept;

  private:
    std::uint64_t seed_;
    std::uint64_t index_;
    std::uint64_t lower_levels_;
    std::size_t factors_;
};

}  // namespace entente::driver
