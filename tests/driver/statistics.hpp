// SPDX-License-Identifier: Apache-2.0
//
// Statistics of samples, and what they exceed with a probability of one in a million if the samples
// are what they should be.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace entente::driver {

/// Quantile of the standard normal distribution at 1 - 1e-6 / 2.
inline constexpr double unlikely_z = 4.892;

/// Kolmogorov's statistic of a sample against the uniform distribution on [0, 1], times the root of
/// its size.
inline double kolmogorov(std::vector<double> sample) {
    std::sort(sample.begin(), sample.end());
    const auto n = static_cast<double>(sample.size());
    double largest = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const auto rank = static_cast<double>(i);
        largest = std::max({largest, (rank + 1) / n - sample[i], sample[i] - rank / n});
    }
    return largest * std::sqrt(n);
}

/// From 2 exp(-2 x^2) = 1e-6, which bounds the tail (Massart, 1990).
inline const double unlikely_kolmogorov = std::sqrt(std::log(2e6) / 2);

/// Pearson's correlation. Of independent samples it is about normal, with variance 1 / (n - 1).
inline double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const auto n = static_cast<double>(x.size());
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double a = x[i] - 0.5, b = y[i] - 0.5;
        sx += a;
        sy += b;
        sxx += a * a;
        syy += b * b;
        sxy += a * b;
    }
    return (sxy - sx * sy / n) / std::sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
}

/// Pearson's chi-square of counts that should all be equal.
inline double chi_square(const std::vector<std::uint64_t>& counts) {
    double total = 0;
    for (const auto count : counts) total += static_cast<double>(count);
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const auto count : counts) {
        const double excess = static_cast<double>(count) - expected;
        sum += excess * excess / expected;
    }
    return sum;
}

/// By the cube-root approximation of Wilson and Hilferty (1931).
inline double unlikely_chi_square(std::size_t degrees_of_freedom) {
    const auto k = static_cast<double>(degrees_of_freedom);
    const double root = 1 - 2 / (9 * k) + unlikely_z * std::sqrt(2 / (9 * k));
    return k * root * root * root;
}

}  // namespace entente::driver
