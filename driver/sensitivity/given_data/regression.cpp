// SPDX-License-Identifier: Apache-2.0
//
// Saltelli et al., Global Sensitivity Analysis: The Primer (Wiley, 2008), chapter 1; for ranks,
// Iman and Conover, "The use of the rank transform in regression", Technometrics 21 (1979).
//
// For standardised inputs a, output b, correlations R among inputs and r with the output:
//
//     beta = R^-1 r (SRC),   R^2 = r beta,   e = b - a beta                              (1)
//     u_j = (R^-1 a)_j / (R^-1)_jj, the residual of input j on the others, U its variance
//     v_j = e + beta_j u_j, that of the output on the others, V its variance
//     PCC_j = rho_j = beta_j U_j / sqrt(U_j V_j)                                         (2)
//
// Standard errors are those of the influence functions, which assume neither normal errors nor that
// the model is linear ("sandwich"); for a row:
//
//     r_j     a_j b - r_j (a_j^2 + b^2) / 2                                              (3)
//     beta_j  (R^-1 a)_j e + beta_j (a_j^2 - b^2) / 2                                    (4)
//     rho_j   u v / sqrt(U V) - rho_j (u^2 / U + v^2 / V) / 2                            (5)
//     R^2     (1 - R^2) b^2 - e^2                                                        (6)
//
// and for ranks also what a row does to the ranks of others (influence.hpp). They are means over
// rows, taken of 2^14 rows at most: a standard error has three digits then. Intervals of
// correlations are symmetric in artanh r (Fisher's z), with the standard error of (3) or (5)
// instead of Fisher's 1 / sqrt(n - 3), which holds for normal columns only.
#include "driver/sensitivity/given_data/regression.hpp"

#include <algorithm>
#include <cmath>

#include "driver/sensitivity/given_data/correlation_matrix.hpp"
#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/influence.hpp"

namespace entente::driver::given_data {
namespace {

constexpr std::size_t most_inference_rows = std::size_t{1} << 14;

/// (1) and (2) of the inputs that vary.
struct Fit {
    std::size_t inputs;
    std::vector<double> inverse, correlation, beta;
    double left = 1;  ///< 1 - R^2

    Fit(const Moments& moments, const Inverse& inverted, std::size_t d)
        : inputs(d), inverse(inverted.of), correlation(d), beta(d) {
        for (std::size_t j = 0; j < d; ++j) correlation[j] = moments.correlation[j * (d + 1) + d];
        if (inverse.empty()) return;
        for (std::size_t j = 0; j < d; ++j) {
            for (std::size_t k = 0; k < d; ++k) beta[j] += inverse[j * d + k] * correlation[k];
            left -= beta[j] * correlation[j];
        }
        left = std::max(0.0, left);
    }
    double at(std::size_t j, std::size_t k) const { return inverse[j * inputs + k]; }
    double partial(std::size_t j) const {
        const double u = 1 / at(j, j), v = left + beta[j] * beta[j] * u;
        return v > 0 ? beta[j] * u / std::sqrt(u * v) : 0;
    }
    double residual(const StandardRows& rows, std::size_t i) const {
        double e = rows.columns[inputs][i];
        for (std::size_t j = 0; j < inputs; ++j) e -= beta[j] * rows.columns[j][i];
        return e;
    }
    double solved(const StandardRows& rows, std::size_t i, std::size_t j) const {
        double sum = 0;
        for (std::size_t k = 0; k < inputs; ++k) sum += at(j, k) * rows.columns[k][i];
        return sum;
    }
};

Influence of_correlation(const Fit& fit, const StandardRows& rows, std::size_t j) {  // (3)
    const double r = fit.correlation[j];
    const std::vector<double>&a = rows.columns[j], &b = rows.columns[fit.inputs];
    return {
        [=, &a, &b](std::size_t i) { return a[i] * b[i] - r * (a[i] * a[i] + b[i] * b[i]) / 2; },
        [=, &a, &b, &fit](std::size_t i, std::size_t c) {
            if (c == j) return b[i] - r * a[i];
            return c == fit.inputs ? a[i] - r * b[i] : 0.0;
        }};
}

/// What rows leave: the residual e and (R^-1 a)_j.
struct Left {
    std::vector<double> e, solved;

