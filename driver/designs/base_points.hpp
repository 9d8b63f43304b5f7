// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/designs/sobol_coordinate.hpp"

namespace entente::driver {

/// The points of the unit cube that the blocks of a design are built on: point b is point rank(b)
/// of a Sobol' sequence in the scrambling of replicate(b), or a random one.
class BasePoints {
  public:
    /// Throws UserError beyond the dimensions that Sobol's sequence has, and for more scramblings
    /// than are to be held.
    BasePoints(const Blocks& blocks, std::size_t coordinates, Sampling sampling,
               Scrambling scrambling);

    /// Coordinate `coordinate` of the points of blocks first .. first + count - 1, in (0, 1).
    void fill(std::size_t coordinate, std::uint64_t first, std::size_t count,
              double* values) const noexcept;

  private:
    std::uint64_t replicates_;
    std::uint64_t seed_;
    std::vector<SobolCoordinate> sobol_;  ///< empty if the points are random
};

}  // namespace entente::driver
