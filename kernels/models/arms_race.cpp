// SPDX-License-Identifier: Apache-2.0
//
// arms_race: two sides arm against each other, tire of the cost, and bear grievances (Richardson).
//
//   symbol  unit    range     meaning
//   x, y    1       any       arms of the first and of the second side, in one unit, such as
//                             spending: x0, y0 >= 0 at the beginning. Negative ones are
//                             cooperation (Richardson)
//   k, l    year-1  0 to 5    reaction of the first side to the second's arms, and the reverse
//   a, b    year-1  0 to 5    fatigue and expense of the first side, of the second
//   g, h    year-1  any       grievance of the first side, of the second; negative: goodwill
//   T       year    0 to 100  time that passes
//
//   dx/dt = k y - a x + g,  dy/dt = l x - b y + h                                               (1)
//
// With z = (x, y), c = (g, h), M = (-a, k; l, -b) and its eigenvalues p >= q, which are real,
//   p, q = -(a + b)/2 +- w,  w = sqrt((a - b)^2/4 + k l),  p q = a b - k l                      (2)
//   z(T) = e^(qT) z0 + E (M - q) z0 + F(q) c + G (M - q) c
//   dz/dt(T) = e^(qT) z'0 + E (M - q) z'0,  z'0 = M z0 + c                                      (3)
//   E = (e^(pT) - e^(qT))/(p - q),  F(r) = (e^(rT) - 1)/r,  G = (F(p) - F(q))/(p - q)           (4)
// each in its limit where p = q or r = 0. There is an equilibrium unless a b = k l:
//   x* = (b g + k h)/(a b - k l),  y* = (a h + l g)/(a b - k l)                                 (5)
// It is reached from everywhere iff a b > k l. Otherwise what decides is the sign of the `pressure`
//   u z'0/(u_1 + u_2),  u the sum of the rows of M - q or, should it vanish, (1, 1)             (6)
// (u M = p u): if positive both sides arm without end (runaway), if negative they disarm so.
//
// Method     Every factor in (3) is positive and computed without cancellation: w -+ (a - b)/2 from
//            their product k l, p from p q, F and E from exp, G by a double series or, where
//            qT < -1/4, as (F(p) - E)/-q. Terms cancel only where c or z'0 has a sign.
// Accuracy   Within 1e-12, relative to the largest term of a sum where terms cancel.
// Neglected  Coefficients are constant; reactions are linear, and never submissive (k, l >= 0).
// References Richardson, Arms and Insecurity (1960), and Generalized Foreign Politics (1939).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/arms_race.cpp"
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_ARMS_RACE  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_ARMS_RACE
namespace entente::kernels::arms_race_model {

struct Prepared {};  // neither settings nor data

namespace in {
enum Column : std::size_t { x0, y0, k, l, a, b, g, h, time };
}
namespace out {
enum Column : std::size_t {
    x,
    y,
    total,
    rate,
    lead,
    pressure,
    x_balance,
    y_balance,
    p,
    q,
    margin,
    outcome,
    status
};
}

enum Outcome { balance, runaway, disarmament, knife_edge };
enum Status { ok, no_equilibrium };

// Where a b - k l is less than this, (5) is not computed.
inline constexpr double least_margin = 1e-280;

// 1/(n + 2)! for n = 0, 1, ...
inline constexpr double coefficients[] = {
    1.0 / 2,     1.0 / 6,      1.0 / 24,      1.0 / 120,      1.0 / 720,       1.0 / 5040,
    1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};

}  // namespace entente::kernels::arms_race_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace arms_race_kernel {
using namespace arms_race_model;

// The mean of e^t between 0 and z, (e^z - 1)/z.
HWY_INLINE Real mean_power(Real z, Real less_one) {
    const Mask none = z == Real(0.0);
    return select(none, 1.0, less_one / select(none, 1.0, z));
}

// The divided difference of that mean between s and t, |s|, |t| <= 1/4: the sum over n of
// (s^n + s^(n-1) t + ... + t^n)/(n + 2)!.
HWY_INLINE Real mean_power_slope(Real s, Real t) {
    Real power = 1.0, polynomial = 1.0, sum = coefficients[0];
    for (std::size_t n = 1; n < std::size(coefficients); ++n) {
        power = power * t;
        polynomial = fma(polynomial, s, power);
        sum = fma(polynomial, coefficients[n], sum);
    }
    return sum;
}