    Left(const Fit& fit, const StandardRows& rows, std::size_t j)
        : e(rows.rows()), solved(rows.rows()) {
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            e[i] = fit.residual(rows, i);
            solved[i] = j < fit.inputs ? fit.solved(rows, i, j) : 0;
        }
    }
};

Influence of_coefficient(const Fit& fit, const StandardRows& rows, const Left& left,
                         std::size_t j) {  // (4)
    const double beta = fit.beta[j];
    const std::vector<double>&a = rows.columns[j], &b = rows.columns[fit.inputs];
    return {[=, &a, &b, &left](std::size_t i) {
                return left.solved[i] * left.e[i] + beta * (a[i] * a[i] - b[i] * b[i]) / 2;
            },
            [=, &a, &b, &left, &fit](std::size_t i, std::size_t c) {
                if (c == fit.inputs) return left.solved[i] - beta * b[i];
                const double own = c == j ? beta * a[i] : 0;
                return fit.at(j, c) * left.e[i] - fit.beta[c] * left.solved[i] + own;
            }};
}

Influence of_partial(const Fit& fit, const Left& left, std::size_t j) {  // (5)
    const double beta = fit.beta[j], own = fit.at(j, j), rho = fit.partial(j);
    const double u_variance = 1 / own, v_variance = fit.left + beta * beta * u_variance;
    const double both = std::sqrt(u_variance * v_variance);
    return {[=, &left](std::size_t i) {
                const double u = left.solved[i] / own, v = left.e[i] + beta * u;
                return u * v / both - rho * (u * u / u_variance + v * v / v_variance) / 2;
            },
            [=, &left, &fit](std::size_t i, std::size_t c) {
                const double u = left.solved[i] / own, v = left.e[i] + beta * u;
                const bool output = c == fit.inputs;
                const double u_slope = output ? 0 : fit.at(j, c) / own;
                const double v_slope = output ? 1 : beta * u_slope - fit.beta[c];
                return u_slope * (v / both - rho * u / u_variance) +
                       v_slope * (u / both - rho * v / v_variance);
            }};
}

Influence of_r_squared(const Fit& fit, const StandardRows& rows, const Left& left) {  // (6)
    const auto& b = rows.columns[fit.inputs];
    return {[&](std::size_t i) { return fit.left * b[i] * b[i] - left.e[i] * left.e[i]; },
            [&](std::size_t i, std::size_t c) {
                return c == fit.inputs ? 2 * (fit.left * b[i] - left.e[i])
                                       : 2 * left.e[i] * fit.beta[c];
            }};
}

Estimate of_fisher(double r, double z_error) {
    if (std::abs(r) >= 1) return {r, r, r};
    const double half = z_error / (1 - r * r);
    return {r, std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
}

/// Correlations, coefficients and partial correlations of all inputs, in that order, of values or
/// of ranks.
struct Linear {
    std::vector<Measure> measures;
    Estimate r_squared;
    std::vector<std::size_t> collinear;
};

Linear linear(const std::vector<Series>& all, bool ranks, const GivenDataOptions& options) {
    const std::size_t inputs = all.size() - 1, n = all[0].size();
    Linear result;
    result.measures.resize(3);
    for (auto& measure : result.measures) measure.factors.resize(inputs);
    const Moments every(all, options.crew);
    if (every.deviation[inputs] == 0) return result;
    std::vector<Series> varying;
    std::vector<std::size_t> names;
    for (std::size_t j = 0; j <= inputs; ++j) {
        if (every.deviation[j] == 0) continue;
        varying.push_back(all[j]);
        names.push_back(j);
    }
    const Moments moments(varying, options.crew);
    const std::size_t d = varying.size() - 1;
    std::vector<double> among(d * d);
    for (std::size_t j = 0; j < d; ++j) {
        for (std::size_t k = 0; k < d; ++k) among[j * d + k] = moments.correlation[j * (d + 1) + k];
    }
    const Inverse inverse(among, d);
    for (const std::size_t j : inverse.collinear) result.collinear.push_back(names[j]);
    const Fit fit(moments, inverse, d);
    const StandardRows rows(
        varying, moments,
        some_rows(n, most_inference_rows, Draws(options.seed, Draw::regression_rows, 0)), ranks);

    const double z = two_sided_normal(options.level);
    const auto count = static_cast<double>(n), freedom = count - static_cast<double>(d) - 1;
    const bool fits = inverse.collinear.empty() && freedom >= 1 && d > 0;
    result.measures[0].noise = z / std::sqrt(count - 1);
    if (fits) {
        double most = 0;
        for (std::size_t j = 0; j < d; ++j) most = std::max(most, fit.at(j, j));
        result.measures[1].noise = z * std::sqrt(fit.left * most / freedom);
        result.measures[2].noise = z / std::sqrt(freedom + z * z);
    }
    // Residuals have d + 1 degrees of freedom less than rows.
    const double scale = z / std::sqrt(std::max(1.0, freedom));
    options.crew(d, [&](std::size_t j) {
        auto* const measures = result.measures.data();
        const std::size_t name = names[j];
        const double error = deviation_of(of_correlation(fit, rows, j), rows) * z;
        measures[0].factors[name] = of_fisher(fit.correlation[j], error / std::sqrt(count - 1));
        if (!fits) return;
        const Left left(fit, rows, j);
        const double half = scale * deviation_of(of_coefficient(fit, rows, left, j), rows);
        measures[1].factors[name] = {fit.beta[j], fit.beta[j] - half, fit.beta[j] + half};
        const double partial = scale * deviation_of(of_partial(fit, left, j), rows);
        measures[2].factors[name] = of_fisher(fit.partial(j), partial);
    });
    if (fits) {
        const Left left(fit, rows, d);
        const double half = scale * deviation_of(of_r_squared(fit, rows, left), rows);
        const double value = 1 - fit.left;
        result.r_squared = {value, std::max(0.0, value - half), std::min(1.0, value + half)};
    }
    return result;
}

}  // namespace

Regression regression(const Sample& sample, const GivenDataOptions& options) {
    check(sample, options);
    const std::size_t columns = sample.inputs.size() + 1;
    const auto column = [&](std::size_t c) {
        return c + 1 < columns ? sample.inputs[c] : sample.output;
    };
    std::vector<Series> values, ranked(columns);
    for (std::size_t c = 0; c < columns; ++c) values.push_back({column(c), {}});
    std::vector<std::vector<std::uint32_t>> ranks(columns);
    options.crew(columns, [&](std::size_t c) {
        ranks[c] = doubled_ranks(column(c));
        ranked[c].ranks = ranks[c];
    });
    Linear of_values = linear(values, false, options);
    Linear of_ranks = linear(ranked, true, options);
    Regression result{
        {}, of_values.r_squared, of_ranks.r_squared, of_values.collinear, of_ranks.collinear};
    const char* const names[][2] = {{"pearson", "Pearson's correlation"},
                                    {"spearman", "Spearman's rank correlation"},
                                    {"src", "standardised regression coefficient"},
                                    {"srrc", "standardised rank regression coefficient"},
                                    {"pcc", "partial correlation coefficient"},
                                    {"prcc", "partial rank correlation coefficient"}};
    for (std::size_t m = 0; m < std::size(names); ++m) {
        Measure& measure = (m % 2 == 0 ? of_values : of_ranks).measures[m / 2];
        measure.name = names[m][0];
        measure.long_name = names[m][1];
        result.measures.push_back(std::move(measure));
    }
    return result;
}

}  // namespace entente::driver::given_data
