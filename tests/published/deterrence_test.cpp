// SPDX-License-Identifier: Apache-2.0
//
// Extended deterrence with errors: symmetries, limits and monotonicity, and logarithms of
// probabilities that no double holds.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

constexpr int agent = 0, secret = 1, probit = 0, logit = 1;

// Parameters; `noise` is the first of either game.
constexpr std::size_t noise = 0;
enum Two : std::size_t { two_u11 = 1, two_u13, two_u14, two_u24 };
enum Three : std::size_t { u11 = 1, u13, u15, u16, u23, u25, u26, u36 };

struct Game {
    int players, errors, link;

    std::size_t outcomes() const { return static_cast<std::size_t>(players) + 1; }
    static constexpr std::size_t war = 4;  // of three players
    std::size_t logs() const { return players == 3 ? war + 1 : outcomes(); }
    std::size_t log(std::size_t outcome) const { return logs() + outcome; }
    std::size_t choice(std::size_t player) const { return logs() + outcomes() + player; }
    std::size_t status() const { return choice(outcomes() - 1); }

    std::unique_ptr<const Instance> instance() const {
        const Model* model = find_model("deterrence");
        ModelData data = initial_data(*model);
        data.settings = {{"players", players}, {"errors", errors}, {"link", link}};
        return model->join(data);
    }

    std::vector<Values> evaluated(const std::vector<Values>& scenarios,
                                  Isa isa = widest_isa()) const {
        return evaluate(*instance(), isa, scenarios);
    }
};

std::vector<Game> games(int players) {
    return {{players, agent, probit},
            {players, agent, logit},
            {players, secret, probit},
            {players, secret, logit}};
}

std::vector<Game> all_games() {
    auto list = games(2);
    for (const Game& game : games(3)) list.push_back(game);
    return list;
}

Values initial(const Game& game) { return initial_values(*game.instance()); }

TEST(Deterrence, IsAChainOfEvenChancesWhereAllUtilitiesAreEqual) {
    for (const Game& game : all_games()) {
        // The last player's other utility is zero, and so is its own.
        Values scenario(game.players == 2 ? 5 : 9, 0.75);
        scenario.back() = 0;
        if (game.players == 2) scenario[two_u11] = scenario[two_u13] = scenario[two_u14] = -3;
        for (const Isa isa : available_isas()) {
            const Values found = game.evaluated({scenario}, isa).front();
            double p = 0.5;
            for (std::size_t j = 0; j < game.outcomes(); ++j) {
                EXPECT_EQ(found[j], p);
                EXPECT_NEAR(found[game.log(j)], std::log(p), 1e-15);
                if (j + 2 < game.outcomes()) p /= 2;
            }
        }
    }
}

TEST(Deterrence, HasProbabilitiesThatAddUpToOneAndAreThoseOfTheLogarithms) {
    for (const Game& game : all_games()) {
        for (const Region region : {Region::plausible, Region::box}) {
            const auto scenarios = random_scenarios(*game.instance(), region, 2000);
            for (const Values& found : game.evaluated(scenarios)) {
                double sum = 0;
                for (std::size_t j = 0; j < game.outcomes(); ++j) {
                    sum += found[j];
                    ASSERT_GE(found[j], 0);
                    const double log = found[game.log(j)];
                    if (found[j] < 1e-300) {
                        ASSERT_LT(log, -690);
                    } else {
                        ASSERT_NEAR(log, std::log(found[j]), 4e-15 + 1e-15 * std::abs(log));
                    }
                }
                ASSERT_NEAR(sum, 1, 1e-15);
            }
        }
    }
}

// A game without errors, played by whoever looks ahead: the first player that does not go on, or
// `players` if all do. Found by trying every profile of strategies: in equilibrium nobody, at any
// move, gains by moving otherwise. Without one where someone is indifferent.
std::optional<std::size_t> subgame_perfect(const Game& game, const Values& u) {
    const auto n = static_cast<std::size_t>(game.players);
    // payoff[k][j]: of player k when player j ends the play, or nobody (j = n).
    std::vector<std::vector<double>> payoff;
    if (n == 2) {
        payoff = {{u[two_u11], u[two_u13], u[two_u14]}, {0, 0, u[two_u24]}};
    } else {
        payoff = {{u[u11], u[u13], u[u15], u[u16]}, {0, u[u23], u[u25], u[u26]}, {0, 0, 0, u[u36]}};
    }
    std::optional<std::size_t> found;
    for (unsigned profile = 0; profile < 1U << n; ++profile) {
        const auto goes_on = [&](std::size_t k) { return (profile >> k & 1U) != 0; };
        const auto end_after = [&](std::size_t k) {
            while (k < n && goes_on(k)) ++k;
            return k;
        };
        bool equilibrium = true;
        for (std::size_t k = 0; k < n; ++k) {
            const double gain = payoff[k][end_after(k + 1)] - payoff[k][k];
            equilibrium = equilibrium && (goes_on(k) ? gain > 0 : gain < 0);
        }
        if (equilibrium) found = end_after(0);
    }
    return found;
}