HWY_INLINE void race(const Batch& batch, std::size_t i) {
    const Real x0 = take(batch, in::x0, i), y0 = take(batch, in::y0, i);
    const Real k = take(batch, in::k, i), l = take(batch, in::l, i);
    const Real a = take(batch, in::a, i), b = take(batch, in::b, i);
    const Real g = take(batch, in::g, i), h = take(batch, in::h, i);
    const Real time = take(batch, in::time, i);
    const Real zero = 0.0, one = 1.0;

    // (2), and the diagonal of M - q, (b - a)/2 + w and (a - b)/2 + w.
    const Real margin = a * b - k * l;
    const Real half = Real(0.5) * (b - a);
    const Real w = sqrt(fma(half, half, k * l));
    const Real larger = abs(half) + w;
    const Real smaller = k * l / select(larger > zero, larger, one);
    const Mask second_tires_more = half > zero;
    const Real first = select(second_tires_more, larger, smaller);
    const Real second = select(second_tires_more, smaller, larger);
    const Real q = fma(-0.5, a + b, -w);
    const Real p = select(q < zero, margin / select(q < zero, q, one), zero);

    // (4)
    const Real pT = p * time, qT = q * time, gap = Real(-2.0) * w * time;
    const Exponential e_p = exponential(pT), e_q = exponential(qT);
    const Real E = time * e_p.value * mean_power(gap, exponential(gap).less_one);
    const Real Fp = time * mean_power(pT, e_p.less_one);
    const Real Fq = time * mean_power(qT, e_q.less_one);
    const Mask soon = qT > Real(-0.25);
    Real G = (Fp - E) / select(soon, 1.0, -q);
    if (any(soon)) {
        const Real slope = mean_power_slope(select(soon, pT, 0.0), select(soon, qT, 0.0));
        G = select(soon, time * time * slope, G);
    }

    // (3)
    const Real dx = fma(k, y0, fma(-a, x0, g)), dy = fma(l, x0, fma(-b, y0, h));
    const auto toward = [&](Real self, Real own, Real cross, Real other) {
        return fma(own, self, cross * other);
    };
    const Real x =
        fma(e_q.value, x0, E * toward(x0, first, k, y0)) + fma(Fq, g, G * toward(g, first, k, h));
    const Real y =
        fma(e_q.value, y0, E * toward(y0, second, l, x0)) + fma(Fq, h, G * toward(h, second, l, g));
    put(batch, out::x, i, x);
    put(batch, out::y, i, y);
    put(batch, out::total, i, x + y);
    put(batch, out::lead, i, x - y);
    const Real rate_x = fma(e_q.value, dx, E * toward(dx, first, k, dy));
    const Real rate_y = fma(e_q.value, dy, E * toward(dy, second, l, dx));
    put(batch, out::rate, i, rate_x + rate_y);

    // (6)
    const Real rows = (first + l) + (k + second);
    const Mask alike = rows <= zero;
    const Real u = select(alike, one, first + l), v = select(alike, one, k + second);
    const Real pressure = fma(u, dx, v * dy) / (u + v);
    put(batch, out::pressure, i, pressure);

    // (5)
    const Mask none = abs(margin) < Real(least_margin);
    const auto balance_at = [&](Real numerator) {  // 0/0 where there is none
        return select(none, zero, numerator) / select(none, zero, margin);
    };
    put(batch, out::x_balance, i, balance_at(fma(b, g, k * h)));
    put(batch, out::y_balance, i, balance_at(fma(a, h, l * g)));
    put(batch, out::p, i, p);
    put(batch, out::q, i, q);
    put(batch, out::margin, i, margin);
    const Real endless = select(pressure > zero, Real(runaway),
                                select(pressure < zero, Real(disarmament), Real(knife_edge)));
    put(batch, out::outcome, i, select(margin > zero, Real(balance), endless));
    put(batch, out::status, i, select(none, Real(no_equilibrium), Real(ok)));
}

}  // namespace arms_race_kernel

