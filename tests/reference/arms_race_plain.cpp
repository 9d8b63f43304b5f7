// SPDX-License-Identifier: Apache-2.0
//
// Richardson 1960: the solution of two linear differential equations by their eigenvalues.
#include <cmath>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

// The integral of e^(r t) from 0 to T, and of t e^(r t).
double integral(double r, double T) { return r == 0 ? T : std::expm1(r * T) / r; }
double first_moment(double r, double T) {
    return r == 0 ? T * T / 2 : (T * std::exp(r * T) - integral(r, T)) / r;
}

void arms_race(std::span<const double> u, std::span<double> out) {
    const double x0 = u[0], y0 = u[1], k = u[2], l = u[3], a = u[4], b = u[5], g = u[6], h = u[7],
                 T = u[8];
    const double half = (a - b) / 2, w = std::sqrt(half * half + k * l);
    const double p = -(a + b) / 2 + w, q = -(a + b) / 2 - w;
    const double E = p == q ? T * std::exp(p * T) : (std::exp(p * T) - std::exp(q * T)) / (p - q);
    const double G = p == q ? first_moment(p, T) : (integral(p, T) - integral(q, T)) / (p - q);
    const double x = std::exp(q * T) * x0 + E * ((w - half) * x0 + k * y0) + integral(q, T) * g +
                     G * ((w - half) * g + k * h);
    const double y = std::exp(q * T) * y0 + E * (l * x0 + (w + half) * y0) + integral(q, T) * h +
                     G * (l * g + (w + half) * h);

    // The sum of the rows of M - q.
    double across = w - half + l, down = k + w + half;
    if (across + down == 0) across = down = 1;
    const double dx = k * y0 - a * x0 + g, dy = l * x0 - b * y0 + h;
    const double pressure = (across * dx + down * dy) / (across + down);
    const double margin = a * b - k * l;
    const bool balanced = std::abs(margin) >= 1e-280;

    out[0] = x;
    out[1] = y;
    out[2] = x + y;
    out[3] =
        std::exp(q * T) * (dx + dy) + E * ((w - half) * dx + k * dy + l * dx + (w + half) * dy);
    out[4] = x - y;
    out[5] = pressure;
    out[6] = balanced ? (b * g + k * h) / margin : std::nan("");
    out[7] = balanced ? (a * h + l * g) / margin : std::nan("");
    out[8] = p;
    out[9] = q;
    out[10] = margin;
    out[11] = margin > 0 ? 0 : pressure > 0 ? 1 : pressure < 0 ? 2 : 3;
    out[12] = balanced ? 0 : 1;
}

}  // namespace

std::vector<PlainModel> plain_arms_race() { return {{"arms_race", {}, arms_race, 1e-12}}; }

}  // namespace entente::reference
