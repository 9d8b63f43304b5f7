// SPDX-License-Identifier: Apache-2.0
//
// Richardson's arms race: his theorems, and the solution against two methods that share nothing
// with it.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

struct Race {
    double x0, y0, k, l, a, b, g, h, time;
};

enum Outcome { balance, runaway, disarmament, knife_edge };

struct Found {
    double x, y, total, rate, lead, pressure, x_balance, y_balance, p, q, margin;
    int outcome, status;
};

Found run(const Race& r, Isa isa = widest_isa()) {
    static const auto instance = find_model("arms_race")->join({});
    const Values scenario = {r.x0, r.y0, r.k, r.l, r.a, r.b, r.g, r.h, r.time};
    const Values v = evaluate(*instance, isa, {&scenario, 1}).front();
    return {v[0],
            v[1],
            v[2],
            v[3],
            v[4],
            v[5],
            v[6],
            v[7],
            v[8],
            v[9],
            v[10],
            static_cast<int>(v[11]),
            static_cast<int>(v[12])};
}

std::vector<Race> random_races(std::size_t count) {
    static const auto instance = find_model("arms_race")->join({});
    std::vector<Race> races;
    for (const Values& v : random_scenarios(*instance, Region::plausible, count, 5)) {
        races.push_back({v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]});
    }
    return races;
}

// The differential equations, step by step (Runge and Kutta's fourth order).
std::array<double, 2> integrate(const Race& r) {
    const auto slope = [&](std::array<double, 2> z) -> std::array<double, 2> {
        return {r.k * z[1] - r.a * z[0] + r.g, r.l * z[0] - r.b * z[1] + r.h};
    };
    const auto moved = [](std::array<double, 2> z, double by, std::array<double, 2> along) {
        return std::array<double, 2>{z[0] + by * along[0], z[1] + by * along[1]};
    };
    constexpr int steps = 4000;
    const double step = r.time / steps;
    std::array<double, 2> z = {r.x0, r.y0};
    for (int n = 0; n < steps; ++n) {
        const auto s1 = slope(z), s2 = slope(moved(z, step / 2, s1));
        const auto s3 = slope(moved(z, step / 2, s2)), s4 = slope(moved(z, step, s3));
        for (std::size_t i = 0; i < 2; ++i) {
            z[i] += step / 6 * (s1[i] + 2 * s2[i] + 2 * s3[i] + s4[i]);
        }
    }
    return z;
}

// The exponential of T times the matrix of (x, y, 1), by its series for T/2^14 and squaring. Its
// entries off the diagonal may be negative only in the last column.
std::array<double, 2> exponential(const Race& r) {
    using Number = long double;
    using Square = std::array<std::array<Number, 3>, 3>;
    const auto product = [](const Square& s, const Square& t) {
        Square result{};
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                for (std::size_t n = 0; n < 3; ++n) result[i][j] += s[i][n] * t[n][j];
            }
        }
        return result;
    };
    constexpr int halvings = 14;
    const Number h = static_cast<Number>(r.time) / (1 << halvings);
    const Square step = {{{-r.a * h, r.k * h, r.g * h}, {r.l * h, -r.b * h, r.h * h}, {0, 0, 0}}};
    Square power = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, sum = power;
    for (int n = 1; n <= 24; ++n) {
        power = product(power, step);
        for (auto& row : power) {
            for (Number& entry : row) entry /= n;
        }
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) sum[i][j] += power[i][j];
        }
    }
    for (int n = 0; n < halvings; ++n) sum = product(sum, sum);
    const auto row = [&](std::size_t i) {
        return static_cast<double>(sum[i][0] * r.x0 + sum[i][1] * r.y0 + sum[i][2]);
    };
    return {row(0), row(1)};
}

TEST(ArmsRace, SolvesItsDifferentialEquations) {
    for (const Race& race : random_races(200)) {
        const auto [x, y] = integrate(race);
        const Found found = run(race);
        const double size = std::max({std::abs(x), std::abs(y), 1000.0});
        EXPECT_NEAR(found.x, x, 1e-9 * size);
        EXPECT_NEAR(found.y, y, 1e-9 * size);
        EXPECT_NEAR(found.rate, (race.l - race.a) * x + (race.k - race.b) * y + race.g + race.h,
                    1e-8 * size);
    }
}

// Eigenvalues that are equal or nearly so, one that is nearly 0, one-sided and no reactions: where
// the textbook's formulas divide by what is nearly 0.
TEST(ArmsRace, HoldsInAndNearItsLimits) {
    constexpr double small[] = {0, 1e-300, 1e-17, 1e-9, 1e-6, 1e-3, 0.1};
    for (const double e : small) {
        for (const double f : small) {
            for (const double time : {0.0, 1e-9, 0.5, 4.9, 5.1, 60.0}) {
                const Race races[] = {
                    {100, 50, e, f, 0.2, 0.2, 3, 4, time},  // p = q
                    {100, 50, e, 0.5, 0.2, 0.2 + f, 3, 4, time},
                    {100, 50, 0.2, 0.2, 0.2, 0.2 + e, 3, f, time},  // p = 0
                    {100, 50, 0.2 + e, 0.2, 0.2, 0.2, 3, f, time},
                    {100, 50, e, f, e, f, 3, 4, time},  // p = q = 0
                    {100, 50, e, 3, 4, f, 3, 4, time},
                };
                for (const Race& race : races) {
                    const auto [x, y] = exponential(race);
                    for (const Isa isa : available_isas()) {
                        const Found found = run(race, isa);
                        EXPECT_NEAR(found.x, x, 1e-12 * x) << e << ' ' << f << ' ' << time;
                        EXPECT_NEAR(found.y, y, 1e-12 * y) << e << ' ' << f << ' ' << time;
                    }
                }
            }
        }
    }
}

