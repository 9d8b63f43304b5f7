// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/kernel_factor.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace entente::driver::given_data {
namespace {

constexpr std::size_t most_kinds = 10;
constexpr double most_error = 1e-13;

std::size_t kinds_of(std::span<const double> values) {
    std::vector<double> kinds(values.begin(), values.end());
    std::sort(kinds.begin(), kinds.end());
    return static_cast<std::size_t>(std::unique(kinds.begin(), kinds.end()) - kinds.begin());
}

double deviation(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double x : values) squares += (x - mean) * (x - mean);
    return std::sqrt(squares / (n - 1));
}

double median_distance(std::span<const double> values) {
    std::vector<double> distances;
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) distances.push_back(std::abs(values[i] - values[j]));
    }
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return *middle;
}

double bandwidth_of(std::span<const double> values, Bandwidth bandwidth) {
    const double median = bandwidth == Bandwidth::median ? median_distance(values) : 0;
    return median > 0 ? median : deviation(values);
}

/// k(values[i], x) for all i.
void fill_kernel(std::span<const double> values, double x, double scale, bool classes,
                 std::vector<double>& kernel) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double distance = (values[i] - x) * scale;
        kernel[i] = classes ? (values[i] == x ? 1.0 : 0.0) : std::exp(-distance * distance);
    }
}

}  // namespace

KernelFactor::KernelFactor(std::span<const double> values, Bandwidth bandwidth)
    : rows_(values.size()) {
    const bool classes = kinds_of(values) <= most_kinds;
    const double scale = classes ? 0 : 1 / (std::sqrt(2.0) * bandwidth_of(values, bandwidth));
    const std::size_t n = rows_;
    std::vector<std::vector<double>> columns;
    std::vector<double> left(n, 1.0), kernel(n);  // of the diagonal
    while (columns.size() < n) {
        const auto pivot =
            static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
        if (left[pivot] <= most_error) break;
        fill_kernel(values, values[pivot], scale, classes, kernel);
        for (const auto& column : columns) {
            const double at_pivot = column[pivot];
            for (std::size_t i = 0; i < n; ++i) kernel[i] -= at_pivot * column[i];
        }
        const double root = std::sqrt(left[pivot]);
        for (std::size_t i = 0; i < n; ++i) {
            kernel[i] /= root;
            left[i] = std::max(0.0, left[i] - kernel[i] * kernel[i]);
        }
        left[pivot] = 0;
        columns.push_back(kernel);
    }
    columns_ = columns.size();
    factor_.resize(n * columns_);
    const auto rows = static_cast<double>(n);
    double squares_of_sums = 0;
    for (std::size_t c = 0; c < columns_; ++c) {
        const double sum = std::accumulate(columns[c].begin(), columns[c].end(), 0.0);
        squares_of_sums += sum * sum;
        for (std::size_t i = 0; i < n; ++i) factor_[i * columns_ + c] = columns[c][i] - sum / rows;
    }
    mean_off_diagonal_ = (squares_of_sums - rows) / (rows * (rows - 1));
}

}  // namespace entente::driver::given_data