void evaluate_arms_race(const arms_race_model::Prepared&, const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) arms_race_kernel::race(batch, i);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace arms_race_model {
namespace {

// The initial values are those of 1909: France and Russia against Germany and Austria-Hungary, in
// millions of pounds a year.
// clang-format off
std::vector<Parameter> parameters() {
    return {
        {"first.initial",    "1",      "the first side's arms at the beginning (x0)",          115.3,  {0, 1e6},    {50, 200}},
        {"second.initial",   "1",      "the second side's arms at the beginning (y0)",         83.9,   {0, 1e6},    {50, 200}},
        {"first.reaction",   "year-1", "the first side's reaction to the second's arms (k)",   0.93,   {0, 5},      {0.1, 1.5}},
        {"second.reaction",  "year-1", "the second side's reaction to the first's arms (l)",   0.93,   {0, 5},      {0.1, 1.5}},
        {"first.fatigue",    "year-1", "the first side's fatigue and expense (a)",             0.2,    {0, 5},      {0.05, 0.5}},
        {"second.fatigue",   "year-1", "the second side's fatigue and expense (b)",            0.2,    {0, 5},      {0.05, 0.5}},
        {"first.grievance",  "year-1", "the first side's grievance; negative: goodwill (g)",   -70.81, {-1e6, 1e6}, {-100, 50}},
        {"second.grievance", "year-1", "the second side's grievance; negative: goodwill (h)",  -70.81, {-1e6, 1e6}, {-100, 50}},
        {"time",             "year",   "time that passes (T)",                                 4,      {0, 100},    {1, 10}},
    };
}

std::vector<Output> outputs() {
    return {
        {"first.arms",         "1",      "the first side's arms at the time (x); negative: cooperation"},
        {"second.arms",        "1",      "the second side's arms at the time (y); negative: cooperation"},
        {"total",              "1",      "arms of both sides at the time (x + y)"},
        {"total_rate",         "year-1", "rate at which the arms of both sides grow at the time"},
        {"lead",               "1",      "the first side's arms less the second's at the time (x - y)"},
        {"pressure",           "year-1", "growth at the beginning along the motion that lasts; decides an unstable race"},
        {"first.equilibrium",  "1",      "the first side's arms in equilibrium (x*), stable or not"},
        {"second.equilibrium", "1",      "the second side's arms in equilibrium (y*), stable or not"},
        {"growth",             "year-1", "the larger eigenvalue (p): negative in a stable race"},
        {"decay",              "year-1", "the smaller eigenvalue (q)"},
        {"margin",             "year-2", "stability: a b - k l, positive where the equilibrium is reached"},
        {.name = "outcome", .unit = "1", .meaning = "where the race ends",
         .kind = OutputKind::code, .flags = {"balance", "runaway", "disarmament", "knife_edge"}},
        {.name = "status", .unit = "1", .meaning = "whether there is an equilibrium, which is not a number where a b = k l",
         .kind = OutputKind::code, .flags = {"ok", "no_equilibrium"}},
    };
}
// clang-format on

// The total of both sides' estimates in millions of pounds, and the line through its rates of
// growth: 0.73 per year of what exceeds 194. Sides alike, so that k - a = 0.73 and
// g + h = -0.73 * 194, the initial values.
std::vector<PublishedCase> published() {
    const auto year = [](double since_1909, double recalled) {
        return PublishedCase{
            .source = "Richardson 1960, warlike expenditure 1909-1913 (recalled), by his line",
            .parameters = {{"time", since_1909}},
            .values = {{.quantity = "total of " + std::to_string(1909 + int(since_1909)),
                        .output = "total",
                        .published = recalled,
                        .tolerance = 0.01}}};
    };
    return {year(1, 204.8), year(2, 214.9), year(3, 238.7), year(4, 289.0)};
}

constexpr std::string_view references[] = {
    "L. F. Richardson, Arms and Insecurity, Boxwood Press (1960)",
    "L. F. Richardson, Generalized Foreign Politics, British Journal of Psychology Monograph "
    "Supplements 23 (1939)",
};

std::unique_ptr<const Instance> join(const ModelData&) {
    constexpr double work = 300;
    return std::make_unique<KernelInstance<Prepared>>(
        Interface{parameters(), outputs()}, Prepared{},
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_arms_race), work);
}

}  // namespace
}  // namespace arms_race_model

extern const Model arms_race;
const Model arms_race = {
    .name = "arms_race",
    .version = 1,
    .summary = "two sides arm against each other: Richardson's race, its equilibrium and its end",
    .references = arms_race_model::references,
    .settings = {},
    .join = arms_race_model::join,
    .published = arms_race_model::published,
};

}  // namespace entente::kernels
#endif