TEST(ArmsRace, IsStableIffFatigueOutweighsReaction) {
    int ends[4] = {};
    for (Race race : random_races(2000)) {
        race.time = 100;
        const Found found = run(race);
        EXPECT_EQ(found.margin > 0, race.a * race.b > race.k * race.l);
        EXPECT_EQ(found.p<0, found.margin> 0);
        ++ends[found.outcome];
        if (std::abs(found.p) < 0.3) continue;
        if (found.outcome == balance) {
            EXPECT_NEAR(found.x, found.x_balance, 1e-6 * (1 + std::abs(found.x_balance)));
            EXPECT_NEAR(found.y, found.y_balance, 1e-6 * (1 + std::abs(found.y_balance)));
        } else if (std::abs(found.pressure) > 1e-6) {
            EXPECT_EQ(found.x > 0, found.outcome == runaway);
            EXPECT_EQ(found.y > 0, found.outcome == runaway);
            EXPECT_GT(std::abs(found.total), 1e6);
        }
    }
    for (const Outcome end : {balance, runaway, disarmament}) EXPECT_GT(ends[end], 20);
}

TEST(ArmsRace, StaysInEquilibrium) {
    for (Race race : random_races(500)) {
        const Found there = run(race);
        if (there.status != 0 || there.x_balance < 0 || there.y_balance < 0) continue;
        race.x0 = there.x_balance;
        race.y0 = there.y_balance;
        race.time = 1;
        const Found later = run(race);
        const double size = 1e-11 * (race.x0 + race.y0 + std::abs(race.g) + std::abs(race.h));
        EXPECT_NEAR(later.x, race.x0, size);
        EXPECT_NEAR(later.y, race.y0, size);
        EXPECT_NEAR(later.rate, 0, size);
    }
}

TEST(ArmsRace, GoesOnFromWhereItIs) {
    for (Race race : random_races(500)) {
        race.g = std::abs(race.g);
        race.h = std::abs(race.h);
        const Found half = run(race);
        Race rest = race;
        rest.x0 = half.x;
        rest.y0 = half.y;
        race.time *= 2;
        const Found whole = run(race), then = run(rest);
        EXPECT_NEAR(then.x, whole.x, 1e-12 * whole.x);
        EXPECT_NEAR(then.y, whole.y, 1e-12 * whole.y);
    }
}

TEST(ArmsRace, DoesNotCareWhichSideIsFirst) {
    for (const Race& r : random_races(500)) {
        const Found found = run(r),
                    turned = run({r.y0, r.x0, r.l, r.k, r.b, r.a, r.h, r.g, r.time});
        const double size = 1e-12 * (std::abs(found.x) + std::abs(found.y) + 1000);
        EXPECT_NEAR(turned.x, found.y, size);
        EXPECT_NEAR(turned.y, found.x, size);
        EXPECT_EQ(turned.outcome, found.outcome);
    }
}

// Sides alike, 1909: what their arms exceed 194 by grows by 0.73 a year; with less than 194, the
// same line leads to disarmament.
TEST(ArmsRace, OfNineteenHundredNineTurnsAtATotalOf194) {
    Race race = {115.3, 83.9, 0.93, 0.93, 0.2, 0.2, -70.81, -70.81, 0};
    EXPECT_NEAR(run(race).p, 0.73, 1e-15);
    EXPECT_NEAR(run(race).x_balance + run(race).y_balance, 194, 1e-10);
    for (const double time : {0.0, 1.0, 2.0, 3.0, 4.0}) {
        race.time = time;
        const Found found = run(race);
        EXPECT_NEAR(found.total, 194 + 5.2 * std::exp(0.73 * time), 1e-9);
        EXPECT_NEAR(found.rate, 0.73 * (found.total - 194), 1e-9);
        EXPECT_NEAR(found.lead, 31.4 * std::exp(-1.13 * time), 1e-9);
        EXPECT_EQ(found.outcome, runaway);
    }
    race.x0 -= 5.3;
    EXPECT_EQ(run(race).outcome, disarmament);
}

TEST(ArmsRace, SaysWhereNothingDecides) {
    for (const Isa isa : available_isas()) {
        const Found edge = run({2, 2, 1, 1, 0.25, 0.25, -1.5, -1.5, 50}, isa);
        EXPECT_EQ(edge.outcome, knife_edge);
        EXPECT_EQ(edge.status, 0);

        const Found none = run({2, 2, 0.5, 0.5, 0.5, 0.5, 1, 1, 8}, isa);
        EXPECT_EQ(none.status, 1);
        EXPECT_TRUE(std::isnan(none.x_balance) && std::isnan(none.y_balance));
        EXPECT_EQ(none.outcome, runaway);
        EXPECT_NEAR(none.x, 10, 1e-12);

        const Found still = run({2, 3, 0, 0, 0, 0, 0, 0, 8}, isa);
        EXPECT_EQ(still.outcome, knife_edge);
        EXPECT_EQ(still.status, 1);
        EXPECT_EQ(still.x, 2);
        EXPECT_EQ(still.y, 3);
    }
}

}  // namespace
}  // namespace entente::kernels
