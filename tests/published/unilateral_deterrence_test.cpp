// SPDX-License-Identifier: Apache-2.0
//
// The Unilateral Deterrence Game: what an equilibrium is, checked by each type's alternatives, and
// what the thresholds say.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

enum Parameter { pC, pD, cSQ, cDC, cCD, cDD, dCD, dDC, dDD };
enum Column {
    status_quo,
    concession,
    backing_down,
    war,
    regime,
    challenge,
    resistance,
    h,
    y,
    x,
    ct,
    cs,
    dn,
    status
};
enum Regime { deterrence, separating, bluff, attack, none };
enum Status { ok, tie, challenger_order, defender_order };

const Instance& instance() {
    static const auto joined = [] {
        const Model* model = find_model("unilateral_deterrence");
        return model->join(initial_data(*model));
    }();
    return *joined;
}

std::vector<Values> evaluated(const std::vector<Values>& scenarios, Isa isa = widest_isa()) {
    return evaluate(instance(), isa, scenarios);
}

// The initial scenario with some changes.
Values with(std::initializer_list<std::pair<Parameter, double>> changes) {
    Values scenario = initial_values(instance());
    for (const auto& [parameter, value] : changes) scenario[parameter] = value;
    return scenario;
}

std::vector<Values> plausible() { return random_scenarios(instance(), Region::plausible, 5000, 5); }

// What a challenge is worth to a challenger that gets `resisted` where it is resisted.
double challenge_value(const Values& u, double resisted, double pi) {
    return pi * resisted + (1 - pi) * u[cDC];
}

constexpr double rounding = 1e-13;

TEST(UnilateralDeterrence, IsAnEquilibriumNoTypeGainsByDoingOtherwise) {
    const auto scenarios = plausible();
    const auto found = evaluated(scenarios);
    int seen[4] = {};
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        const Values &u = scenarios[i], &f = found[i];
        ASSERT_EQ(f[status], ok);
        ++seen[static_cast<int>(f[regime])];
        const double pi = u[pD] + (1 - u[pD]) * f[x];
        // Each challenger: who challenges for certain does not lose by it, who never does would.
        const std::pair<double, double> types[] = {{f[h], u[cDD]}, {f[y], u[cCD]}};
        for (const auto& [share, resisted] : types) {
            const double gain = challenge_value(u, resisted, pi) - u[cSQ];
            if (share > 0) {
                EXPECT_GE(gain, -rounding);
            }
            if (share < 1) {
                EXPECT_LE(gain, rounding);
            }
        }
        // An irresolute defender that is challenged believes what Bayes' rule says; where nobody
        // challenges, that only a determined challenger, who gains more by it, would.
        const double made = u[pC] * f[h] + (1 - u[pC]) * f[y];
        const double determined = made > 0 ? u[pC] * f[h] / made : 1;
        const double resist = determined * u[dDD] + (1 - determined) * u[dCD] - u[dDC];
        if (f[x] > 0) {
            EXPECT_GE(resist, -rounding);
        }
        if (f[x] < 1) {
            EXPECT_LE(resist, rounding);
        }
        for (const Column share : {h, y, x}) {
            EXPECT_GE(f[share], 0);
            EXPECT_LE(f[share], 1);
        }
    }
    for (const int count : seen) EXPECT_GT(count, 100);
}

TEST(UnilateralDeterrence, HasProbabilitiesThatAddUpToOne) {
    for (const Isa isa : available_isas()) {
        for (const Values& f : evaluated(plausible(), isa)) {
            EXPECT_NEAR(f[status_quo] + f[concession] + f[backing_down] + f[war], 1, 1e-15);
            EXPECT_NEAR(f[status_quo] + f[challenge], 1, 1e-15);
            EXPECT_NEAR(f[challenge] * f[resistance], f[backing_down] + f[war], 1e-15);
            for (const Column p : {status_quo, concession, backing_down, war}) EXPECT_GE(f[p], 0);
        }
    }
}

TEST(UnilateralDeterrence, HasThresholdsInOrder) {
    for (const Values& f : evaluated(plausible())) {
        EXPECT_GT(f[cs], 0);
        EXPECT_LT(f[cs], f[ct]);
        EXPECT_LT(f[cs], 1);
        EXPECT_GT(f[dn], 0);
        EXPECT_LT(f[dn], 1);
    }
}

TEST(UnilateralDeterrence, IsThatOfItsRegime) {
    const auto scenarios = plausible();
    const auto found = evaluated(scenarios);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        const Values &u = scenarios[i], &f = found[i];
        const Regime expected = u[pD] >= f[ct]   ? deterrence
                                : u[pD] >= f[cs] ? separating
                                : u[pC] < f[dn]  ? bluff
                                                 : attack;
        ASSERT_EQ(f[regime], expected);
        if (expected == deterrence) {
            EXPECT_EQ(f[status_quo], 1);
        }
        // A bluff keeps resistance at what an irresolute challenger just dares, and the share of
        // determined ones among the challengers at what an irresolute defender just resists.
        if (expected == bluff) {
            EXPECT_NEAR(f[resistance], f[cs], 1e-15);
            EXPECT_NEAR(u[pC] / f[challenge], f[dn], 1e-14);
        }
        if (expected == attack) {
            EXPECT_EQ(f[status_quo], 0);
        }
    }
}

