// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// Shapley effects, exactly, from the closed indices of all subsets of factors: closed[u] belongs
/// to the factors whose bits are set in u; closed[0] = 0, and the effects add up to closed.back().
/// Indices may be shares or variances. 1 to 16 factors, 2^factors numbers; otherwise throws
/// std::invalid_argument.
std::vector<double> shapley_effects(std::span<const double> closed);

struct ShapleyOptions : GivenDataOptions {
    /// Columns that are one factor; empty: every input is one. At most 10 factors, and no column in
    /// two of them; columns in none are left aside, as if the output did not depend on them.
    std::vector<std::vector<std::size_t>> groups;
    std::size_t rows = 2000;     ///< of the random subsample that is looked at: 200 .. 2^14
    std::size_t neighbours = 3;  ///< a row itself included: 2 .. 8
};

struct ShapleyEffects {
    Measure effects;  ///< "shapley": they add up to 1; NaN if the output is constant
    /// The share of the variance that neighbours in the space of all factors do not agree on. An
    /// output that is a function of the factors would have 0 with ever more rows; what is left is
    /// too coarse a sample, or an output that depends on something else. It draws the effects
    /// towards each other, by a small part of it where the function is additive.
    double unresolved;
};

/// Shapley effects of inputs that may depend on each other. The output is taken to be a function of
/// the factors. Intervals are there (not NaN) only if no more than 10 % are unresolved: otherwise
/// bias may exceed what they would say. Time: rows^2 2^factors. Memory: 4 bytes per row of the
/// sample, and 8 (factors + 2) x rows per task.
ShapleyEffects shapley(const Sample& sample, const ShapleyOptions& options);

}  // namespace entente::driver::given_data
