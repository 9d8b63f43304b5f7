// SPDX-License-Identifier: Apache-2.0
//
// Measures of sensitivity from a stored sample: what they take, and what they have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "driver/sensitivity/estimate.hpp"

namespace entente::driver::given_data {

/// Runs task(0) .. task(tasks - 1), in any order and on any threads, and returns when all are done.
/// The results do not depend on how.
using Crew = std::function<void(std::size_t tasks, const std::function<void(std::size_t)>& task)>;

/// One thread, one task after the other.
void run_in_turn(std::size_t tasks, const std::function<void(std::size_t)>& task);

/// Rows that are independent draws of the inputs, and one output of each. Columns have the same
/// number of values, from 16 to 2^31 - 1, all finite. The values are the caller's.
struct Sample {
    std::span<const double> output;
    std::vector<std::span<const double>> inputs;

    std::size_t rows() const noexcept { return output.size(); }
};

struct GivenDataOptions {
    double level = 0.95;           ///< of intervals and thresholds, between 0 and 1
    std::size_t replicates = 100;  ///< permutations behind thresholds and p-values, 19 or more
    std::uint64_t seed = 0;        ///< of permutations, subsamples and folds
    Crew crew = run_in_turn;
};

/// Throws std::invalid_argument, with a line that says why, unless the sample and the options are
/// as described above.
void check(const Sample& sample, const GivenDataOptions& options);

/// z such that a normal variable is within z standard deviations with probability `level`.
double two_sided_normal(double level);
/// z such that a normal variable is below z standard deviations with probability `level`.
double one_sided_normal(double level);

/// What the value of another replicate exceeds with probability 1 - level at most, if it is
/// exchangeable with `replicates`: their ceil(level (R + 1))-th smallest, or the largest where R is
/// too small for the level.
double threshold(std::vector<double> replicates, double level);

}  // namespace entente::driver::given_data