TEST(Deterrence, IsSubgamePerfectWithoutErrors) {
    std::mt19937_64 random(3);
    std::uniform_int_distribution<int> halves(-4, 4);
    for (const Game& game : all_games()) {
        std::vector<Values> scenarios;
        std::vector<std::size_t> ends;
        while (scenarios.size() < 1000) {
            Values scenario(game.players == 2 ? 5 : 9);
            for (double& u : scenario) u = halves(random) / 2.0;
            scenario[noise] = 0.001;
            const auto end = subgame_perfect(game, scenario);
            if (!end) continue;
            scenarios.push_back(scenario);
            ends.push_back(*end);
        }
        const auto found = game.evaluated(scenarios);
        std::array<int, 4> seen{};
        for (std::size_t i = 0; i < found.size(); ++i) {
            ASSERT_NEAR(found[i][ends[i]], 1, 1e-15);
            ++seen[ends[i]];
        }
        for (std::size_t j = 0; j < game.outcomes(); ++j) EXPECT_GT(seen[j], 30);
    }
}

TEST(Deterrence, IsACoinTossWhereErrorsAreAll) {
    for (const Game& game : all_games()) {
        auto scenarios = random_scenarios(*game.instance(), Region::plausible, 200);
        for (Values& scenario : scenarios) scenario[noise] = 1000;
        for (const Values& found : game.evaluated(scenarios)) {
            for (std::size_t k = 0; k + 1 < game.outcomes(); ++k) {
                EXPECT_NEAR(found[game.choice(k)], 0.5, 0.002);
            }
        }
    }
}

// Utilities mean something beside each other and beside the noise.
TEST(Deterrence, CountsUtilitiesInUnitsOfTheNoise) {
    for (const Game& game : all_games()) {
        const auto scenarios = random_scenarios(*game.instance(), Region::plausible, 200);
        auto doubled = scenarios;
        for (Values& scenario : doubled) {
            for (double& u : scenario) u *= 2;
        }
        EXPECT_EQ(game.evaluated(scenarios), game.evaluated(doubled));
    }
}

TEST(Deterrence, OfThreePlayersIsThatOfTwoWhereThePatronNeverComes) {
    for (const Game& three : games(3)) {
        const Game two{2, three.errors, three.link};
        auto scenarios = random_scenarios(*three.instance(), Region::plausible, 500);
        std::vector<Values> alone;
        for (Values& u : scenarios) {
            u[u36] = -1000;
            // The first two utilities of a protege are those of a defender whose other one is 0.
            alone.push_back({u[noise], u[u11], u[u13], u[u15], u[u25] - u[u23]});
        }
        const auto found = three.evaluated(scenarios), expected = two.evaluated(alone);
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (std::size_t j = 0; j < two.outcomes(); ++j) {
                ASSERT_NEAR(found[i][j], expected[i][j], 1e-14);
                ASSERT_NEAR(found[i][three.log(j)], expected[i][two.log(j)], 1e-12);
            }
            EXPECT_LT(found[i][3], 1e-150);
        }
    }
}

// `output` over twenty values of a parameter from -2 to 2, the others as they are.
Values over(const Game& game, Values scenario, std::size_t parameter, std::size_t output) {
    std::vector<Values> scenarios;
    for (int k = 0; k <= 20; ++k) {
        scenario[parameter] = -2 + k / 5.0;
        scenarios.push_back(scenario);
    }
    Values list;
    for (const Values& found : game.evaluated(scenarios)) list.push_back(found[output]);
    return list;
}

bool rises(const Values& list) {
    return std::is_sorted(list.begin(), list.end(), std::less_equal<>()) &&
           list.front() < list.back();
}

bool falls(Values list) {
    std::reverse(list.begin(), list.end());
    return rises(list);
}

TEST(Deterrence, HasPlayersThatGoOnTheMoreTheMoreTheyGainByIt) {
    for (const Game& game : games(3)) {
        for (Values scenario : random_scenarios(*game.instance(), Region::plausible, 40)) {
            scenario[noise] = 1;
            EXPECT_TRUE(rises(over(game, scenario, u36, game.choice(2))));
            EXPECT_TRUE(rises(over(game, scenario, u25, game.choice(1))));
            EXPECT_TRUE(rises(over(game, scenario, u26, game.choice(1))));
            EXPECT_TRUE(falls(over(game, scenario, u23, game.choice(1))));
            for (const std::size_t gain : {u13, u15, u16}) {
                EXPECT_TRUE(rises(over(game, scenario, gain, game.choice(0))));
            }
            EXPECT_TRUE(falls(over(game, scenario, u11, game.choice(0))));
        }
    }
}

// Where its coming is the worse for the attacker and all the same to the protege (whose resistance
// it then leaves alone), a patron deters the more the surer it comes.
TEST(Deterrence, OfAnAttackerIsTheMoreTheSurerThePatron) {
    for (const int link : {probit, logit}) {
        const Game game{3, agent, link};
        Values scenario = initial(game);
        scenario[u25] = scenario[u26] = -0.5;
        EXPECT_TRUE(rises(over(game, scenario, u36, 0)));
    }
}

