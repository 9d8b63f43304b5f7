// SPDX-License-Identifier: Apache-2.0
//
// Plischke, Borgonovo and Smith, "Global sensitivity measures from given data", European Journal of
// Operational Research 226 (2013); Borgonovo, "A new uncertainty importance measure", Reliability
// Engineering & System Safety 92 (2007). With classes m of an input and the densities of the
// output,
//
//     delta = 1/2 sum_m p_m integral |f(y | m) - f(y)| dy                          (1)
//
// does not change when the output is transformed increasingly, and so may be taken of its ranks,
// whose density is 1. With histograms of B equiprobable classes b (one alternative of the paper's
// section 5; its other, kernels, smears what is not smooth, such as an output with atoms),
//
//     delta = 1/2 sum_mb |d_mb|,   d_mb = p_mb - p_m p_b                           (2)
//
// A class counts one row's contribution u = 1_mb - p_b 1_m - p_m 1_b to d_mb; let s^2 be its
// variance over n. A deviation d + s N has |.| too large on average by
//
//     s g(|d|/s),   g(z) = 2 phi(z) - 2 z Phi(-z)                                  (3)
//
// The paper's bias correction (its eq. 30) is 2 delta - mean of bootstrap delta; for ever more
// bootstrap replicates of normal d_mb that is (2) less 1/2 sum s g(|d|/s): no replicate is drawn.
// It removes 41 % of the bias of a class without influence, and all where influence is clear.
//
// Interval. Absolute values are not differentiable at 0, the bootstrap fails there, and with
// hundreds of classes bias exceeds noise. So its ends are biased, each to its own side:
// upper end  (2) is too large on average (Jensen): (2) plus z standard errors.
// lower end  Four fifths of the rows say what sign d_mb has, and the held-out fifth how large it is
//            with that sign: on average, not above |d_mb|. The mean over the fifths, less z errors,
//            in which classes of uncertain sign (|d| < 2.6 s) count 1.41 times (slices.hpp).
// The standard errors are those of the linear functional 1/2 sum sign_mb d_mb.
//
// The noise is that of dummies whose classes hold random rows (see pawn.cpp), corrected likewise.
//
// First-order index: SS_between / SS, corrected for chance (Kelley 1935),
//
//     e = (SS_b - (M - 1) MS_w) / SS                                               (4)
//
// with the variance of its influence function
//
//     psi = (2 y a_m - a_m^2 - e y^2) / Var y,   a_m the mean of class m, y less its mean   (5)
//
// in which the noise of a_m alone makes some 4 c, c = (M - 1) (1 - e)^2 / n^2, that are taken off,
// and the variance 2 c that (4) has where there is no influence. A weak influence that by chance
// looks weaker still also looks less variable; so where e is not four half-widths away from 0, the
// upper end U is where e would be z errors below U, with the variance of normal outputs there,
//
//     (U - e)^2 = z^2 (4 U (1 - e)^2 / n + 2 c)                                    (6)
//
#include "driver/sensitivity/given_data/borgonovo_delta.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <mutex>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "driver/sensitivity/given_data/slices.hpp"

namespace entente::driver::given_data {
namespace {

/// Rows per class of an input and of the output.
struct Table {
    std::size_t inputs, outputs;
    std::vector<double> cells, of_input, of_output;
    double rows = 0;

    Table(std::size_t m, std::size_t b)
        : inputs(m), outputs(b), cells(m * b), of_input(m), of_output(b) {}

