// SPDX-License-Identifier: Apache-2.0
//
// The patron of two states against Markov chains multiplied out, and the margin against the laws of
// Brownian motion.
#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/published/commitment_scenario.hpp"

namespace entente::kernels {
namespace {

using Long = long double;

struct Matrix {
    Long a, b, c, d;
};

Matrix operator*(const Matrix& x, const Matrix& y) {
    return {x.a * y.a + x.b * y.c, x.a * y.b + x.b * y.d, x.c * y.a + x.d * y.c,
            x.c * y.b + x.d * y.d};
}

// e^A for A with no negative entry off its diagonal: scaling and squaring, after a shift that makes
// every entry non-negative, so that nothing cancels.
Matrix exponential(Matrix A) {
    const Long shift = std::min(A.a, A.d);
    A.a -= shift;
    A.d -= shift;
    int squarings = 0;
    Long scale = 1;
    while (std::max({A.a, A.b, A.c, A.d}) * scale > 0.1L) {
        scale /= 2;
        ++squarings;
    }
    A = {A.a * scale, A.b * scale, A.c * scale, A.d * scale};
    Matrix sum{1, 0, 0, 1}, term = sum;
    for (int k = 1; k < 25; ++k) {
        term = term * A;
        term = {term.a / k, term.b / k, term.c / k, term.d / k};
        sum = {sum.a + term.a, sum.b + term.b, sum.c + term.c, sum.d + term.d};
    }
    const Long back = std::exp(shift * scale);
    sum = {sum.a * back, sum.b * back, sum.c * back, sum.d * back};
    for (int k = 0; k < squarings; ++k) sum = sum * sum;
    return sum;
}

Named patron(double a, double b, double h_R, double h_U, double years) {
    return {{"patron.lapse", a},
            {"patron.return", b},
            {"patron.hazard_reliable", h_R},
            {"patron.hazard_unreliable", h_U},
            {"patron.years", years}};
}

void expect_exponential(const Named& scenario, const Named& found) {
    const Long a = scenario.at("patron.lapse"), b = scenario.at("patron.return");
    const Long h_R = scenario.at("patron.hazard_reliable");
    const Long h_U = scenario.at("patron.hazard_unreliable"), T = scenario.at("patron.years");
    const Matrix S = exponential({-(a + h_R) * T, a * T, b * T, -(b + h_U) * T});
    const auto check = [](Long expected, double survival) {
        if (expected < 1e-300L) {
            EXPECT_LT(survival, 1.01e-300);
        } else {
            EXPECT_NEAR(survival / static_cast<double>(expected), 1, 1e-12);
        }
    };
    check(S.a + S.b, found.at("patron.survival_reliable"));
    check(S.c + S.d, found.at("patron.survival_unreliable"));
}

TEST(CommitmentPatron, SurvivesAsTheMatrixExponentialSays) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0, 1), decades(-4, 1);
    std::vector<Named> scenarios;
    for (int k = 0; k < 3000; ++k) {
        // Every other hazard so large that survival is down to 1e-300.
        const auto hazard = [&] { return std::min(10.0, std::pow(10, decades(random))); };
        const auto rate = [&] { return std::min(1.0, std::pow(10, decades(random))); };
        scenarios.push_back(
            patron(rate(), rate(), hazard(), hazard(), std::floor(100 * uniform(random))));
    }
    const auto found = Commitment().evaluate(scenarios);
    for (std::size_t i = 0; i < scenarios.size(); ++i) expect_exponential(scenarios[i], found[i]);
}

TEST(CommitmentPatron, SurvivesWithEqualAndNearlyEqualEigenvalues) {
    std::vector<Named> scenarios;
    for (const double tiny : {0.0, 1e-300, 1e-100, 1e-18, 1e-15, 1e-9, 1e-5}) {
        // Equal when a b = 0 and a + h_R = b + h_U.
        scenarios.push_back(patron(0.25, 0, 0.25, 0.5 + tiny, 20));
        scenarios.push_back(patron(0.25, tiny, 0.25, 0.5, 20));
        scenarios.push_back(patron(tiny, 0.25, 0.5, 0.25, 20));
        scenarios.push_back(patron(tiny, tiny, 0.5, 0.5, 20));
        scenarios.push_back(patron(tiny, tiny, tiny, tiny, 1000));
        scenarios.push_back(patron(0.25, 0.25, tiny, tiny, 1000));
        scenarios.push_back(patron(0, 0, 0.3, 0.3 + tiny, 1000));
    }
    // And where what remains of a difference is the rounding of its terms, in either state.
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> uniform(0, 1), decades(-18, -1);
    for (int k = 0; k < 3000; ++k) {
        const double leave = uniform(random), hazard = uniform(random),
                     years = 100 * uniform(random);
        const double back = k % 3 == 0 ? 0 : leave * std::pow(10, decades(random));
        const double apart = (uniform(random) - 0.5) * std::pow(10, decades(random));
        const double there = std::max(0.0, leave + hazard - back + apart);
        scenarios.push_back(patron(leave, back, hazard, there, years));
        scenarios.push_back(patron(back, leave, there, hazard, years));
    }
    const auto found = Commitment().evaluate(scenarios);
    for (std::size_t i = 0; i < scenarios.size(); ++i) expect_exponential(scenarios[i], found[i]);
}

