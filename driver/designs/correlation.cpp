// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/correlation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace entente::driver {
namespace {

constexpr std::size_t points_at_once = 256;
constexpr double least_pivot = 1e-9;
constexpr double least = 0x1p-54;
constexpr double below_1 = 1 - 0x1p-53;

class Correlated final : public Design {
  public:
    Correlated(std::unique_ptr<const Design> uniform, const std::vector<Distribution>& marginals,
               std::vector<std::size_t> columns, std::vector<double> triangle)
        : uniform_(std::move(uniform)),
          quantiles_(marginals.begin(), marginals.end()),
          columns_(std::move(columns)),
          triangle_(std::move(triangle)),
          normal_(Distribution{.kind = Distribution::Kind::normal,
                               .min = -std::numeric_limits<double>::infinity(),
                               .max = std::numeric_limits<double>::infinity(),
                               .a = 0,
                               .b = 1}) {}

    std::vector<std::uint64_t> shape() const override { return uniform_->shape(); }
    std::size_t columns() const noexcept override { return quantiles_.size(); }

    void fill(std::uint64_t first, std::size_t count, double* const* columns) const override {
        uniform_->fill(first, count, columns);
        std::vector<double> normals(columns_.size() * points_at_once);
        for (std::size_t i = 0; i < count; i += points_at_once) {
            tie(i, std::min(points_at_once, count - i), columns, normals);
        }
        for (std::size_t c = 0; c < quantiles_.size(); ++c) {
            quantiles_[c].transform(count, columns[c]);
        }
    }

  private:
    void tie(std::size_t first, std::size_t count, double* const* columns,
             std::vector<double>& normals) const {
        for (std::size_t j = 0; j < columns_.size(); ++j) {
            double* const z = &normals[j * points_at_once];
            std::copy_n(columns[columns_[j]] + first, count, z);
            normal_.transform(count, z);
        }
        std::array<double, points_at_once> sum;
        for (std::size_t j = 1; j < columns_.size(); ++j) {
            sum.fill(0);
            for (std::size_t k = 0; k <= j; ++k) {
                const double factor = triangle_[j * columns_.size() + k];
                const double* const z = &normals[k * points_at_once];
                for (std::size_t i = 0; i < count; ++i) sum[i] += factor * z[i];
            }
            double* const to = columns[columns_[j]] + first;
            for (std::size_t i = 0; i < count; ++i) {
                to[i] = std::clamp(0.5 * std::erfc(-sum[i] / std::numbers::sqrt2), least, below_1);
            }
        }
    }

    std::unique_ptr<const Design> uniform_;
    std::vector<Quantile> quantiles_;
    std::vector<std::size_t> columns_;
    std::vector<double> triangle_;
    Quantile normal_;
};

}  // namespace

double normal_correlation(double rank) { return 2 * std::sin(std::numbers::pi / 6 * rank); }

std::vector<double> cholesky(const CorrelationMatrix& matrix) {
    const std::size_t n = matrix.size;
    std::vector<double> lower(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = matrix.at(i, j);
            for (std::size_t k = 0; k < j; ++k) rest -= lower[i * n + k] * lower[j * n + k];
            if (i != j) {
                lower[i * n + j] = rest / lower[j * n + j];
            } else if (rest > least_pivot) {
                lower[i * n + i] = std::sqrt(rest);
            } else {
                return {};
            }
        }
    }
    return lower;
}

double bearable_share(const CorrelationMatrix& matrix) {
    int good = 0, bad = 100;  // hundredths; without correlations the matrix is the unit matrix
    while (bad - good > 1) {
        const int middle = (good + bad) / 2;
        CorrelationMatrix weaker = matrix;
        for (std::size_t i = 0; i < matrix.size; ++i) {
            for (std::size_t j = 0; j < matrix.size; ++j) {
                if (i != j) weaker.at(i, j) *= middle / 100.0;
            }
        }
        (cholesky(weaker).empty() ? bad : good) = middle;
    }
    return good / 100.0;
}

std::unique_ptr<const Design> make_correlated(std::unique_ptr<const Design> uniform,
                                              const std::vector<Distribution>& marginals,
                                              const std::vector<std::size_t>& columns,
                                              const CorrelationMatrix& matrix) {
    return std::make_unique<Correlated>(std::move(uniform), marginals, columns, cholesky(matrix));
}

}  // namespace entente::driver