// Between bluff and deterrence a more credible defender has more wars, and at the threshold of
// deterrence none.
TEST(UnilateralDeterrence, IsMostAtRiskJustBelowDeterrence) {
    std::vector<Values> scenarios;
    for (int k = 1; k < 100; ++k) scenarios.push_back(with({{pC, 0.4}, {pD, k / 100.0}}));
    const auto found = evaluated(scenarios);
    for (std::size_t k = 1; k < found.size(); ++k) {
        if (static_cast<Regime>(found[k][regime]) == deterrence) {
            EXPECT_EQ(found[k][war], 0);
        } else {
            EXPECT_GE(found[k][war], found[k - 1][war]);
        }
    }
    EXPECT_GT(found[81][war], 1.2 * found[0][war]);
}

TEST(UnilateralDeterrence, IsTheSameForOtherScalesOfUtility) {
    // Each player counts in units of its own; changes of them that are exact in binary.
    for (const Values& u : plausible()) {
        Values other = u;
        for (const Parameter p : {cSQ, cDC, cCD, cDD}) other[p] = 4 * u[p];
        for (const Parameter p : {dCD, dDC, dDD}) other[p] = u[p] / 8;
        EXPECT_EQ(evaluated({u}), evaluated({other}));
    }
}

TEST(UnilateralDeterrence, OnAThresholdIsTheRegimeAboveItAndATie) {
    // Thresholds that doubles and their products have exactly: 1/2, 1/4 and 1/2.
    const auto scenario = [](double c, double d) {
        return with({{pC, c}, {pD, d}, {cDD, -1}, {cCD, -3}, {dCD, 1}, {dDC, 0}, {dDD, -1}});
    };
    const auto below = [](double a) { return std::nextafter(a, 0); };
    const auto found = evaluated({scenario(0.4, 0.5), scenario(0.4, 0.25), scenario(0.5, 0.2),
                                  scenario(0.5, 0.3), scenario(0.4, below(0.5)),
                                  scenario(0.4, below(0.25)), scenario(below(0.5), 0.2)});
    const auto is = [&](std::size_t i, Regime r, Status s) {
        EXPECT_EQ(found[i][regime], r) << i;
        EXPECT_EQ(found[i][status], s) << i;
    };
    ASSERT_EQ(found[0][ct], 0.5);
    ASSERT_EQ(found[0][cs], 0.25);
    ASSERT_EQ(found[0][dn], 0.5);
    is(0, deterrence, tie);
    is(1, separating, tie);
    is(2, attack, tie);
    is(3, separating, ok);  // the challenger's credibility is of no account there
    is(4, separating, ok);
    is(5, bluff, ok);
    is(6, bluff, ok);
}

TEST(UnilateralDeterrence, AtItsEndsHasAnAnswer) {
    const auto found = evaluated({with({{pC, 0}, {pD, 0}}), with({{pC, 1}, {pD, 0}}),
                                  with({{pC, 0}, {pD, 1}}), with({{pC, 1}, {pD, 1}})});
    EXPECT_EQ(found[0][regime],
              bluff);  // by nobody: there is no determined challenger to hide among
    EXPECT_EQ(found[0][status_quo], 1);
    EXPECT_EQ(found[1][regime], attack);
    EXPECT_EQ(found[1][concession], 1);
    for (const std::size_t i : {2U, 3U}) EXPECT_EQ(found[i][status_quo], 1);
    for (const Values& f : found) EXPECT_EQ(f[status], ok);
}

TEST(UnilateralDeterrence, NeverDetersWhoPrefersWarToTheStatusQuo) {
    const auto found = evaluated({with({{pD, 1}, {cDD, 0.1}}), with({{pD, 1}, {cDD, 0}})});
    EXPECT_GT(found[0][ct], 1);
    EXPECT_EQ(found[0][regime], separating);
    EXPECT_EQ(found[0][war], 0.4);
    EXPECT_EQ(found[0][status], ok);
    EXPECT_EQ(found[1][ct], 1);
    EXPECT_EQ(found[1][status], tie);
}

TEST(UnilateralDeterrence, SaysWhoseUtilitiesAreNotInOrder) {
    struct Case {
        Values scenario;
        Status expected;
    };
    const Case cases[] = {
        {with({{cDC, 0}}), challenger_order},     // a concession gains nothing
        {with({{cDC, -0.1}}), challenger_order},  // or loses
        {with({{cDD, 1}}), challenger_order},     // war is as good as a concession: ct undefined
        {with({{cDD, 2}}), challenger_order},     // or better
        {with({{cDD, -0.5}}), challenger_order},  // nobody is determined
        {with({{cCD, 0}, {cDD, 0.5}}), challenger_order},           // backing down costs nothing
        {with({{cDC, 0x1p-1074}, {cDD, -0.2}}), challenger_order},  // too little to be a gain
        {with({{dDC, 0.5}}), defender_order},            // conceding is as good as standing firm
        {with({{dDD, -0.5}}), defender_order},           // nobody is irresolute
        {with({{dCD, -1}, {dDC, -1}}), defender_order},  // dn is 0/0
        {with({{cDC, 0}, {dDC, 0.5}}), challenger_order},
    };
    for (const Isa isa : available_isas()) {
        for (const Case& c : cases) {
            const Values found = evaluated({c.scenario}, isa).front();
            EXPECT_EQ(found[status], c.expected);
            EXPECT_EQ(found[regime], none);
            for (std::size_t k = 0; k < status; ++k) {
                if (k != regime) {
                    EXPECT_TRUE(std::isnan(found[k])) << k;
                }
            }
        }
    }
}

}  // namespace
}  // namespace entente::kernels
