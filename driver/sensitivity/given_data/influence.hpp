// SPDX-License-Identifier: Apache-2.0
//
// Standard errors of linear measures.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "driver/sensitivity/given_data/correlation_matrix.hpp"

namespace entente::driver::given_data {

/// Some rows of standardised columns: the inputs, then the output.
struct StandardRows {
    std::vector<std::vector<double>> columns;
    /// Of ranks: what a standard deviation of each column is, as a share of the rows; otherwise
    /// empty.
    std::vector<double> rank_deviation;
    /// Of ranks: places of the rows in the order of each column, and where equal values begin.
    std::vector<std::vector<std::uint32_t>> sorted, runs;

    StandardRows(const std::vector<Series>& series, const Moments& moments,
                 const std::vector<std::uint32_t>& rows, bool ranks);

    std::size_t rows() const noexcept { return columns[0].size(); }
};

/// What row i adds to an estimate, for fixed columns; and how that changes with the value that the
/// row has in column c.
struct Influence {
    std::function<double(std::size_t i)> value;
    std::function<double(std::size_t i, std::size_t c)> slope;
};

/// The standard deviation of a row's influence. For ranks it includes the influence that a row has
/// by its share in the ranks of the others: sum over c of the mean over i of
/// slope(i, c) (1{x_kc < x_ic} + 1{x_kc = x_ic} / 2) / rank_deviation(c).
double deviation_of(const Influence& influence, const StandardRows& rows);

}  // namespace entente::driver::given_data
