// SPDX-License-Identifier: Apache-2.0
//
// Linear regression of each output on the columns of the design, from the sums of products. With R
// the correlations of the columns, r those of the columns with the output and s the standard
// deviations,
//
//   standardised regression coefficients   b = R^-1 r        (the slope of column i is b_i s_y /
//   s_i) share of the variance explained        R^2 = r' b
//
// Where columns are independent b_i^2 is the share of column i, and what R^2 lacks of 1 is what no
// straight line explains. Saltelli et al., "Global sensitivity analysis: the primer" (2008), 1.2.5.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "driver/sensitivity/moments.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// A column that the others determine to so many digits has no coefficient of its own.
constexpr double least_pivot = 1e-10;

ENTENTE_VECTOR_BUILDS
void scale(std::size_t count, const double* x, double y, double* q) noexcept {
    for (std::size_t k = 0; k < count; ++k) q[k] = x[k] * y;
}

// Solves R b = r for a positive definite R by Cholesky's method, in place; false if it is not.
bool solve(std::size_t n, std::vector<double>& r, std::span<double> b) {
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < j; ++k) r[j * n + j] -= r[j * n + k] * r[j * n + k];
        if (!(r[j * n + j] > least_pivot)) return false;
        r[j * n + j] = std::sqrt(r[j * n + j]);
        for (std::size_t i = j + 1; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) r[i * n + j] -= r[i * n + k] * r[j * n + k];
            r[i * n + j] /= r[j * n + j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= r[i * n + k] * b[k];
        b[i] /= r[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= r[k * n + i] * b[k];
        b[i] /= r[i * n + i];
    }
    return true;
}

class Regression final : public Moments {
  public:
    Regression(const Blocks& blocks, std::vector<std::size_t> columns, std::vector<double> centre)
        : Moments(blocks),
          factors_(columns.size()),
          columns_(std::move(columns)),
          centre_(std::move(centre)) {}

    bool uses_inputs() const noexcept override { return true; }
    std::size_t context() const noexcept override { return factors_; }

    void prepare(std::uint64_t, const double* const* inputs, std::size_t at,
                 double* context) const override {
        for (std::size_t i = 0; i < factors_; ++i)
            context[i] = inputs[columns_[i]][at] - centre_[i];
    }

    // How many, the sums of the columns, and of their products x_i x_j, j <= i.
    std::size_t shared() const noexcept override {
        return 1 + factors_ + factors_ * (factors_ + 1) / 2;
    }

    void shared_quantities(const double* x, double* q) const noexcept override {
        q[0] = 1;
        std::copy_n(x, factors_, q + 1);
        double* row = q + 1 + factors_;
        for (std::size_t i = 0; i < factors_; ++i) {
            scale(i + 1, x, x[i], row);
            row += i + 1;
        }
    }

    std::size_t size() const noexcept override { return 3 + factors_; }

    void quantities(const double* y, const double* x, double* q) const noexcept override {
        q[0] = 1;
        q[1] = y[0];
        q[2] = y[0] * y[0];
        scale(factors_, x, y[0], q + 3);
    }

    std::vector<Estimand> estimands() const override {
        using Shape = Estimand::Shape;
        return {{"mean", "mean", Shape::output},
                {"variance", "variance", Shape::output},
                {"effective", "scenarios that were used", Shape::output},
                {"r_squared", "share of the variance that linear regression explains",
                 Shape::output, true},
                {"src", "standardised regression coefficient"},
                {"pearson", "correlation"}};
    }

    void estimates(std::span<const double> shared, std::span<const double> sums,
                   std::span<double> to) const override {
        std::fill(to.begin(), to.end(), none);
        const double n = sums[0];
        to[2] = n;
        if (!(n > 0)) return;
        const double y = sums[1] / n, v = sums[2] / n - y * y;
        to[0] = y;
        to[1] = std::max(v, 0.0);
        if (!(v > 0)) return;
        const auto deviations = standard_deviations(shared);
        const auto src = to.subspan(4, factors_), pearson = to.subspan(4 + factors_, factors_);
        for (std::size_t i = 0; i < factors_; ++i) {
            const double covariance = sums[3 + i] / n - shared[1 + i] / n * y;
            pearson[i] = covariance / (deviations[i] * std::sqrt(v));
            src[i] = pearson[i];
        }
        auto correlations = correlations_of(shared, deviations);
        if (!solve(factors_, correlations, src)) {
            std::fill(src.begin(), src.end(), none);
            return;
        }
        to[3] = 0;
        for (std::size_t i = 0; i < factors_; ++i) to[3] += src[i] * pearson[i];
    }

  private:
    static const double* products(std::span<const double> shared, std::size_t factors,
                                  std::size_t i) {
        return shared.data() + 1 + factors + i * (i + 1) / 2;
    }

    std::vector<double> standard_deviations(std::span<const double> shared) const {
        std::vector<double> deviations;
        const double n = shared[0];
        for (std::size_t i = 0; i < factors_; ++i) {
            const double mean = shared[1 + i] / n;
            const double variance = products(shared, factors_, i)[i] / n - mean * mean;
            deviations.push_back(std::sqrt(std::max(variance, 0.0)));
        }
        return deviations;
    }

    std::vector<double> correlations_of(std::span<const double> shared,
                                        const std::vector<double>& deviations) const {
        std::vector<double> correlations(factors_ * factors_);
        const double n = shared[0];
        for (std::size_t i = 0; i < factors_; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double covariance =
                    products(shared, factors_, i)[j] / n - shared[1 + i] / n * (shared[1 + j] / n);
                correlations[i * factors_ + j] = covariance / (deviations[i] * deviations[j]);
            }
        }
        return correlations;
    }

    std::size_t factors_;
    std::vector<std::size_t> columns_;
    std::vector<double> centre_;
};

}  // namespace

std::unique_ptr<const Moments> regression(const Blocks& blocks, std::vector<std::size_t> columns,
                                          std::vector<double> centre) {
    return std::make_unique<Regression>(blocks, std::move(columns), std::move(centre));
}

}  // namespace entente::driver
