// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// First-order Sobol' indices from ranks, "first_order_rank", with asymptotic intervals; the noise
/// is what an input without influence exceeds with probability 1 - level. NaN if the output is
/// constant. Time: a sort of each input. Memory: 40 bytes per row and task.
///
/// Rows are taken to be independent draws: of a space-filling design the value is as good or
/// better, and the interval too wide.
std::vector<Measure> rank_first_order(const Sample& sample, const GivenDataOptions& options);

}  // namespace entente::driver::given_data
