// SPDX-License-Identifier: Apache-2.0
//
// Gretton, Bousquet, Smola and Schoelkopf, "Measuring statistical dependence with Hilbert-Schmidt
// norms", ALT 2005; as a measure of sensitivity, Da Veiga, "Global sensitivity analysis with
// dependence measures", J. Statistical Computation and Simulation 85 (2015). With the kernel
// matrices K of an input and L of the output, doubly centred (Kc = H K H), over n rows:
//
//     HSIC(X, Y) = sum_ij Kc_ij Lc_ij / n^2          (the V statistic)                    (1)
//     R2 = HSIC(X, Y) / sqrt(HSIC(X, X) HSIC(Y, Y))                                       (2)
//
// The V statistic is too large by O(1/n), the U statistic is not but can be negative; (1) keeps R2
// within 0 and 1, and the tests below do not mind.
//
// Permutation: the rank of (1) among those of randomly paired rows; exact for any n.
// Gamma: Gretton et al., "A kernel statistical test of independence", NIPS 2007. Independent
// columns have (1) of about a gamma distribution with
//
//     mean = (1 + k l - k - l) / n,   k, l the means of K, L off their diagonals           (3)
//     variance = 2 (n-4)(n-5) / (n(n-1)(n-2)(n-3)) mean over i != j of (Kc_ij Lc_ij)^2      (4)
//
// Kc and Lc are products of thin factors, Kc = G G' and Lc = F F' (kernel_factor.hpp), so (1) is
// the sum of squares of G' F, over n^2: a permutation costs n times the product of their widths.
#include "driver/sensitivity/given_data/hsic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <boost/math/special_functions/gamma.hpp>

#include "driver/sensitivity/given_data/draws.hpp"

namespace entente::driver::given_data {
namespace {

using Order = std::vector<std::uint32_t>;

/// (1), with row order[i] of `b` beside row i of `a`.
double criterion(const KernelFactor& a, const KernelFactor& b, const Order& order) {
    const std::size_t wide = b.columns();
    std::vector<double> product(a.columns() * wide);
    for (std::size_t i = 0; i < a.rows(); ++i) {
        const double* const from = a.centred(i);
        const double* const beside = b.centred(order[i]);
        for (std::size_t p = 0; p < a.columns(); ++p) {
            double* const to = &product[p * wide];
            for (std::size_t q = 0; q < wide; ++q) to[q] += from[p] * beside[q];
        }
    }
    double squares = 0;
    for (const double x : product) squares += x * x;
    return squares / (static_cast<double>(a.rows()) * static_cast<double>(a.rows()));
}

double inner(const KernelFactor& a, std::size_t i, std::size_t j) {
    return std::inner_product(a.centred(i), a.centred(i) + a.columns(), a.centred(j), 0.0);
}

double gamma_p_value(const KernelFactor& a, const KernelFactor& b, double value) {
    const auto n = static_cast<double>(a.rows());
    double squares = 0;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const double both = inner(a, i, j) * inner(b, i, j);
            squares += both * both;
        }
    }
    const double k = a.mean_off_diagonal(), l = b.mean_off_diagonal();
    const double mean = (1 + k * l - k - l) / n;  // (3)
    const double variance = 2 * (n - 4) * (n - 5) / (n * (n - 1) * (n - 2) * (n - 3)) * 2 *
                            squares / (n * (n - 1));  // (4)
    return boost::math::gamma_q(mean * mean / variance, value * mean / variance);
}

std::vector<double> picked(std::span<const double> column, const Order& rows) {
    std::vector<double> values(rows.size());
    std::transform(rows.begin(), rows.end(), values.begin(),
                   [&](std::uint32_t row) { return column[row]; });
    return values;
}

}  // namespace

std::vector<Measure> hsic(const Sample& sample, const HsicOptions& options) {
    check(sample, options);
    if (options.rows < 16 || options.rows > std::size_t{1} << 15) {
        throw std::invalid_argument("HSIC looks at 16 to 2^15 rows");
    }
    const std::size_t inputs = sample.inputs.size();
    Measure r2{"hsic", "Hilbert-Schmidt independence criterion, normalised",
               std::vector<Estimate>(inputs)};
    Measure permuted{"hsic_p_value", "p-value of independence, by permutation",
                     std::vector<Estimate>(inputs)};
    Measure gamma{"hsic_p_value_gamma", "p-value of independence, asymptotic",
                  std::vector<Estimate>(inputs)};
    const Order rows =
        some_rows(sample.rows(), options.rows, Draws(options.seed, Draw::hsic_rows, 0));
    Order as_they_are(rows.size());
    std::iota(as_they_are.begin(), as_they_are.end(), 0U);
    const KernelFactor output(picked(sample.output, rows), options.bandwidth);
    const double own = criterion(output, output, as_they_are);
    std::vector<double> noise(inputs, std::nan(""));
    options.crew(inputs, [&](std::size_t j) {
        const KernelFactor input(picked(sample.inputs[j], rows), options.bandwidth);
        // A constant column's matrix has rank 1, and nothing is left of it once it is centred.
        if (input.columns() < 2 || output.columns() < 2) return;
        const double norm = std::sqrt(criterion(input, input, as_they_are) * own);
        const double value = criterion(input, output, as_they_are);
        r2.factors[j].value = value / norm;
        gamma.factors[j].value = gamma_p_value(input, output, value);
        std::vector<double> replicates(options.replicates);
        std::size_t as_large = 0;
        Order order = as_they_are;
        for (std::size_t r = 0; r < options.replicates; ++r) {
            Draws(options.seed, Draw::hsic_permutation, r).shuffle(std::span(order));
            const double replicate = criterion(input, output, order);
            if (replicate >= value * (1 - 1e-10)) ++as_large;  // equal, but for rounding
            replicates[r] = replicate / norm;
        }
        permuted.factors[j].value =
            static_cast<double>(as_large + 1) / static_cast<double>(options.replicates + 1);
        noise[j] = threshold(replicates, options.level);
    });
    for (const double of_input : noise) r2.noise = std::fmax(r2.noise, of_input);
    return {r2, permuted, gamma};
}

}  // namespace entente::driver::given_data
