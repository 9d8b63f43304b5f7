// SPDX-License-Identifier: Apache-2.0
//
// What an analysis has found, as labelled arrays (results/FORMAT.md, "Analyses").
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "driver/sensitivity/subject.hpp"
#include "driver/sensitivity/sum_tree.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver {

/// What was summed, and how.
struct Sample {
    const Subject& subject;
    const Moments& moments;
    const Summation& summation;
    Intervals intervals;
    double level;
    std::vector<SumTree> replicates;  ///< a leaf is a turn of blocks
};

/// The largest half width of the intervals of shares of variance, over all factors and outputs; NaN
/// if the method has no such shares, or no intervals.
double widest_interval(const Sample& sample);

/// The estimates, their intervals, and, if the trees keep prefixes, what they were after the first
/// 2^k turns of each replicate. Root attributes tell the method; provenance is the caller's to add.
results::Analysis findings(const Sample& sample);

}  // namespace entente::driver