// But a protege that counts on its patron resists: support makes a crisis rarer and bloodier, and
// the wars are most where it is in doubt (Signorino 1999: outcomes need not be monotone).
TEST(Deterrence, IsWorstWhereThePatronIsInDoubt) {
    for (const Game& game : games(3)) {
        Values scenario = initial(game);
        for (const auto& [parameter, value] :
             {std::pair{u13, 2.0}, {u15, 1.0}, {u16, -6.0}, {u23, -1.0}, {u25, -4.0}, {u26, 2.0}}) {
            scenario[parameter] = value;
        }
        const Values war = over(game, scenario, u36, Game::war);
        const auto worst = std::max_element(war.begin(), war.end());
        EXPECT_GT(*worst, 1.3 * war.front());
        EXPECT_GT(*worst, 1.3 * war.back());
    }
}

struct Deep {
    Game game;
    Values parameters;
    Values logs;  // computed with sixty digits (mpmath)
};

TEST(Deterrence, HasLogarithmsOfProbabilitiesThatNoDoubleHolds) {
    // A logarithm closer to 0 than this may read as 0, and stands as 0 below.
    constexpr double vanished = 4e-307;
    const Deep cases[] = {
        {{3, agent, probit},
         {1, 0, 1, 0.5, -1, -1, -1.5, 0, 0.5},
         {-0.7432297851697094961, -1.631024500347523728, -2.129185085987268022,
          -1.561784338712264173}},
        {{3, secret, probit},
         {1, 50, -1, 0.5, -2, -1, -1.5, 0, 0.5},
         {0, -971.4319354529038625, -971.8565338141692073, -971.2891330668942034}},
        {{3, secret, probit},
         {1, -50, -1, 0.5, -2, -1, -1.5, -20, 0.5},
         {-604.7150164997120656, -1.664234999523591221e-23, -53.46665356471377037,
          -52.89925281743876652}},
        {{3, agent, probit},
         {0.03125, 1, 0, -0.5, -2, 0, -1.25, -1, -1.25},
         {-1.164242875785765347e-113, -260.04004452461025, -664.3025350392744303,
          -1068.565025553938611}},
        {{3, secret, probit},
         {0.03125, 1, 0, -0.5, -2, 0, -1.25, -1, 1.25},
         {-1.164242875785765347e-113, -260.04004452461025, -924.3425795638846802,
          -520.0800890492205}},
        {{3, agent, probit},
         {0.001, 10, 4, -250, -1000, 5, -750, -500, 100},
         {0, -9.000009271879746316e6, -6.626525003506184605e10, -6.376525002297655574e10}},
        {{3, secret, logit},
         {1, 0, 1, 0.5, -1, -1, -1.5, 0, 0.5},
         {-0.7844370472963181027, -1.46943017735685254, -2.045210671057932879,
          -1.691657280464659117}},
        {{3, agent, logit},
         {0.0078125, 2, -1, 0.5, -2, 1, -1.5, -0.5, -3},
         {-1.19248217688841116e-118, -271.5290039756342494, -497.8031739553294572,
          -769.3321779309637065}},
        {{3, secret, logit},
         {0.0078125, -2, -1, 0.5, -2, -1, -3, -2.5, 3},
         {-90.50966799187808312, -4.922102260115309978e-40, -407.2935059634513741,
          -135.7645019878171247}},
        {{3, secret, logit},
         {0.001, 10, 4, -250, -1000, 5, -750, -500, -100},
         {0, -4242.640687119285058, -5.381082604829626549e5, -6.088189386016174058e5}},
        {{2, agent, probit},
         {1, 0, 1, -1, 0.5},
         {-0.5491211874805083844, -1.878026197526000872, -1.310625450250997023}},
        {{2, secret, probit},
         {0.03125, 1, -0.5, -2, -1.5},
         {-8.244912915759667571e-253, -580.4444321336045223, -1160.888864267209045}},
        {{2, agent, logit},
         {0.0078125, 0.5, -0.25, -2, 3},
         {-5.374976633321828725e-99, -497.8031739553294572, -226.2741699796952078}},
        {{2, secret, logit},
         {0.001, 1000, -1000, -500, -250},
         {0, -1.414213562373095019e6, -1.590990257669731897e6}},
        {{2, secret, probit},
         {1, -53, 0.5, -1, -2},
         {-772.6553712681732284, -8.191486288187481477e-2, -2.542752690493193558}},
    };
    for (const Deep& deep : cases) {
        for (const Isa isa : available_isas()) {
            const Values found = deep.game.evaluated({deep.parameters}, isa).front();
            bool vanishing = false;
            for (std::size_t j = 0; j < deep.logs.size(); ++j) {
                const double expected = deep.logs[j], log = found[deep.game.log(j)];
                EXPECT_LE(std::abs(log - expected), 1e-12 * std::abs(expected) + vanished)
                    << name(isa) << ": " << log << " for " << expected;
                vanishing = vanishing || expected < std::log(1e-307);
            }
            EXPECT_EQ(found[deep.game.status()], vanishing ? 1 : 0);
        }
    }
}

}  // namespace
}  // namespace entente::kernels
