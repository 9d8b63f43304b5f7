// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/correlation_matrix.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "driver/sensitivity/given_data/ranks.hpp"

namespace entente::driver::given_data {
namespace {

constexpr std::size_t part_rows = std::size_t{1} << 14;  // of a task
constexpr std::size_t piece_rows = 512;                  // centred at a time, in a cache

/// In eight sums, so that it is a loop over vectors.
double dot(const double* a, const double* b) noexcept {
    constexpr std::size_t lanes = 8;
    static_assert(piece_rows % lanes == 0);
    std::array<double, lanes> sums{};
    for (std::size_t i = 0; i < piece_rows; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    }
    double sum = 0;
    for (const double part : sums) sum += part;
    return sum;
}

/// Adds products of centred columns over rows begin .. end - 1, for every pair j <= k, to `sums`.
void add_products(const std::vector<Series>& columns, const std::vector<double>& mean,
                  std::size_t begin, std::size_t end, std::vector<double>& sums) {
    const std::size_t count = columns.size();
    std::vector<double> centred(count * piece_rows);
    for (std::size_t first = begin; first < end; first += piece_rows) {
        const std::size_t rows = std::min(piece_rows, end - first);
        for (std::size_t j = 0; j < count; ++j) {
            double* column = &centred[j * piece_rows];
            for (std::size_t i = 0; i < rows; ++i) column[i] = columns[j][first + i] - mean[j];
            std::fill(column + rows, column + piece_rows, 0.0);
        }
        for (std::size_t j = 0; j < count; ++j) {
            for (std::size_t k = j; k < count; ++k) {
                sums[j * count + k] += dot(&centred[j * piece_rows], &centred[k * piece_rows]);
            }
        }
    }
}

}  // namespace

std::vector<std::uint32_t> doubled_ranks(std::span<const double> values) {
    const auto sorted = sorted_rows(values);
    const auto runs = equal_runs(values, sorted);
    std::vector<std::uint32_t> ranks(values.size());
    for (std::size_t g = 0; g + 1 < runs.size(); ++g) {
        for (std::size_t k = runs[g]; k < runs[g + 1]; ++k) {
            ranks[sorted[k]] = runs[g] + runs[g + 1] + 1;
        }
    }
    return ranks;
}

Moments::Moments(const std::vector<Series>& columns, const Crew& crew)
    : mean(columns.size()),
      deviation(columns.size()),
      correlation(columns.size() * columns.size()) {
    const std::size_t count = columns.size(), rows = columns[0].size();
    crew(count, [&](std::size_t j) {
        double sum = 0;
        for (std::size_t i = 0; i < rows; ++i) sum += columns[j][i];
        mean[j] = sum / static_cast<double>(rows);
    });
    const std::size_t parts = (rows + part_rows - 1) / part_rows;
    std::vector<std::vector<double>> of_parts(parts, std::vector<double>(count * count));
    crew(parts, [&](std::size_t part) {
        const std::size_t begin = part * part_rows;
        add_products(columns, mean, begin, std::min(rows, begin + part_rows), of_parts[part]);
    });
    std::vector<double> sums(count * count);
    for (const auto& part : of_parts) {
        for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += part[c];
    }
    for (std::size_t j = 0; j < count; ++j) {
        const double first = columns[j][0];
        bool constant = true;
        for (std::size_t i = 1; i < rows && constant; ++i) constant = columns[j][i] == first;
        deviation[j] = constant ? 0 : std::sqrt(sums[j * count + j] / static_cast<double>(rows));
    }
    for (std::size_t j = 0; j < count; ++j) {
        for (std::size_t k = j; k < count; ++k) {
            const double covariance = sums[j * count + k] / static_cast<double>(rows);
            const double bound = deviation[j] * deviation[k];
            const double value =
                j == k && bound > 0 ? 1 : std::clamp(covariance / bound, -1.0, 1.0);
            correlation[j * count + k] = correlation[k * count + j] =
                bound > 0 ? value : std::nan("");
        }
    }
}

Inverse::Inverse(const std::vector<double>& matrix, std::size_t size) {
    constexpr double least = 1e-10;
    std::vector<double> lower(size * size);
    for (std::size_t j = 0; j < size; ++j) {
        for (std::size_t k = 0; k <= j; ++k) {
            double left = matrix[j * size + k];
            for (std::size_t l = 0; l < k; ++l) left -= lower[j * size + l] * lower[k * size + l];
            if (k < j) {
                // A collinear column has a pivot of 0 and explains nothing after it.
                const double pivot = lower[k * size + k];
                lower[j * size + k] = pivot > 0 ? left / pivot : 0;
            } else if (left < least) {
                collinear.push_back(j);
            } else {
                lower[j * size + j] = std::sqrt(left);
            }
        }
    }
    if (!collinear.empty()) return;
    of.resize(size * size);
    for (std::size_t c = 0; c < size; ++c) {
        std::vector<double> x(size);
        for (std::size_t j = c; j < size; ++j) {
            x[j] = j == c ? 1 : 0;
            for (std::size_t l = c; l < j; ++l) x[j] -= lower[j * size + l] * x[l];
            x[j] /= lower[j * size + j];
        }
        for (std::size_t j = size; j-- > 0;) {
            for (std::size_t l = j + 1; l < size; ++l) x[j] -= lower[l * size + j] * x[l];
            x[j] /= lower[j * size + j];
            of[j * size + c] = x[j];
        }
    }
}

}  // namespace entente::driver::given_data
