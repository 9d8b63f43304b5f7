// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "driver/sensitivity/given_data/kernel_factor.hpp"
#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

struct HsicOptions : GivenDataOptions {
    std::size_t rows = 2000;  ///< of the random subsample that is looked at: 16 .. 2^15
    Bandwidth bandwidth = Bandwidth::deviation;
};

/// Dependence in kernel space: "hsic", the normalised criterion R2 between 0 (independent, in a
/// large sample) and 1, with the noise that an independent input exceeds with probability 1 -
/// level; "hsic_p_value" of the test of independence by permutation, at least 1 / (replicates + 1);
/// and "hsic_p_value_gamma", asymptotic, for what is below that. NaN if the input or the output is
/// constant in the subsample.
///
/// There are no intervals: R2 tends to its limit as 1/rows where there is no influence and as
/// 1/sqrt(rows) where there is, and no interval is known to hold in both; the p-value is what
/// decides between them. Time: rows^2 and replicates x rows, times some hundreds; nothing but one
/// pass per column depends on the sample's size. Memory: 4 bytes per row of the sample, and 8 bytes
/// x rows x some 25 per task and for the output (up to 8 x rows^2 if there are outliers by many
/// bandwidths).
std::vector<Measure> hsic(const Sample& sample, const HsicOptions& options);

}  // namespace entente::driver::given_data