    void complete() {
        for (std::size_t m = 0; m < inputs; ++m) {
            for (std::size_t b = 0; b < outputs; ++b) {
                of_input[m] += cells[m * outputs + b];
                of_output[b] += cells[m * outputs + b];
                rows += cells[m * outputs + b];
            }
        }
    }
    double share(std::size_t m, std::size_t b) const { return cells[m * outputs + b] / rows; }
    double deviation(std::size_t m, std::size_t b) const {
        return share(m, b) - of_input[m] / rows * (of_output[b] / rows);
    }
};

struct Tables {
    Table all;
    std::vector<Table> fold, rest;
};

Tables count(const Slices& inputs, const Slices& outputs, std::span<const std::uint8_t> fold) {
    const Table empty(inputs.sizes.size(), outputs.sizes.size());
    Tables tables{empty, {SortedOutput::folds, empty}, {SortedOutput::folds, empty}};
    for (std::size_t k = 0; k < fold.size(); ++k) {
        ++tables.fold[fold[k]].cells[inputs.of[k] * empty.outputs + outputs.of[k]];
    }
    for (const auto& table : tables.fold) {
        for (std::size_t c = 0; c < empty.cells.size(); ++c) tables.all.cells[c] += table.cells[c];
    }
    tables.all.complete();
    for (std::size_t f = 0; f < SortedOutput::folds; ++f) {
        for (std::size_t c = 0; c < empty.cells.size(); ++c) {
            tables.rest[f].cells[c] = tables.all.cells[c] - tables.fold[f].cells[c];
        }
        tables.rest[f].complete();
        tables.fold[f].complete();
    }
    return tables;
}

/// s of (3).
double noise_of(const Table& table, std::size_t m, std::size_t b) {
    const double pm = table.of_input[m] / table.rows, pb = table.of_output[b] / table.rows;
    const double p = table.share(m, b), mean = p - 2 * pm * pb;
    const double square =
        p * (1 - pm - pb) * (1 - pm - pb) + (pm - p) * pb * pb + (pb - p) * pm * pm;
    return std::sqrt(std::max(0.0, square - mean * mean) / table.rows);
}

double excess(double z) {  // g of (3)
    return std::sqrt(2 / std::numbers::pi) * std::exp(-z * z / 2) -
           z * std::erfc(z / std::numbers::sqrt2);
}

struct Plain {
    double delta = 0, bias = 0;
};

Plain plain_delta(const Table& table) {
    Plain plain;
    for (std::size_t m = 0; m < table.inputs; ++m) {
        for (std::size_t b = 0; b < table.outputs; ++b) {
            const double d = std::abs(table.deviation(m, b)), s = noise_of(table, m, b);
            plain.delta += d / 2;
            if (s > 0) plain.bias += s * excess(d / s) / 2;
        }
    }
    return plain;
}

double held_out(const Tables& tables) {
    double sum = 0;
    for (std::size_t f = 0; f < SortedOutput::folds; ++f) {
        const Table& fold = tables.fold[f];
        if (fold.rows == 0) continue;
        double delta = 0;
        for (std::size_t m = 0; m < fold.inputs; ++m) {
            for (std::size_t b = 0; b < fold.outputs; ++b) {
                delta += std::copysign(0.5, tables.rest[f].deviation(m, b)) * fold.deviation(m, b);
            }
        }
        sum += fold.rows * delta;
    }
    return sum / tables.all.rows;
}

/// Of 1/2 sum w sign d, where w is `uncertain` for |d| < 2.6 s and otherwise 1.
double standard_error(const Table& table, double uncertain) {
    const std::size_t inputs = table.inputs, outputs = table.outputs;
    std::vector<double> weight(inputs * outputs), over_m(inputs), over_b(outputs);
    for (std::size_t m = 0; m < inputs; ++m) {
        for (std::size_t b = 0; b < outputs; ++b) {
            const double d = table.deviation(m, b);
            const double w = std::abs(d) < 2.6 * noise_of(table, m, b) ? uncertain : 1;
            weight[m * outputs + b] = std::copysign(w / 2, d);
            over_m[m] += weight[m * outputs + b] * table.of_output[b] / table.rows;
            over_b[b] += weight[m * outputs + b] * table.of_input[m] / table.rows;
        }
    }
    double mean = 0, square = 0;
    for (std::size_t m = 0; m < inputs; ++m) {
        for (std::size_t b = 0; b < outputs; ++b) {
            const double psi = weight[m * outputs + b] - over_m[m] - over_b[b];
            mean += table.share(m, b) * psi;
            square += table.share(m, b) * psi * psi;
        }
    }
    return std::sqrt(std::max(0.0, square - mean * mean) / table.rows);
}

Estimate delta_of(const Tables& tables, double z) {
    const auto [delta, bias] = plain_delta(tables.all);
    const double high = delta + z * standard_error(tables.all, 1);
    const double low =
        held_out(tables) - z * standard_error(tables.all, SortedOutput::uncertain_signs);
    const double value = std::max(0.0, delta - bias);
    return {value, std::clamp(low, 0.0, value), std::min(high, 1.0)};
}

Estimate correlation_ratio(const Slices& slices, std::span<const double> output,
                           std::span<const std::uint32_t> rows, double z) {
    const auto n = static_cast<double>(rows.size());
    const auto classes = static_cast<double>(slices.sizes.size());
    const double mean = std::accumulate(output.begin(), output.end(), 0.0) / n;
    std::vector<double> means(slices.sizes.size());
    double total = 0, between = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const double y = output[rows[k]] - mean;
        means[slices.of[k]] += y;
        total += y * y;
    }
    if (output[rows.front()] == output[rows.back()]) return {};
    for (std::size_t m = 0; m < means.size(); ++m) {
        means[m] /= slices.sizes[m];
        between += slices.sizes[m] * means[m] * means[m];
    }
    const double ratio =
        (between - (classes - 1) * (total - between) / (n - classes)) / total;  // (4)
    double squares = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const double y = output[rows[k]] - mean, a = means[slices.of[k]];
        const double psi = 2 * y * a - a * a - ratio * y * y;  // (5)
        squares += psi * psi;
    }
    const double chance = (classes - 1) * (1 - ratio) * (1 - ratio) / (n * n);
    const double error =
        std::sqrt(std::max(0.0, squares / (total * total) - 4 * chance) + 2 * chance);
    double above = z * error;
    if (ratio < 4 * above) {  // (6)
        const double slope = 2 * z * z * (1 - ratio) * (1 - ratio) / n;
        const double at_0 = z * z * 2 * chance + 2 * slope * std::max(0.0, ratio);
        above = std::max(above, slope + std::sqrt(slope * slope + at_0));
    }
    return {ratio, ratio - z * error, ratio + above};
}

