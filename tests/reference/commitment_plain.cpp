// SPDX-License-Identifier: Apache-2.0
//
// A patron of two states, Plan B as optimal stopping, Fearon 1997, the first passage of Brownian
// motion, forces for two theatres, and the asymmetric Tullock contest.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

enum Status {
    ok,
    patron_never_changes,
    alliance_never_ends,
    return_worthless,
    years_teach_nothing,
    margin_certain,
    nothing_to_defend,
    plan_b_never_taken
};

// e^(A T) 1 for A = (-a - h, a; b, -b - g), its first entry.
double survival(double a, double h, double b, double g, double T) {
    const double mean = (a + b + h + g) / 2, d = (b + g - a - h) / 2, k = (a + b + g - h) / 2;
    const double r = std::sqrt(d * d + a * b), x = r * T;
    if (x < 300) {
        const double ratio = x > 0 ? std::sinh(x) / x : 1;
        return std::exp(-mean * T) * (std::cosh(x) + k * T * ratio);
    }
    const double slow = (h * (b + g) + a * g) / (mean + r);
    return 0.5 * ((1 + k / r) * std::exp(-slow * T) + (1 - k / r) * std::exp(-(mean + r) * T));
}

// Mean life from a state of rate a and hazard h; the other's are b and g. None if without end.
double mean_life(double a, double h, double b, double g) {
    const double det = h * (b + g) + a * g;
    if (det > 0) return (a + b + g) / det;
    return h > 0 && a == 0 ? 1 / h : none;
}

void patron(const double* u, double* out, bool* marks) {
    const double a = u[0], b = u[1], h_R = u[2], h_U = u[3], T = u[4];
    out[0] = a + b > 0 ? b / (a + b) : none;
    const double s = a + b;
    const int years = static_cast<int>(T);
    double power = 0;
    if (s < 1) power = std::exp(T * std::log1p(-s));
    if (s > 1) power = std::pow(s - 1, T) * (years % 2 == 0 ? 1 : -1);
    if (years == 0) power = 1;
    out[1] = s > 0 ? b / s * (s < 1 ? -std::expm1(T * std::log1p(-s)) : 1 - power) : 0;
    out[2] = survival(a, h_R, b, h_U, T);
    out[3] = survival(b, h_U, a, h_R, T);
    out[4] = mean_life(a, h_R, b, h_U);
    out[5] = mean_life(b, h_U, a, h_R);
    marks[patron_never_changes] = s == 0;
    marks[alliance_never_ends] = std::isnan(out[4]) || std::isnan(out[5]);
}

void plan_b(const double* u, double* out, bool* marks) {
    const double q0 = u[0], b_s = u[1], b_t = u[2], delta = u[3], u_R = u[4], u_U = u[5];
    const double h = u[6], K = u[7], t = u[8];
    const double H = h / (1 - delta) - K, V_R = u_R / (1 - delta);
    const double better = u_R - h + K * (1 - delta);

    const double evidence = std::log1p(-b_s) - std::log1p(-b_t);
    const double ratio = std::exp(-std::abs(t * evidence));
    const double structural = evidence >= 0 ? q0 : q0 * ratio;
    const double transient = evidence >= 0 ? (1 - q0) * ratio : 1 - q0;
    out[6] = structural / (structural + transient);
    out[7] = out[6] * b_s + transient / (structural + transient) * b_t;

    const bool worthless = better <= 0, learns = !worthless && b_s != b_t;
    const double p = (h - K * (1 - delta) - u_U) * (1 - delta) / (delta * better);
    const double q = (b_t - p) / (b_t - b_s);
    const auto W = [&](double b) { return (u_U + delta * b * V_R) / (1 - delta + delta * b); };
    const double patient = q0 * W(b_s) + (1 - q0) * W(b_t);
    double date = 0;
    bool never = false;
    if (!learns) {
        never = patient > H;
    } else if (p < std::max(b_s, b_t)) {
        const double lasting = b_s < b_t ? q0 : 1 - q0;  // prior of the type that returns less
        never = p <= std::min(b_s, b_t) || lasting == 0;
        if (!never && lasting < 1) {
            const double odds = std::log(q / (1 - q) * ((1 - q0) / q0));
            date = std::max(0.0, std::ceil((odds - (evidence > 0 ? 1e-12 : -1e-12)) / evidence));
        }
    }
    out[4] = worthless ? none : p;
    out[5] = learns ? q : none;
    out[0] = never ? none : date;
    out[3] = never ? 2 : date > 0 ? 1 : 0;
    const auto value = [&](double b) {
        return W(b) + (H - W(b)) * std::pow(delta * (1 - b), date);
    };
    out[2] = never ? patient : date > 0 ? q0 * value(b_s) + (1 - q0) * value(b_t) : H;
    out[1] = never ? 0 : q0 * std::pow(1 - b_s, date) + (1 - q0) * std::pow(1 - b_t, date);
    marks[return_worthless] = worthless;
    marks[years_teach_nothing] = b_s == b_t;
    marks[plan_b_never_taken] = never;
}

void signals(const double* u, double* out) {
    const double p = u[0], c_D = u[1], c_A = u[2];
    const double a = p > c_A ? 1 - c_A / p : 0;
    const double A = p > c_A ? 1 - p + c_A : 1;
    const auto cutoff = [](double cost, double per) {
        return cost <= 0 ? 0 : cost >= per ? 1 : cost / per;
    };
    const double v_f = cutoff(c_D, 1 - p), v_t = cutoff(a * c_D, A);
    const double m = (p > c_A ? c_A / p : 1) * v_f;
    const auto utility = [&](double v, double cost) {
        return v < 1 ? A * (1 - v * v) / 2 - (a * c_D + cost) * (1 - v) : 0;
    };
    out[0] = a;
    out[1] = v_f;
    out[2] = m;
    out[3] = a * (1 - v_f);
    out[4] = utility(v_f, m);
    out[5] = v_t;
    out[6] = c_D - (1 - p) * v_t;
    out[7] = a * (1 - v_t);
    out[8] = utility(v_t, 0);
    out[9] = utility(v_t, 0) - utility(v_f, m);
}

