// SPDX-License-Identifier: Apache-2.0
//
// Plan B as what it is: the optimal stopping of a dynamic programme.
#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/published/commitment_scenario.hpp"

namespace entente::kernels {
namespace {

struct Ally {
    double q0, b_s, b_t, delta, u_R, u_U, h, K;
};

Named scenario(const Ally& x, double years = 4) {
    return {{"plan_b.prior", x.q0},
            {"plan_b.structural_return", x.b_s},
            {"plan_b.transient_return", x.b_t},
            {"plan_b.discount", x.delta},
            {"plan_b.reliable", x.u_R},
            {"plan_b.unreliable", x.u_U},
            {"plan_b.alone", x.h},
            {"plan_b.cost", x.K},
            {"plan_b.years", years}};
}

// The chances of return in each year, by Bayes' rule from year to year.
std::vector<double> chances(const Ally& x, std::size_t years) {
    std::vector<double> list;
    double structural = x.q0, transient = 1 - x.q0;
    for (std::size_t t = 0; t < years; ++t) {
        list.push_back((structural * x.b_s + transient * x.b_t) / (structural + transient));
        structural *= 1 - x.b_s;
        transient *= 1 - x.b_t;
        const double sum = structural + transient;
        structural /= sum;
        transient /= sum;
    }
    return list;
}

struct Optimum {
    double value;
    double date;  // infinity if never
    double loss;  // least of what deciding otherwise costs, in any year up to the date
};

// V_t = max(H, u_U + delta (p_t V_R + (1 - p_t) V_{t+1})), backwards from a year so late that what
// comes after it is discounted away.
Optimum dynamic_programme(const Ally& x) {
    const double H = x.h / (1 - x.delta) - x.K, V_R = x.u_R / (1 - x.delta);
    const auto years = static_cast<std::size_t>(std::ceil(-45 / std::log(x.delta))) + 10;
    const auto p = chances(x, years);
    double V = H;
    Optimum best{H, INFINITY, INFINITY};
    double loss = INFINITY;
    for (std::size_t t = years; t-- > 0;) {
        const double waits = x.u_U + x.delta * (p[t] * V_R + (1 - p[t]) * V);
        V = std::max(H, waits);
        if (H >= waits) {
            best.date = static_cast<double>(t);
            loss = INFINITY;
        }
        loss = std::min(loss, std::abs(H - waits));
    }
    best.value = V;
    best.loss = loss;
    return best;
}

Ally draw(std::mt19937_64& random) {
    const auto between = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    return {between(0, 1),     between(0, 0.3),  between(0, 0.9),   between(0.5, 0.97),
            between(0.5, 1.5), between(-0.5, 1), between(0.2, 1.2), between(-1, 3)};
}

TEST(CommitmentPlanB, IsTheOptimalPolicyOfTheDynamicProgramme) {
    std::mt19937_64 random(1);
    std::vector<Ally> allies;
    std::vector<Named> scenarios;
    for (int k = 0; k < 4000; ++k) {
        allies.push_back(draw(random));
        scenarios.push_back(scenario(allies.back()));
    }
    const Commitment model;
    const auto found = model.evaluate(scenarios);
    std::map<std::string, int> decisions;
    for (std::size_t i = 0; i < allies.size(); ++i) {
        const Optimum best = dynamic_programme(allies[i]);
        const double size = std::max(1.0, std::abs(best.value));
        EXPECT_NEAR(found[i].at("plan_b.value"), best.value, 1e-11 * size) << i;
        const std::string decision = model.word("plan_b.decision", found[i]);
        ++decisions[decision];
        if (best.loss < 1e-9) continue;  // all but a tie
        if (std::isinf(best.date)) {
            EXPECT_EQ(decision, "never") << i;
        } else {
            EXPECT_EQ(found[i].at("plan_b.date"), best.date) << i;
            EXPECT_EQ(decision, best.date > 0 ? "later" : "now");
        }
    }
    EXPECT_GT(decisions["now"], 500);
    EXPECT_GT(decisions["later"], 100);
    EXPECT_GT(decisions["never"], 500);
}

TEST(CommitmentPlanB, BelievesWhatBayesSays) {
    const Ally x{0.3, 0.02, 0.5, 0.9, 1, 0.1, 0.7, 1};
    const Ally reversed{0.3, 0.5, 0.02, 0.9, 1, 0.1, 0.7, 1};
    for (const Ally& ally : {x, reversed}) {
        double structural = ally.q0, transient = 1 - ally.q0;
        const auto p = chances(ally, 30);
        for (std::size_t t = 0; t < 30; ++t) {
            const Named found = Commitment().evaluate(scenario(ally, static_cast<double>(t)));
            EXPECT_NEAR(found.at("plan_b.posterior"), structural / (structural + transient), 1e-14);
            EXPECT_NEAR(found.at("plan_b.return_chance"), p[t], 1e-14);
            structural *= 1 - ally.b_s;
            transient *= 1 - ally.b_t;
        }
    }
}

TEST(CommitmentPlanB, ComesWhenTheChanceOfReturnHasFallenToTheThreshold) {
    const Ally x{0.3, 0.02, 0.5, 0.9, 1, 0.1, 0.7, 1};
    const Commitment model;
    const double threshold = model.evaluate(scenario(x)).at("plan_b.threshold");
    const double date = model.evaluate(scenario(x)).at("plan_b.date");
    EXPECT_LE(model.evaluate(scenario(x, date)).at("plan_b.return_chance"), threshold);
    EXPECT_GT(model.evaluate(scenario(x, date - 1)).at("plan_b.return_chance"), threshold);
    const double stays = 0.3 * std::pow(0.98, date) + 0.7 * std::pow(0.5, date);
    EXPECT_NEAR(model.evaluate(scenario(x)).at("plan_b.taken"), stays, 1e-15);
    EXPECT_NEAR(threshold, 0.15 / 1.08, 1e-15);
}

// The prior from which the belief after `years` is exactly q*: waiting another year is worth
// nothing and costs nothing, and the earlier date is returned.
TEST(CommitmentPlanB, TakesTheEarlierDateInATie) {
    Ally x{0.3, 0.02, 0.5, 0.9, 1, 0.1, 0.7, 1};
    const Commitment model;
    const double q = model.evaluate(scenario(x)).at("plan_b.belief_threshold");
    for (int years = 0; years <= 30; ++years) {
        const double odds = q / (1 - q) * std::pow(0.5 / 0.98, years);
        x.q0 = odds / (1 + odds);
        const double value = model.evaluate(scenario(x)).at("plan_b.value");
        EXPECT_EQ(model.evaluate(scenario(x)).at("plan_b.date"), years);
        x.q0 = std::max(0.0, x.q0 * (1 - 1e-9));
        EXPECT_EQ(model.evaluate(scenario(x)).at("plan_b.date"), years + 1);
        EXPECT_NEAR(model.evaluate(scenario(x)).at("plan_b.value"), value, 1e-7 * value);
    }
}

TEST(CommitmentPlanB, IsCertainOfItsPriorWhereItIsZeroOrOne) {
    const Commitment model;
    Ally x{0, 0.02, 0.5, 0.9, 1, 0.1, 0.7, 1};
    EXPECT_EQ(model.evaluate(scenario(x, 30)).at("plan_b.posterior"), 0);
    EXPECT_EQ(model.status(scenario(x)), "plan_b_never_taken");
    EXPECT_TRUE(std::isnan(model.evaluate(scenario(x)).at("plan_b.date")));
    EXPECT_EQ(model.evaluate(scenario(x)).at("plan_b.taken"), 0);
    EXPECT_NEAR(model.evaluate(scenario(x)).at("plan_b.value"), (0.1 + 4.5) / 0.55, 1e-13);
    x.q0 = 1;
    EXPECT_EQ(model.evaluate(scenario(x, 30)).at("plan_b.posterior"), 1);
    EXPECT_EQ(model.evaluate(scenario(x)).at("plan_b.date"), 0);
    EXPECT_EQ(model.evaluate(scenario(x)).at("plan_b.taken"), 1);
    EXPECT_NEAR(model.evaluate(scenario(x)).at("plan_b.value"), 0.7 / 0.1 - 1, 1e-14);
}

TEST(CommitmentPlanB, IsNowBeyondEveryHopeAndNeverBelowEveryDoubt) {
    const Commitment model;
    // p* = .1388...: above b_t, below b_s, above 1, below 0.
    EXPECT_EQ(model.evaluate(scenario({0.3, 0.02, 0.13, 0.9, 1, 0.1, 0.7, 1})).at("plan_b.date"),
              0);
    EXPECT_EQ(model.status(scenario({0.3, 0.14, 0.5, 0.9, 1, 0.1, 0.7, 1})), "plan_b_never_taken");
    EXPECT_EQ(model.evaluate(scenario({0.3, 0.02, 0.5, 0.9, 1, -9, 0.7, 1})).at("plan_b.date"), 0);
    EXPECT_EQ(model.status(scenario({0.3, 0.02, 0.5, 0.9, 1, 0.65, 0.7, 1})), "plan_b_never_taken");
}

TEST(CommitmentPlanB, IsNowOrNeverWhereYearsTeachNothing) {
    const Commitment model;
    for (const double b : {0.1, 0.13, 0.15, 0.4}) {
        const Named found = model.evaluate(scenario({0.3, b, b, 0.9, 1, 0.1, 0.7, 1}));
        EXPECT_EQ(model.word("plan_b.decision", found), b > 0.139 ? "never" : "now");
        EXPECT_TRUE(std::isnan(found.at("plan_b.belief_threshold")));
        EXPECT_EQ(model.word("status", found), "years_teach_nothing");
        EXPECT_EQ(found.at("plan_b.posterior"), 0.3);
    }
    const Named worthless = model.evaluate(scenario({0.3, 0.02, 0.5, 0.9, 0.5, 0.1, 0.7, 1}));
    EXPECT_EQ(model.word("status", worthless), "return_worthless");
    EXPECT_EQ(model.word("plan_b.decision", worthless), "now");
    EXPECT_TRUE(std::isnan(worthless.at("plan_b.threshold")));
}

// With a patient ally and slow returns, (1 - g^t)/(1 - g) is a difference of nearly equal numbers.
TEST(CommitmentPlanB, KeepsItsDigitsWithVeryPatientAllies) {
    for (const double impatience : {1e-3, 1e-6, 1e-9}) {
        // Plan B loses a year's utility, and is paid back by 1e-3 in all.
        const Ally x{0.5, 0, 0.5, 1 - impatience, 1, 0, 0.5, 0};
        const Named found = Commitment().evaluate(scenario(x));
        const auto t = static_cast<int>(found.at("plan_b.date"));
        const long double delta = x.delta, H = 0.5L / (1 - delta), V_R = 1 / (1 - delta);
        long double value = 0, structural = 1, transient = 1;
        for (int k = 0; k < t; ++k) {
            value += 0.5L * transient * delta * 0.5L * V_R;
            structural *= delta;
            transient *= delta * 0.5L;
        }
        value += 0.5L * (structural + transient) * H;
        EXPECT_GT(t, 5);
        EXPECT_NEAR(found.at("plan_b.value") / static_cast<double>(value), 1, 1e-12);
    }
}

}  // namespace
}  // namespace entente::kernels
