// SPDX-License-Identifier: Apache-2.0
//
// Gamboa, Gremaud, Klein and Lagnoux, "Global sensitivity analysis: a novel generation of mighty
// estimators based on rank statistics", Bernoulli 28 (2022), after Chatterjee (2021).
//
// Sorted by an input, let y_1 .. y_n be the outputs less their mean, and y_(n+1) = y_1. Neighbours
// have about the same value of the input and are otherwise independent, so
//
//     S = sum y_k y_(k+1) / sum y_k^2                                             (1)
//
// tends to Var E[Y|X] / Var Y: a pick-freeze estimator without a pick-freeze design. Linearised,
//
//     S_n - S = mean of u_k / Var Y,   u_k = y_k y_(k+1) - S y_k^2                (2)
//
// Given the inputs, u_k depends on u_(k-1) and u_(k+1) alone, and the law of u changes slowly with
// k. So n Var(mean u) = Var u + 2 E Cov(u_k, u_(k+1) | X), and because u_k and u_(k+2) are
// conditionally independent with nearly the same mean,
//
//     E Cov(u_k, u_(k+1) | X) = mean of u_k u_(k+1) - u_k u_(k+2)                 (3)
//
// Without influence u_k = y_k y_(k+1), (3) is 0 and S_n is normal with variance 1/n.
//
// Equal values of an input are put in random order: what order they had in the sample may say
// something of the output.
#include "driver/sensitivity/given_data/rank_first_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/ranks.hpp"

namespace entente::driver::given_data {
namespace {

std::vector<double> sorted_by(std::span<const double> input, std::span<const double> output,
                              Draws draws) {
    std::vector<std::uint32_t> rows = sorted_rows(input);
    for (std::size_t k = 0; k < rows.size();) {
        std::size_t end = k + 1;
        while (end < rows.size() && input[rows[end]] == input[rows[k]]) ++end;
        if (end > k + 1) draws.shuffle(std::span(rows).subspan(k, end - k));
        k = end;
    }
    std::vector<double> sorted(rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k) sorted[k] = output[rows[k]];
    return sorted;
}

Estimate first_order(std::span<const double> y, double mean, double z) {
    const std::size_t n = y.size();
    const auto at = [&](std::size_t k) { return y[k < n ? k : k - n] - mean; };
    double products = 0, squares = 0;
    for (std::size_t k = 0; k < n; ++k) {
        products += at(k) * at(k + 1);
        squares += at(k) * at(k);
    }
    const double index = products / squares;                                                  // (1)
    const auto u = [&](std::size_t k) { return at(k) * at(k + 1) - index * at(k) * at(k); };  // (2)
    double u0 = u(0), u1 = u(1), variance = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const double u2 = u(k + 2 < n ? k + 2 : k + 2 - n);
        variance += u0 * u0 + 2 * (u0 * u1 - u0 * u2);  // (3)
        u0 = u1;
        u1 = u2;
    }
    const double error = std::sqrt(std::max(0.0, variance)) / squares;
    return {index, index - z * error, index + z * error};
}

}  // namespace

std::vector<Measure> rank_first_order(const Sample& sample, const GivenDataOptions& options) {
    check(sample, options);
    const auto rows = static_cast<double>(sample.rows());
    const auto& y = sample.output;
    const double mean = std::accumulate(y.begin(), y.end(), 0.0) / rows;
    const bool constant = std::all_of(y.begin(), y.end(), [&](double x) { return x == y[0]; });
    Measure measure{"first_order_rank", "first-order Sobol' index, from ranks",
                    std::vector<Estimate>(sample.inputs.size()),
                    one_sided_normal(options.level) / std::sqrt(rows)};
    const double z = two_sided_normal(options.level);
    options.crew(constant ? 0 : sample.inputs.size(), [&](std::size_t j) {
        const auto sorted = sorted_by(sample.inputs[j], y, Draws(options.seed, Draw::tie, j));
        measure.factors[j] = first_order(sorted, mean, z);
    });
    return {measure};
}

}  // namespace entente::driver::given_data
