// SPDX-License-Identifier: Apache-2.0
//
// The theorems of the private provision of public goods (Warr 1983; Bergstrom, Blume and Varian
// 1986) and of joint products (Cornes and Sandler 1984).
#include <cmath>

#include "tests/published/burden_games.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t players = 6;
constexpr int economies = ENTENTE_SANITIZED ? 50 : 2000;

struct Economy {
    double taste, outside;
    Values incomes, valuations;
};

Economy draw(std::mt19937_64& random) {
    return {draws(random, 1, 0.05, 0.8)[0], draws(random, 1, -0.3, 0.3)[0],
            draws(random, players, 0.2, 2), draws(random, players, 0.5, 2)};
}

void play(Game& game, const Economy& economy) {
    game.set("taste", economy.taste);
    game.set("outside", std::max(0.0, economy.outside));
    game.set_each("income", economy.incomes);
    game.set_each("valuation", economy.valuations);
    game.play();
}

TEST(PublicGood, IsUntouchedByTransfersAmongThoseWhoGive) {
    Game game(Form::public_good, players);
    std::mt19937_64 random(1983);
    int redistributions = 0;
    for (int round = 0; round < economies; ++round) {
        Economy economy = draw(random);
        play(game, economy);
        const Values before = game.contributions();
        const double G = game.outcome("provision");
        // Each who gives puts up to all it gives into a pot, which one of them gets.
        double pot = 0;
        std::size_t lucky = players;
        const Values shares = draws(random, players, 0, 0.99);
        Values transfers(players, 0.0);
        for (std::size_t i = 0; i < players; ++i) {
            if (before[i] == 0) continue;
            if (lucky == players) {
                lucky = i;
                continue;
            }
            transfers[i] = -shares[i] * before[i];
            pot -= transfers[i];
        }
        if (pot == 0) continue;
        ++redistributions;
        transfers[lucky] = pot;
        for (std::size_t i = 0; i < players; ++i) economy.incomes[i] += transfers[i];
        if (economy.incomes[lucky] > 100) continue;
        play(game, economy);
        EXPECT_NEAR(game.outcome("provision"), G, 1e-13 * G);
        for (std::size_t i = 0; i < players; ++i) {
            EXPECT_NEAR(game.outcome("contribution", i), before[i] + transfers[i], 1e-12);
            const double spent = economy.incomes[i] - game.outcome("contribution", i);
            EXPECT_NEAR(spent, economy.incomes[i] - transfers[i] - before[i], 1e-12);
        }
    }
    EXPECT_GT(redistributions, economies / 3);
}

TEST(PublicGood, GrowsWhenAFreeRidersIncomeGoesToOneWhoGives) {
    Game game(Form::public_good, players);
    std::mt19937_64 random(1986);
    int transfers = 0;
    for (int round = 0; round < economies; ++round) {
        Economy economy = draw(random);
        play(game, economy);
        const double G = game.outcome("provision");
        const Values given = game.contributions();
        const auto rider = std::find(given.begin(), given.end(), 0.0) - given.begin();
        const auto giver = std::max_element(given.begin(), given.end()) - given.begin();
        if (rider == players || given[static_cast<std::size_t>(giver)] == 0) continue;
        ++transfers;
        economy.incomes[static_cast<std::size_t>(rider)] -= 0.1;
        economy.incomes[static_cast<std::size_t>(giver)] += 0.1;
        play(game, economy);
        EXPECT_GT(game.outcome("provision"), G);
    }
    EXPECT_GT(transfers, economies / 3);
}

TEST(PublicGood, LeavesNobodyAProfitableDeviation) {
    Game game(Form::public_good, players);
    std::mt19937_64 random(1);
    for (int round = 0; round < economies / 20; ++round) {
        const Economy economy = draw(random);
        play(game, economy);
        const Values given = game.contributions();
        for (std::size_t i = 0; i < players; ++i) {
            const double others = std::max(0.0, economy.outside) + sum(given) - given[i];
            const double weight = economy.taste * economy.valuations[i];
            const auto utility = [&](double g) {
                return (1 - economy.taste) * std::log(economy.incomes[i] - g) +
                       weight * std::log(g + others);
            };
            EXPECT_LE(best_gain(economy.incomes[i], given[i], utility), 1e-14);
        }
    }
}

// Each set of players is tried as those who give.
TEST(PublicGood, HasOneEquilibrium) {
    Game game(Form::public_good, players);
    std::mt19937_64 random(2);
    for (int round = 0; round < economies; ++round) {
        const Economy economy = draw(random);
        play(game, economy);
        int found = 0;
        for (unsigned giving = 0; giving < 1U << players; ++giving) {
            double income = std::max(0.0, economy.outside), slope = 1;
            Values k(players);
            for (std::size_t i = 0; i < players; ++i) {
                k[i] = (1 - economy.taste) / (economy.taste * economy.valuations[i]);
                if ((giving >> i & 1) == 0) continue;
                income += economy.incomes[i];
                slope += k[i];
            }
            const double G = income / slope;
            bool holds = true;
            for (std::size_t i = 0; i < players; ++i) {
                holds = holds && (economy.incomes[i] > k[i] * G) == ((giving >> i & 1) == 1);
            }
            if (!holds) continue;
            ++found;
            EXPECT_NEAR(game.outcome("provision"), G, 1e-13 * G);
        }
        EXPECT_EQ(found, 1);
    }
}

