// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// Linear measures, of values and of ranks. Compare |value| with a measure's noise.
struct Regression {
    /// "pearson", "spearman"; "src" and "srrc", standardised (rank) regression coefficients; "pcc"
    /// and "prcc", partial (rank) correlation coefficients. NaN for a constant input, and all if
    /// the output is constant; coefficients are NaN for every input if some are collinear, or if
    /// there are not 2 rows more than inputs that vary.
    std::vector<Measure> measures;
    Estimate r_squared, rank_r_squared;  ///< the share of variance that the regression explains
    /// Inputs that are linear combinations of those before them (as values, or as ranks).
    std::vector<std::size_t> collinear, rank_collinear;
};

/// Intervals are asymptotic and assume no distribution and no linearity: those of independent rows.
/// Time: a sort of each column, rows x inputs^2 products, and up to 2^14 x inputs^2 for the
/// standard errors. Memory: 4 bytes per row and column, and 24 bytes per row and task.
Regression regression(const Sample& sample, const GivenDataOptions& options);

}  // namespace entente::driver::given_data
