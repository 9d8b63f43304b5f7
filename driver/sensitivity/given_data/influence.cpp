// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/influence.hpp"

#include <cmath>
#include <numeric>

#include "driver/sensitivity/given_data/ranks.hpp"

namespace entente::driver::given_data {

StandardRows::StandardRows(const std::vector<Series>& series, const Moments& moments,
                           const std::vector<std::uint32_t>& rows, bool ranks) {
    for (std::size_t c = 0; c < series.size(); ++c) {
        std::vector<double> column(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            column[i] = (series[c][rows[i]] - moments.mean[c]) / moments.deviation[c];
        }
        if (ranks) {
            sorted.push_back(sorted_rows(column));
            runs.push_back(equal_runs(column, sorted.back()));
            rank_deviation.push_back(moments.deviation[c] / static_cast<double>(series[c].size()));
        }
        columns.push_back(std::move(column));
    }
}

double deviation_of(const Influence& influence, const StandardRows& rows) {
    const std::size_t n = rows.rows();
    std::vector<double> total(n);
    for (std::size_t i = 0; i < n; ++i) total[i] = influence.value(i);
    for (std::size_t c = 0; c < rows.sorted.size(); ++c) {
        const double scale = 1 / (rows.rank_deviation[c] * static_cast<double>(n));
        const auto& runs = rows.runs[c];
        double above = 0;
        for (std::size_t g = runs.size() - 1; g-- > 0;) {
            double equal = 0;
            for (std::size_t k = runs[g]; k < runs[g + 1]; ++k) {
                equal += influence.slope(rows.sorted[c][k], c);
            }
            for (std::size_t k = runs[g]; k < runs[g + 1]; ++k) {
                total[rows.sorted[c][k]] += scale * (above + equal / 2);
            }
            above += equal;
        }
    }
    const double mean = std::accumulate(total.begin(), total.end(), 0.0) / static_cast<double>(n);
    double squares = 0;
    for (const double value : total) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(n));
}

}  // namespace entente::driver::given_data