TEST(CommitmentPatron, AllianceOutlastsNoYearsForCertain) {
    const Named found = Commitment().evaluate(patron(0.2, 0.3, 5, 7, 0));
    EXPECT_EQ(found.at("patron.survival_reliable"), 1);
    EXPECT_EQ(found.at("patron.survival_unreliable"), 1);
    EXPECT_EQ(found.at("patron.returned"), 0);
}

// L = 1/total hazard with equal hazards, and in general the first-step equations.
TEST(CommitmentPatron, MeanLifeSolvesTheFirstStepEquations) {
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int k = 0; k < 200; ++k) {
        const double a = uniform(random), b = uniform(random), h_R = uniform(random),
                     h_U = uniform(random);
        const Named found = Commitment().evaluate(patron(a, b, h_R, h_U, 10));
        const double L_R = found.at("patron.life_reliable");
        const double L_U = found.at("patron.life_unreliable");
        EXPECT_NEAR(((a + h_R) * L_R - a * L_U), 1, 1e-11 * L_R);
        EXPECT_NEAR(((b + h_U) * L_U - b * L_R), 1, 1e-11 * L_U);
    }
}

TEST(CommitmentPatron, ReturnsAsTheChainDoesYearByYear) {
    for (const auto& [a, b] : {std::pair{0.15, 0.35},
                               {0.0, 0.2},
                               {0.3, 0.0},
                               {0.9, 0.7},
                               {1.0, 1.0},
                               {0.5, 0.5},
                               {1e-9, 2e-9},
                               {1.0, 0.0},
                               {0.4, 1.0}}) {
        Long reliable = 0;
        for (int year = 0; year <= 40; ++year) {
            const Named found = Commitment().evaluate(patron(a, b, 0.01, 0.12, year));
            EXPECT_NEAR(found.at("patron.returned"), static_cast<double>(reliable),
                        1e-12 * static_cast<double>(reliable) + 1e-16)
                << a << ' ' << b << ' ' << year;
            reliable = reliable * (1 - Long{a}) + (1 - reliable) * Long{b};
        }
    }
}

TEST(CommitmentPatron, WithoutAnAnswerSaysWhy) {
    const Commitment model;
    const Named stays = model.evaluate(patron(0, 0, 0.01, 0.12, 10));
    EXPECT_TRUE(std::isnan(stays.at("patron.stationary")));
    EXPECT_EQ(stays.at("patron.returned"), 0);
    EXPECT_NEAR(stays.at("patron.life_unreliable"), 1 / 0.12, 1e-14);
    EXPECT_EQ(model.word("status", stays), "patron_never_changes");

    // For ever from either state; from R only, U being left for it; from R only, R never left.
    for (const auto& [scenario, ends] : {std::pair{patron(0.2, 0.3, 0, 0, 10), false},
                                         {patron(0, 0.3, 0, 0.12, 10), false},
                                         {patron(0.2, 0, 0.12, 0, 10), false}}) {
        const Named found = model.evaluate(scenario);
        EXPECT_TRUE(std::isnan(found.at("patron.life_reliable")));
        EXPECT_EQ(std::isfinite(found.at("patron.life_unreliable")), ends);
        EXPECT_EQ(model.word("status", found), "alliance_never_ends");
    }
    const Named lost = model.evaluate(patron(0.2, 0, 0, 0.5, 10));
    EXPECT_NEAR(lost.at("patron.life_reliable"), 1 / 0.2 + 1 / 0.5, 1e-14);
    EXPECT_EQ(model.word("status", lost), "ok");
}

Named margin(double m, double mu, double s, double T) {
    return {{"margin.start", m}, {"margin.drift", mu}, {"margin.noise", s}, {"margin.years", T}};
}

Long tail(Long t) { return std::erfc(t / std::sqrt(2.0L)) / 2; }

TEST(CommitmentMargin, ObeysTheReflectionPrincipleWithoutDrift) {
    for (double m = 0; m <= 37; m += 0.25) {
        const double expected = static_cast<double>(2 * tail(Long{m} / (0.5L * 2)));
        const Named found = Commitment().evaluate(margin(m, 0, 0.5, 4));
        EXPECT_NEAR(found.at("margin.fall") / expected, 1, 1e-12) << m;
        EXPECT_NEAR(found.at("margin.log_fall"), std::log(expected),
                    1e-12 * std::abs(std::log(expected)) + 1e-15);
    }
}

