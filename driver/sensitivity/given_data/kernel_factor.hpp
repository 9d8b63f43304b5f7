// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace entente::driver::given_data {

enum class Bandwidth {
    deviation,  ///< the standard deviation (over n - 1)
    median,     ///< the median distance of two values; the standard deviation if that is 0
};

/// A kernel matrix K of values, k(x, x) = 1, as G G' with as few columns as leave no element wrong
/// by more than 1e-13 (incomplete Cholesky decomposition with pivots: Fine and Scheinberg,
/// "Efficient SVM training using low-rank kernel representations", JMLR 2 (2001)). The Gaussian
/// kernel of values without far outliers takes some 25 columns, however many the values are.
///
/// Values of ten kinds or less are classes: k is 1 for equal ones and otherwise 0. Of others k is
/// exp(-(x - x')^2 / (2 h^2)), h being the bandwidth.
class KernelFactor {
  public:
    KernelFactor(std::span<const double> values, Bandwidth bandwidth);

    std::size_t rows() const noexcept { return rows_; }
    std::size_t columns() const noexcept { return columns_; }
    /// Row i of G, less the mean over rows: of a factor of the doubly centred matrix.
    const double* centred(std::size_t i) const noexcept { return &factor_[i * columns_]; }
    /// Mean of K off its diagonal.
    double mean_off_diagonal() const noexcept { return mean_off_diagonal_; }

  private:
    std::size_t rows_, columns_ = 0;
    std::vector<double> factor_;
    double mean_off_diagonal_ = 0;
};

}  // namespace entente::driver::given_data
