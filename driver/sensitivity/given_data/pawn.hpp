// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

struct PawnOptions : GivenDataOptions {
    std::size_t slices = 10;  ///< of each input, 2 or more and at most rows / 8
};

/// PAWN: "pawn" (the median over an input's slices of the Kolmogorov-Smirnov distance), "pawn_mean"
/// and "pawn_max", each with the noise that a dummy input exceeds with probability 1 - level, and
/// an interval for what the value tends to with ever more rows and the same slices. The value is
/// too large by chance, in a small sample by much; the interval allows for that and is
/// conservative: it holds the limit with the level's probability or, where influence is weak, more.
///
/// Equal outputs and discrete inputs are taken as they are. Time: a sort and some 20 passes per
/// input, and `replicates` random orders of the rows. Memory: 10 bytes per row, and 34 per task.
std::vector<Measure> pawn(const Sample& sample, const PawnOptions& options);

}  // namespace entente::driver::given_data
