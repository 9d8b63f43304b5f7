// SPDX-License-Identifier: Apache-2.0
//
// Ishigami and Homma 1990; Saltelli and Sobol' 1995; Morris 1991; Friedman 1991.
#include <cmath>
#include <cstddef>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

void ishigami(std::span<const double> x, std::span<double> out) {
    out[0] =
        std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
    out[1] = 0;
}

void sobol_g(std::span<const double> x, std::span<double> out) {
    out[0] = 1;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double a = i == 0 ? 0 : i == 1 ? 1 : i == 2 ? 4.5 : i == 3 ? 9 : 99;
        out[0] *= (std::abs(4 * x[i] - 2) + a) / (1 + a);
    }
    out[1] = 0;
}

// Term by term, as the paper has it; i, j, l, s from 1.
void morris(std::span<const double> x, std::span<double> out) {
    double w[21];
    for (int i = 1; i <= 20; ++i) {
        const double of = x[static_cast<std::size_t>(i - 1)];
        w[i] = i == 3 || i == 5 || i == 7 ? 2 * (1.1 * of / (of + 0.1) - 0.5) : 2 * (of - 0.5);
    }
    const auto sign = [](int exponent) { return exponent % 2 == 0 ? 1 : -1; };
    double y = 0;
    for (int i = 1; i <= 20; ++i) {
        y += (i <= 10 ? 20 : sign(i)) * w[i];
        for (int j = i + 1; j <= 20; ++j) {
            y += (j <= 6 ? -15 : sign(i + j)) * w[i] * w[j];
            for (int l = j + 1; l <= 5; ++l) y -= 10 * w[i] * w[j] * w[l];
        }
    }
    out[0] = y + 5 * w[1] * w[2] * w[3] * w[4];
    out[1] = 0;
}

void friedman(std::span<const double> x, std::span<double> out) {
    constexpr double pi = 3.14159265358979323846;
    out[0] = 10 * std::sin(pi * x[0] * x[1]) + 20 * std::pow(x[2] - 0.5, 2) + 10 * x[3] + 5 * x[4];
    out[1] = 0;
}

void linear(std::span<const double> x, std::span<double> out) {
    out[0] = 0;
    for (std::size_t i = 0; i < x.size(); ++i) out[0] += x[i] / static_cast<double>(i + 1);
    out[1] = 0;
}

}  // namespace

std::vector<PlainModel> plain_analytic() {
    // `scale`: a large term of each, where terms cancel. A product has none.
    return {{"analytic", {{"function", 0}}, ishigami, 1e-12, 1},
            {"analytic", {{"dimensions", 1000}}, sobol_g, 1e-12},
            {"analytic", {}, sobol_g, 1e-12},
            {"analytic", {{"function", 2}}, morris, 1e-12, 1},
            {"analytic", {{"function", 3}}, friedman, 1e-12, 1},
            {"analytic", {{"function", 4}}, linear, 1e-12}};
}

}  // namespace entente::reference
