// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "driver/designs/design.hpp"

namespace entente::driver {

/// A symmetric matrix with ones on the diagonal, of order `size`, row by row.
struct CorrelationMatrix {
    std::size_t size;
    std::vector<double> values;

    double& at(std::size_t i, std::size_t j) { return values[i * size + j]; }
    double at(std::size_t i, std::size_t j) const { return values[i * size + j]; }
};

/// The correlation of two normal variables whose Spearman's rank correlation is `rank`
/// (Kruskal, "Ordinal measures of association", JASA 53 (1958), section 6.3).
double normal_correlation(double rank);

/// The lower triangle L with L L' = `matrix`, as long as every pivot is above `least_pivot`; else
/// empty: then there are no such variables, or one of them is a sum of others.
std::vector<double> cholesky(const CorrelationMatrix& matrix);

/// By how much all correlations of a matrix without cholesky() can be multiplied, so that it has
/// one; two digits, rounded down.
double bearable_share(const CorrelationMatrix& matrix);

/// The points of `uniform`, a design in the unit cube, with `columns` of them tied by a Gaussian
/// copula: `matrix` has the correlations of the normal variables behind them. All go through the
/// quantile functions of `marginals`. (The first of `columns` keeps its coordinates; others are
/// mixed with those before them, and so are the strata of a hypercube or the cells of a net.)
std::unique_ptr<const Design> make_correlated(std::unique_ptr<const Design> uniform,
                                              const std::vector<Distribution>& marginals,
                                              const std::vector<std::size_t>& columns,
                                              const CorrelationMatrix& matrix);

}  // namespace entente::driver
