// SPDX-License-Identifier: Apache-2.0
//
// Signals, forces for two theatres and contests: nobody gains by doing otherwise.
#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/published/commitment_scenario.hpp"

namespace entente::kernels {
namespace {

double uniform(std::mt19937_64& random, double lo, double hi) {
    return std::uniform_real_distribution<double>(lo, hi)(random);
}

Named signals(double p, double c_D, double c_A) {
    return {{"signals.win", p}, {"signals.defender_cost", c_D}, {"signals.attacker_cost", c_A}};
}

std::vector<Named> many_signals() {
    std::mt19937_64 random(1);
    std::vector<Named> list;
    for (int k = 0; k < 2000; ++k) {
        list.push_back(
            signals(uniform(random, 0, 1), uniform(random, 0, 1.2), uniform(random, 0, 0.7)));
    }
    return list;
}

// Fearon 1997: tying hands is preferred, although it makes war more likely.
TEST(CommitmentSignals, TyingHandsIsPreferredAlthoughItMeansMoreWar) {
    const auto found = Commitment().evaluate(many_signals());
    for (const Named& x : found) {
        EXPECT_GE(x.at("signals.tie.utility"), x.at("signals.sink.utility"));
        EXPECT_GE(x.at("signals.tie.war"), x.at("signals.sink.war"));
        EXPECT_LE(x.at("signals.tie.cutoff"), x.at("signals.sink.cutoff"));
        EXPECT_GE(x.at("signals.advantage"), 0);
        EXPECT_NEAR(x.at("signals.advantage"),
                    x.at("signals.tie.utility") - x.at("signals.sink.utility"), 1e-15);
    }
}

// Every type's payoff, added up over a fine grid of values of the prize; and the signals are worth
// it to the types above the cutoff and to no other.
TEST(CommitmentSignals, UtilitiesAreThoseOfAllValuesOfThePrize) {
    const auto scenarios = many_signals();
    const auto found = Commitment().evaluate(scenarios);
    constexpr int steps = 20000;
    for (std::size_t i = 0; i < scenarios.size(); i += 40) {
        const double p = scenarios[i].at("signals.win");
        const double c_D = scenarios[i].at("signals.defender_cost");
        const double c_A = scenarios[i].at("signals.attacker_cost");
        int attackers = 0;
        for (int k = 0; k < steps; ++k) attackers += p * (k + 0.5) / steps > c_A;
        const double a = found[i].at("signals.attack");
        EXPECT_NEAR(attackers, steps * a, 1);
        double sink = 0, tie = 0;
        const double m = found[i].at("signals.sink.cost"), v_f = found[i].at("signals.sink.cutoff");
        for (int k = 0; k < steps; ++k) {
            const double v = (k + 0.5) / steps;
            const double fights = (1 - a) * v + a * ((1 - p) * v - c_D);
            if (v >= v_f) sink += fights - m;
            tie += std::max(0.0, fights);
            const double gives_way = (1 - a) * v - m;
            if (v < v_f && v_f < 1) {
                EXPECT_LE(std::max(fights - m, gives_way), 1e-12);
            }
            if (v > v_f) {
                EXPECT_GE(fights - m, -1e-12);
            }
        }
        EXPECT_NEAR(found[i].at("signals.sink.utility"), sink / steps, 1e-4);
        EXPECT_NEAR(found[i].at("signals.tie.utility"), tie / steps, 1e-4);
    }
}

TEST(CommitmentSignals, HoldAtTheEndsOfTheirRanges) {
    const Commitment model;
    for (const double p : {0.0, 0.5, 1.0}) {
        for (const double c_D : {0.0, 0.5, 1.0, 10.0}) {
            for (const double c_A : {0.0, 0.5, 1.0, 10.0}) {
                const Named x = model.evaluate(signals(p, c_D, c_A));
                EXPECT_EQ(model.word("status", x), "ok");
                for (const auto& [name, value] : x) {
                    EXPECT_TRUE(!name.starts_with("signals.") || (value >= 0 && value <= 10))
                        << name << ' ' << value;
                }
                EXPECT_EQ(x.at("signals.attack") == 0, p <= c_A);
            }
        }
    }
    EXPECT_EQ(model.evaluate(signals(0.5, 0.2, 0)).at("signals.advantage"), 0);
    EXPECT_EQ(model.evaluate(signals(0.5, 0, 0.2)).at("signals.advantage"), 0);
}

struct Theatres {
    double M, V[2], a[2], t[2];

