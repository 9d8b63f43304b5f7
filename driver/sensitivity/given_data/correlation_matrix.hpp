// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// A column as it is (`values`), or its ranks (`ranks`, doubled, so that shared ranks are whole).
struct Series {
    std::span<const double> values;
    std::span<const std::uint32_t> ranks;

    std::size_t size() const noexcept { return values.empty() ? ranks.size() : values.size(); }
    double operator[](std::size_t i) const noexcept {
        return values.empty() ? 0.5 * ranks[i] : values[i];
    }
};

/// A column's ranks, doubled.
std::vector<std::uint32_t> doubled_ranks(std::span<const double> values);

/// Means, standard deviations (over n) and correlations of columns; those with a constant column
/// are NaN. The same bits whatever the crew.
struct Moments {
    std::vector<double> mean, deviation;
    std::vector<double> correlation;  ///< row by row

    Moments(const std::vector<Series>& columns, const Crew& crew);
};

/// The inverse of a correlation matrix of `size` columns, by Cholesky's decomposition.
struct Inverse {
    std::vector<double> of;  ///< row by row; empty if a column is collinear
    /// The columns that are linear combinations of those before them: less than 1e-10 of their
    /// variance is left.
    std::vector<std::size_t> collinear;

    Inverse(const std::vector<double>& matrix, std::size_t size);
};

}  // namespace entente::driver::given_data