// ln Phi(-t), t > 5, by its continued fraction (Laplace).
long double log_tail(long double t) {
    long double fraction = t;
    for (int k = 100; k >= 1; --k) fraction = t + static_cast<long double>(k) / fraction;
    return -t * t / 2 - std::log(2 * std::acos(-1.0L)) / 2 - std::log(fraction);
}

long double log_phi(long double x) {
    if (x < -20) return log_tail(-x);
    return std::log(std::erfc(-x / std::sqrt(2.0L)) / 2);
}

// As the formula stands, where it neither overflows nor cancels in doubles; otherwise its logarithm
// with long ones.
void margin(const double* u, double* out, bool* marks) {
    const double m = u[0], mu = u[1], s = u[2], T = u[3];
    const double shock = s * std::sqrt(T);
    const bool gone = m + mu * T <= 0;
    marks[margin_certain] = shock * 1e100 <= m + std::abs(mu * T);
    if (marks[margin_certain]) {
        out[0] = gone;
        out[1] = gone ? 0 : none;
        return;
    }
    const double x1 = (-m - mu * T) / shock, x2 = (-m + mu * T) / shock;
    const double grows = -2 * mu * m / (s * s);
    if (std::abs(grows) < 300 && x1 > -30 && x2 > -30) {
        const auto phi = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
        out[0] = phi(x1) + std::exp(grows) * phi(x2);
        out[1] =
            out[0] < 0.5 ? std::log(out[0]) : std::log1p(-(phi(-x1) - std::exp(grows) * phi(x2)));
        return;
    }
    const long double M = m, D = static_cast<long double>(mu) * T, S = s * std::sqrt(1.0L * T);
    const long double g = -2 * static_cast<long double>(mu) * m / (1.0L * s * s);
    const long double l1 = log_phi((-M - D) / S), l2 = g + log_phi((-M + D) / S);
    const long double larger = std::max(l1, l2);
    const long double log_sum = larger + std::log1p(std::exp(std::min(l1, l2) - larger));
    out[1] = static_cast<double>(std::min(log_sum, 0.0L));
    out[0] = static_cast<double>(std::exp(std::min(log_sum, 0.0L)));
}

void pivot(const double* u, double* out, bool* marks) {
    const double M = u[0], V[] = {u[1], u[4]}, a[] = {u[2], u[5]}, t[] = {u[3], u[6]};
    const double c[] = {std::sqrt(V[0] * t[0]), std::sqrt(V[1] * t[1])};
    const double demand = a[0] + t[0] + a[1] + t[1];
    double x[] = {none, none};
    marks[nothing_to_defend] = c[0] + c[1] == 0;
    if (!marks[nothing_to_defend]) {
        // Both get forces; or one of them would get less than none.
        const double L = (M + demand) / (c[0] + c[1]);
        for (int k = 0; k < 2; ++k) x[k] = L * c[k] - a[k] - t[k];
        for (int k = 0; k < 2; ++k) {
            if (x[k] < 0) {
                x[k] = 0;
                x[1 - k] = M;
            }
        }
    }
    out[0] = x[0];
    out[1] = x[1];
    out[2] = out[3] = 0;
    for (int k = 0; k < 2; ++k) {
        const double sent = marks[nothing_to_defend] ? 0 : x[k], all = a[k] + sent + t[k];
        if (t[k] > 0) out[2] = std::max(out[2], V[k] * t[k] / (all * all));
        out[3] += t[k] > 0 ? V[k] * (a[k] + sent) / all : V[k];
    }
}

template <std::size_t n>
void contest(const double* V, double* out) {
    std::array<double, n> sorted;
    std::copy_n(V, n, sorted.begin());
    std::sort(sorted.begin(), sorted.end(), std::greater());
    double sum = 1 / sorted[0], X = 0;
    for (std::size_t m = 2; m <= n && sorted[m - 1] > X; ++m) {
        sum += 1 / sorted[m - 1];
        X = static_cast<double>(m - 1) / sum;
    }
    double active = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const double chance = std::max(0.0, 1 - X / V[k]);
        out[2 + k] = X * chance;
        out[2 + n + k] = chance;
        out[2 + 2 * n + k] = V[k] * chance * chance;
        if (V[k] > X) active += std::pow(2.0, static_cast<double>(k));
    }
    out[0] = X;
    out[1] = active;
}

template <std::size_t n>
void commitment(std::span<const double> u, std::span<double> out) {
    bool marks[8] = {};
    patron(&u[0], &out[0], marks);
    plan_b(&u[5], &out[6], marks);
    signals(&u[14], &out[14]);
    margin(&u[17], &out[24], marks);
    pivot(&u[21], &out[26], marks);
    contest<n>(&u[28], &out[30]);
    int status = ok;
    for (int k = plan_b_never_taken; k >= 1; --k) {
        if (marks[k]) status = k;
    }
    out[32 + 3 * n] = status;
}

}  // namespace

std::vector<PlainModel> plain_commitment() {
    // Differences of numbers up to 1, in any order of operations, are exact to 1e-15.
    constexpr double tolerance = 1e-12, scale = 1e-15 / tolerance;
    const auto model = [](int contestants, PlainFunction function) {
        return PlainModel{"commitment", {{"contestants", contestants}}, function, tolerance, scale};
    };
    return {model(2, commitment<2>), model(5, commitment<5>), model(8, commitment<8>)};
}

}  // namespace entente::reference