// Olson and Zeckhauser's hypothesis, which equal tastes make a theorem.
TEST(PublicGood, WithEqualTastesExploitsTheGreat) {
    Game game(Form::public_good, players);
    std::mt19937_64 random(1966);
    for (int round = 0; round < economies; ++round) {
        Economy economy = draw(random);
        economy.outside = 0;
        economy.valuations.assign(players, 1);
        play(game, economy);
        ASSERT_EQ(game.outcome("status"), 0);
        EXPECT_GT(game.outcome("rank_correlation"), 0);
        for (std::size_t i = 0; i < players; ++i) {
            for (std::size_t j = 0; j < players; ++j) {
                if (economy.incomes[i] < economy.incomes[j]) continue;
                EXPECT_GE(game.outcome("burden", i), game.outcome("burden", j));
            }
        }
    }
}

TEST(PublicGood, RanksNobodyWhereNobodyGives) {
    Game game(Form::public_good, 3);
    game.set("outside", 100);
    game.play();
    EXPECT_EQ(game.outcome("status"), 1);
    EXPECT_EQ(game.outcome("free_riders"), 3);
    EXPECT_EQ(game.outcome("provision"), 100);
    EXPECT_TRUE(std::isnan(game.outcome("rank_correlation")));
}

TEST(PublicGood, RanksNobodyWhereAllAreEqual) {
    Game game(Form::public_good, 3);
    game.set_each("income", {1, 1, 1});
    game.play();
    EXPECT_EQ(game.outcome("status"), 1);
    EXPECT_NEAR(game.outcome("burden", 1), 0.25, 1e-15);
}

struct Weights {
    double consumption, own, common;
};

Weights draw_weights(std::mt19937_64& random) {
    const Values w = draws(random, 3, 0.02, 1);
    return {w[0], w[1], w[2]};
}

void set(Game& game, const Weights& weights, double outside, const Values& incomes) {
    game.set("consumption", weights.consumption);
    game.set("private_benefit", weights.own);
    game.set("public_benefit", weights.common);
    game.set("outside", outside);
    game.set_each("income", incomes);
    game.play();
}

TEST(JointProduct, LeavesNobodyAProfitableDeviation) {
    std::mt19937_64 random(1977);
    for (const int allies : {1, 2, 6}) {
        Game game(Form::joint_product, allies);
        for (int round = 0; round < economies / 20; ++round) {
            const Weights a = draw_weights(random);
            const double outside = draws(random, 1, 0, 2)[0];
            const Values incomes = draws(random, game.players(), 0.2, 2);
            set(game, a, outside, incomes);
            const Values given = game.contributions();
            for (std::size_t i = 0; i < given.size(); ++i) {
                const double others = outside + sum(given) - given[i];
                const auto utility = [&](double q) {
                    return a.consumption * std::log(incomes[i] - q) + a.own * std::log(q) +
                           a.common * std::log(q + others);
                };
                EXPECT_LE(best_gain(incomes[i], given[i], utility), 1e-14);
            }
        }
    }
}

// A x q^2 - b q - a_x W S = 0 where its coefficients are large and of either sign.
TEST(JointProduct, RepliesWithoutCancellation) {
    Game game(Form::joint_product, 1);
    for (const double outside : {1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9}) {
        for (const double income : {1e-6, 1e-3, 1.0, 1e3, 1e6}) {
            for (const double own : {0.001, 0.1, 0.9}) {
                set(game, {0.5, own, 0.3}, outside, {income});
                const long double q = game.outcome("contribution"), W = income, S = outside;
                const long double marginal = 0.5L / (W - q);
                const long double benefit = own / q + 0.3L / (q + S);
                // The reply is where these are equal; what a change of q by 1e-14 of it makes.
                const long double steep = 0.5L * q / ((W - q) * (W - q)) + own / q;
                EXPECT_LE(std::abs(static_cast<double>((marginal - benefit) / steep)), 2e-15)
                    << income << ' ' << outside << ' ' << own;
            }
        }
    }
}

TEST(JointProduct, WithoutAPrivateBenefitIsThePublicGood) {
    Game joint(Form::joint_product, players), pure(Form::public_good, players);
    std::mt19937_64 random(3);
    for (int round = 0; round < economies / 10; ++round) {
        Economy economy = draw(random);
        economy.valuations.assign(players, 1);
        play(pure, economy);
        set(joint, {1 - economy.taste, 0, economy.taste}, std::max(0.0, economy.outside),
            economy.incomes);
        EXPECT_NEAR(joint.outcome("provision"), pure.outcome("provision"), 1e-13);
        for (std::size_t i = 0; i < players; ++i) {
            EXPECT_NEAR(joint.outcome("contribution", i), pure.outcome("contribution", i), 1e-13);
        }
    }
}

TEST(JointProduct, IsNotNeutralToTransfers) {
    Game game(Form::joint_product, 2);
    set(game, {0.5, 0.2, 0.3}, 0, {1.5, 0.5});
    const double unequal = game.outcome("provision");
    set(game, {0.5, 0.2, 0.3}, 0, {1, 1});
    EXPECT_GT(std::abs(game.outcome("provision") - unequal), 1e-3);
}

TEST(JointProduct, OfPrivateBenefitsAloneExploitsNobody) {
    Game game(Form::joint_product, players);
    std::mt19937_64 random(4);
    set(game, {0.7, 0.3, 0.001}, 0, draws(random, players, 0.2, 2));
    for (std::size_t i = 0; i < players; ++i) EXPECT_NEAR(game.outcome("burden", i), 0.3, 1e-3);
}

}  // namespace
}  // namespace entente::kernels
