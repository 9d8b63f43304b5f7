// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/design_entry.hpp"
#include "driver/designs/owen_scrambling.hpp"
#include "driver/designs/sobol_sequence.hpp"

namespace entente::driver {

/// One coordinate of Sobol's sequence, scrambled, as doubles in (0, 1): as many times as there are
/// replicates, each independently.
class SobolCoordinate {
  public:
    /// `column` below SobolSequence::most_dimensions(), `replicates` at least 1. Replicate 0 is the
    /// same whatever their number.
    SobolCoordinate(std::size_t column, std::uint64_t seed, Scrambling scrambling,
                    std::uint64_t replicates = 1);

    /// That of points first .. first + count - 1 of `replicate`. A coordinate that is 0 becomes
    /// 2^-54, where every distribution has a quantile.
    void fill(std::uint64_t replicate, std::uint64_t first, std::size_t count,
              double* values) const noexcept;

  private:
    /// Owen's scrambling, where all points are of one block of the sequence.
    void fill_block(const OwenScrambling& owen, std::uint64_t first, std::size_t count,
                    double* values) const noexcept;

    std::vector<SobolSequence> sequences_;  ///< one per replicate if it is linear, else one
    std::vector<OwenScrambling> owen_;      ///< one per replicate, if that is the scrambling
    std::vector<std::uint64_t> shifts_;     ///< likewise
};

}  // namespace entente::driver