// The density of the time of first passage, m/(s sqrt(2 pi t^3)) e^(-(m + mu t)^2/(2 s^2 t)),
// integrated over ln t by the trapezoidal rule, which converges exponentially here.
Long passage(Long m, Long mu, Long s, Long T) {
    constexpr Long pi = 3.14159265358979323846264338327950288L;
    // With t = T e^(-e^y)..., both ends vanish doubly exponentially.
    Long sum = 0;
    constexpr Long step = 1.0L / 256;
    for (Long y = -60; y <= 8; y += step) {
        const Long t = T * std::exp(-std::exp(y - std::exp(-y)));
        const Long dlog = std::exp(y - std::exp(-y)) * (1 + std::exp(-y));
        if (t <= 0 || !std::isfinite(dlog)) continue;
        const Long away = m + mu * t;
        sum += dlog * m / (s * std::sqrt(2 * pi * t)) * std::exp(-away * away / (2 * s * s * t));
    }
    return sum * step;
}

TEST(CommitmentMargin, IsTheIntegralOfItsDensity) {
    for (const auto& [m, mu, s, T] : std::vector<std::array<double, 4>>{{1, 0, 1, 1},
                                                                        {0.5, -0.2, 0.3, 2},
                                                                        {5, -3, 0.1, 1},
                                                                        {0.5, 0.3, 0.2, 4},
                                                                        {0.5, -0.5, 0.2, 4},
                                                                        {1e-3, 0.1, 0.2, 10},
                                                                        {2, 0.02, 0.1, 30},
                                                                        {3, -0.2, 0.02, 12},
                                                                        {3, -0.2, 0.02, 18}}) {
        const Named found = Commitment().evaluate(margin(m, mu, s, T));
        const double expected = static_cast<double>(passage(m, mu, s, T));
        EXPECT_NEAR(found.at("margin.fall") / expected, 1, 1e-12) << m << ' ' << mu << ' ' << T;
    }
}

// (16) with long doubles, whose 64 bits leave room for what its exponentials cancel.
TEST(CommitmentMargin, HasItsDigitsDownTo1e300) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<Named> scenarios;
    std::vector<double> expected;
    double least = 1;
    while (scenarios.size() < 3000) {
        const double s = 0.05 + uniform(random), T = 1 + 30 * uniform(random);
        const double m = 40 * uniform(random) * s * std::sqrt(T);
        const double mu = (uniform(random) - 0.5) * 2 * m / T;
        const Long S = s * std::sqrt(Long{T}), D = Long{mu} * T;
        const Long grows = -2 * Long{mu} * m / (Long{s} * s);
        const Long P = tail((m + D) / S) + std::exp(grows) * tail((m - D) / S);
        if (P < 1e-300L) continue;
        scenarios.push_back(margin(m, mu, s, T));
        expected.push_back(static_cast<double>(P));
        least = std::min(least, expected.back());
    }
    EXPECT_LT(least, 1e-290);
    const auto found = Commitment().evaluate(scenarios);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        EXPECT_NEAR(found[i].at("margin.fall") / expected[i], 1, 1e-12) << expected[i];
        const double log_P = std::log(expected[i]);
        EXPECT_NEAR(found[i].at("margin.log_fall"), log_P, 1e-12 * std::abs(log_P) + 2e-15);
    }
}

TEST(CommitmentMargin, IsGoneWhereItBeginsAtNothing) {
    for (const double mu : {-3.0, 0.0, 2.0}) {
        const Named found = Commitment().evaluate(margin(0, mu, 0.1, 5));
        EXPECT_NEAR(found.at("margin.fall"), 1, 1e-15);
        EXPECT_NEAR(found.at("margin.log_fall"), 0, 1e-15);
    }
}

TEST(CommitmentMargin, WithoutChanceIsCertain) {
    const Commitment model;
    for (const auto& [scenario, fall] : {std::pair{margin(1, -0.5, 0, 1), 0.0},
                                         {margin(1, -0.5, 0, 2), 1.0},
                                         {margin(1, -0.5, 0.3, 0), 0.0},
                                         {margin(0, 1, 0.3, 0), 1.0},
                                         {margin(1, 1, 0, 9), 0.0}}) {
        const Named found = model.evaluate(scenario);
        EXPECT_EQ(found.at("margin.fall"), fall);
        EXPECT_EQ(std::isnan(found.at("margin.log_fall")), fall == 0);
        EXPECT_EQ(model.word("status", found), "margin_certain");
    }
}

}  // namespace
}  // namespace entente::kernels