/// Plischke, Borgonovo and Smith's rule for the number of classes (as their code has it).
std::size_t classes_for(std::size_t rows) {
    const auto n = static_cast<double>(rows);
    return std::clamp(
        static_cast<std::size_t>(std::ceil(std::pow(n, 2 / (7 + std::tanh((1500 - n) / 500))))),
        std::size_t{2}, std::size_t{48});
}

}  // namespace

std::vector<Measure> borgonovo_delta(const Sample& sample, const DeltaOptions& options) {
    check(sample, options);
    const std::size_t most = std::min(sample.rows() / 8, std::size_t{256});
    if (options.classes == 1 || options.classes > most) {
        throw std::invalid_argument("delta takes 2 to 256 classes, of 8 rows each or more");
    }
    const std::size_t classes =
        options.classes > 0 ? options.classes : std::min(classes_for(sample.rows()), most);
    const std::size_t inputs = sample.inputs.size();
    Measure delta{"borgonovo_delta", "Borgonovo's moment-independent importance",
                  std::vector<Estimate>(inputs)};
    Measure ratio{"correlation_ratio", "first-order Sobol' index, from classes",
                  std::vector<Estimate>(inputs)};
    const SortedOutput output(sample, options);
    const Slices outputs = slice(sample.output, classes, output.rows);
    const double z = two_sided_normal(options.level);
    std::mutex kinds_mutex;
    std::map<std::vector<std::uint32_t>, Slices> kinds;  // classes that differ in size
    options.crew(inputs, [&](std::size_t j) {
        Slices slices = slice(sample.inputs[j], classes, output.rows);
        delta.factors[j] = delta_of(count(slices, outputs, output.fold), z);
        ratio.factors[j] = correlation_ratio(slices, sample.output, output.rows, z);
        std::sort(slices.of.begin(), slices.of.end());
        const std::lock_guard lock(kinds_mutex);
        kinds.emplace(slices.sizes, std::move(slices));
    });
    for (const auto& [sizes, kind] : kinds) {
        std::vector<double> dummies(options.replicates);
        options.crew(options.replicates, [&, &kind = kind](std::size_t r) {
            Slices dummy = kind;
            shuffle(dummy, Draws(options.seed, Draw::dummy, r));
            const auto [plain, bias] = plain_delta(count(dummy, outputs, output.fold).all);
            dummies[r] = std::max(0.0, plain - bias);
        });
        delta.noise = std::fmax(delta.noise, threshold(dummies, options.level));
    }
    return {delta, ratio};
}

}  // namespace entente::driver::given_data