    double security(double first) const {
        const double x[] = {first, M - first};
        double sum = 0;
        for (int k = 0; k < 2; ++k) sum += V[k] * (a[k] + x[k]) / (a[k] + x[k] + t[k]);
        return sum;
    }
    double gain(int k, double x) const { return V[k] * t[k] / std::pow(a[k] + x + t[k], 2); }
};

Named scenario(const Theatres& x) {
    return {{"pivot.forces", x.M},          {"pivot.first.value", x.V[0]},
            {"pivot.first.held", x.a[0]},   {"pivot.first.threat", x.t[0]},
            {"pivot.second.value", x.V[1]}, {"pivot.second.held", x.a[1]},
            {"pivot.second.threat", x.t[1]}};
}

TEST(CommitmentPivot, NoOtherAllocationProtectsMore) {
    std::mt19937_64 random(2);
    std::vector<Theatres> list;
    std::vector<Named> scenarios;
    for (int k = 0; k < 2000; ++k) {
        Theatres x{};
        x.M = uniform(random, 0, 3);
        for (int j = 0; j < 2; ++j) {
            x.V[j] = uniform(random, 0, 3);
            x.a[j] = uniform(random, 0, 2);
            x.t[j] = uniform(random, 0.01, 3);
        }
        list.push_back(x);
        scenarios.push_back(scenario(x));
    }
    const auto found = Commitment().evaluate(scenarios);
    int inner = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Theatres& x = list[i];
        const double first = found[i].at("pivot.to_first"), second = found[i].at("pivot.to_second");
        ASSERT_GE(std::min(first, second), 0);
        EXPECT_NEAR(first + second, x.M, 1e-14);
        const double security = found[i].at("pivot.security"), shadow = found[i].at("pivot.shadow");
        EXPECT_NEAR(security, x.security(first), 1e-13);
        for (int k = 0; k <= 400; ++k) {
            EXPECT_LE(x.security(x.M * k / 400.0), security + 1e-13);
        }
        // Karush, Kuhn and Tucker: what gets forces gains by the shadow price, the other no more.
        EXPECT_LE(std::max(x.gain(0, first), x.gain(1, second)), shadow * (1 + 1e-12));
        if (first > 1e-9) {
            EXPECT_NEAR(x.gain(0, first) / shadow, 1, 1e-7);
        }
        if (second > 1e-9) {
            EXPECT_NEAR(x.gain(1, second) / shadow, 1, 1e-7);
        }
        inner += first > 0 && second > 0;
    }
    EXPECT_GT(inner, 500);
    EXPECT_LT(inner, 1900);
}

TEST(CommitmentPivot, WithNothingToDefendHasNoAnswer) {
    const Commitment model;
    for (const Theatres& x :
         {Theatres{1, {0, 0}, {0.2, 0.2}, {1, 1}}, Theatres{1, {1, 1}, {0, 0}, {0, 0}},
          Theatres{1, {0, 1}, {0, 0}, {1, 0}}}) {
        const Named found = model.evaluate(scenario(x));
        EXPECT_TRUE(std::isnan(found.at("pivot.to_first")));
        EXPECT_EQ(found.at("pivot.shadow"), 0);
        EXPECT_EQ(found.at("pivot.security"), (x.t[0] > 0 ? 0 : x.V[0]) + x.V[1]);
        EXPECT_EQ(model.word("status", found), "nothing_to_defend");
    }
    const Named one = model.evaluate(scenario({1, {1, 0}, {0.2, 0}, {1, 0}}));
    EXPECT_EQ(one.at("pivot.to_first"), 1);
    EXPECT_EQ(one.at("pivot.to_second"), 0);
    EXPECT_EQ(model.word("status", one), "ok");
    const Named none = model.evaluate(scenario({0, {1, 1}, {0.2, 0}, {1, 1}}));
    EXPECT_EQ(none.at("pivot.to_first"), 0);
    EXPECT_EQ(none.at("pivot.to_second"), 0);
}

class CommitmentContest : public testing::TestWithParam<int> {
  protected:
    static std::string entry(const std::string& name, int k) {
        return "contest." + name + "[" + std::to_string(k) + "]";
    }

    std::vector<std::vector<double>> stakes() const {
        std::mt19937_64 random(3);
        std::vector<std::vector<double>> list(500);
        for (auto& V : list) {
            // From nearly equal ones, who all fight, to some that are much smaller.
            const double spread = uniform(random, 0, 3);
            for (int k = 0; k < GetParam(); ++k) {
                V.push_back(10 * std::exp(-spread * uniform(random, 0, 1)));
            }
        }
        return list;
    }

    static Named scenario(const std::vector<double>& V) {
        Named list;
        for (std::size_t k = 0; k < V.size(); ++k) {
            list["contest.value." + std::to_string(k + 1)] = V[k];
        }
        return list;
    }

    std::vector<Named> evaluate(const std::vector<std::vector<double>>& list) const {
        std::vector<Named> scenarios;
        for (const auto& V : list) scenarios.push_back(scenario(V));
        return Commitment(GetParam()).evaluate(scenarios);
    }
};

TEST_P(CommitmentContest, NobodyGainsByAnotherEffort) {
    const auto list = stakes();
    const auto found = evaluate(list);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const double X = found[i].at("contest.total");
        double sum = 0, chances = 0;
        for (int k = 0; k < GetParam(); ++k) {
            const double V = list[i][static_cast<std::size_t>(k)];
            const double x = found[i].at(entry("effort", k));
            const double payoff = found[i].at(entry("payoff", k));
            sum += x;
            chances += found[i].at(entry("chance", k));
            EXPECT_NEAR(payoff, V * x / X - x, 1e-13 * V);
            EXPECT_NEAR(found[i].at(entry("chance", k)), x / X, 1e-14);
            for (int other = 1; other <= 300; ++other) {
                const double y = V * other / 300.0;
                EXPECT_LE(V * y / (X - x + y) - y, payoff + 1e-12 * V);
            }
        }
        EXPECT_NEAR(sum, X, 1e-13 * X);
        EXPECT_NEAR(chances, 1, 1e-13);
    }
}

// Of all sets of contestants, the one that fights is the only one in which each member gains by
// fighting and nobody outside would.
TEST_P(CommitmentContest, FindsTheOnlyActiveSet) {
    const auto list = stakes();
    const auto found = evaluate(list);
    int all = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        int consistent = 0;
        for (int set = 1; set < 1 << GetParam(); ++set) {
            double number = 0, sum = 0;
            for (int k = 0; k < GetParam(); ++k) {
                if ((set >> k & 1) == 0) continue;
                ++number;
                sum += 1 / list[i][static_cast<std::size_t>(k)];
            }
            const double X = (number - 1) / sum;
            bool stable = number >= 2;
            for (int k = 0; k < GetParam(); ++k) {
                stable = stable && (list[i][static_cast<std::size_t>(k)] > X) == (set >> k & 1);
            }
            if (!stable) continue;
            ++consistent;
            EXPECT_EQ(found[i].at("contest.active"), set);
        }
        EXPECT_EQ(consistent, 1);
        all += found[i].at("contest.active") == (1 << GetParam()) - 1;
    }
    if (GetParam() > 2) {
        EXPECT_LT(all, 400);
    }
    EXPECT_GT(all, 50);
}

TEST_P(CommitmentContest, EqualsSpendOneNthOfAllButOneNth) {
    const double n = GetParam();
    const Named found =
        evaluate({std::vector<double>(static_cast<std::size_t>(GetParam()), 7.0)})[0];
    for (int k = 0; k < GetParam(); ++k) {
        EXPECT_NEAR(found.at(entry("effort", k)), 7 * (n - 1) / (n * n), 1e-14);
        EXPECT_NEAR(found.at(entry("payoff", k)), 7 / (n * n), 1e-14);
    }
}

TEST_P(CommitmentContest, StakesMayDifferByOrdersOfMagnitude) {
    std::vector<double> V(static_cast<std::size_t>(GetParam()), 1e-9);
    V.front() = 1e6;
    V.back() = 1;
    const Named found = evaluate({V})[0];
    EXPECT_EQ(found.at("contest.active"), 1 + (1 << (GetParam() - 1)));
    EXPECT_NEAR(found.at("contest.total"), 1e6 / (1e6 + 1), 1e-14);
}

INSTANTIATE_TEST_SUITE_P(Contestants, CommitmentContest, testing::Values(2, 3, 4, 6, 8));

}  // namespace
}  // namespace entente::kernels
