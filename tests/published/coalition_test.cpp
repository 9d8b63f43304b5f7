// SPDX-License-Identifier: Apache-2.0
//
// Barrett's coalitions: his table, the stable sizes over costs and countries, the theorem that
// there is always one, and the game itself, played without any of the model's equations.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

const Instance& instance() {
    static const auto made = find_model("coalition")->join({});
    return *made;
}

// The sizes that the masks say are stable.
std::vector<int> sizes(const Values& row) {
    std::vector<int> list;
    for (int s = 1; s <= 124; ++s) {
        const auto mask = static_cast<unsigned>(row[2 + static_cast<std::size_t>(s - 1) / 31]);
        if ((mask >> (s - 1) % 31 & 1U) != 0) list.push_back(s);
    }
    return list;
}

double value(const Values& row, const std::string& column) {
    static const auto names = column_names(instance());
    const auto found = std::find(names.begin(), names.end(), column);
    EXPECT_NE(found, names.end()) << column;
    return row[static_cast<std::size_t>(found - names.begin())];
}

std::vector<int> sizes(double N, double ratio, Isa isa = widest_isa()) {
    const Values scenario = {N, 100, 1, ratio};
    return sizes(evaluate(instance(), isa, {&scenario, 1}).front());
}

TEST(Coalition, HasTheSizesOfTheLiterature) {
    // Cost ratio c/b, and the one stable size among 3, 5, 20 and 100 countries.
    const std::map<double, std::vector<int>> known = {
        {0.01, {3, 5, 17, 51}}, {0.02, {3, 5, 15, 35}}, {0.05, {3, 5, 11, 18}},
        {0.1, {3, 4, 8, 11}},   {0.25, {3, 4, 5, 5}},   {0.5, {3, 3, 3, 4}},
        {1, {2, 3, 3, 3}},      {2, {2, 2, 3, 3}},      {5, {2, 2, 2, 3}},
        {10, {2, 2, 2, 3}},     {100, {2, 2, 2, 2}},
    };
    constexpr double countries[] = {3, 5, 20, 100};
    for (const Isa isa : available_isas()) {
        for (const auto& [ratio, expected] : known) {
            for (std::size_t i = 0; i < 4; ++i) {
                EXPECT_EQ(sizes(countries[i], ratio, isa), std::vector<int>{expected[i]})
                    << countries[i] << ' ' << ratio;
            }
        }
    }
}

TEST(Coalition, HasTheEndsOfBarrettsTable) {
    for (const Isa isa : available_isas()) {
        const Values scenario = {10, 100, 1, 0.25};
        const Values row = evaluate(instance(), isa, {&scenario, 1}).front();
        EXPECT_NEAR(value(row, "other.abatements[0]"), 8, 1e-12);
        EXPECT_NEAR(value(row, "other.profits[0]"), 472, 1e-9);
        EXPECT_NEAR(value(row, "profits[0]"), 4720, 1e-8);
        EXPECT_NEAR(value(row, "abatement_none"), 80, 1e-11);
        EXPECT_NEAR(value(row, "signatory.abatements[20]"), 9.75609756097561, 1e-11);
        EXPECT_NEAR(value(row, "signatory.profits[20]"), 487.80487804878044, 1e-9);
        EXPECT_NEAR(value(row, "abatement_full"), 97.5609756097561, 1e-11);
        EXPECT_NEAR(value(row, "abatement_stable"), 81.06904231625836, 1e-11);
        EXPECT_NEAR(value(row, "gain_full"), 4878.048780487805 - 4720, 1e-9);
        EXPECT_NEAR(value(row, "gain_stable"), 4738.121338683835 - 4720, 1e-9);
    }
}

// d'Aspremont et al.: there is a stable size. Here there is one alone, and it is at least two.
TEST(Coalition, HasExactlyOneStableSize) {
    std::vector<Values> scenarios;
    for (int N = 2; N <= 124; ++N) {
        for (int k = 0; k <= 120; ++k) {
            scenarios.push_back({static_cast<double>(N), 1, 1, std::pow(10.0, -3 + 0.05 * k)});
        }
    }
    for (const Values& row : evaluate(instance(), widest_isa(), scenarios)) {
        ASSERT_EQ(row.back(), 0);
        ASSERT_EQ(value(row, "stable_count"), 1);
        ASSERT_EQ(sizes(row), std::vector<int>{static_cast<int>(row[0])});
        ASSERT_GE(row[0], 2);
        ASSERT_GT(value(row, "gap_closed"), 0);
        ASSERT_LE(value(row, "gap_closed"), 1 + 1e-12);
    }
}

// Large coalitions only where cooperation would gain little: of the profit that abatement could at
// most bring, or where the number of countries is small.
TEST(Coalition, IsLargeOnlyWhereThereIsLittleToGain) {
    for (const double N : {10.0, 50.0, 100.0}) {
        int before = static_cast<int>(N);
        for (const double ratio : {0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0}) {
            const int size = sizes(N, ratio).front();
            EXPECT_LE(size, before);
            before = size;
        }
        const Values scenarios[] = {{N, 100, 1, 0.001}, {N, 100, 1, 1.0}};
        const auto rows = evaluate(instance(), widest_isa(), scenarios);
        EXPECT_GT(value(rows[0], "stable_share"), 0.9);
        EXPECT_LT(value(rows[0], "gain_full") / value(rows[0], "profit_full"), 0.001);
        EXPECT_LT(value(rows[1], "gap_closed"), 0.5);
        EXPECT_GT(value(rows[1], "gain_full") / value(rows[1], "profit_full"), 0.1);
    }
}

TEST(Coalition, OfAllOrNoneClosesAllOrNoneOfTheGap) {
    const Values scenario = {5, 100, 1, 0.01};
    const Values row = evaluate(instance(), widest_isa(), {&scenario, 1}).front();
    EXPECT_EQ(value(row, "stable_size"), 5);
    EXPECT_NEAR(value(row, "gap_closed"), 1, 1e-12);
    EXPECT_NEAR(value(row, "profit_stable"), value(row, "profit_full"), 1e-9);
}

TEST(Coalition, DoesNotDependOnTheScalesOfBenefitsAndCosts) {
    for (const Values& v : random_scenarios(instance(), Region::plausible, 500)) {
        const Values scenarios[] = {v, {v[0], 8 * v[1], v[2] / 4, v[3] / 4}};
        const auto rows = evaluate(instance(), widest_isa(), scenarios);
        EXPECT_EQ(sizes(rows[0]), sizes(rows[1]));
        const double gain = value(rows[1], "gain_stable");
        EXPECT_NEAR(gain, 16 * value(rows[0], "gain_stable"), 1e-12 * gain);
    }
}

// The game, played by countries that only know their profits.
class Game {
  public:
    Game(int N, double a, double b, double c) : N_(N), a_(a), b_(b), c_(c) {}

    struct Profits {
        long double signatory, other;
    };

    // Of `signatories` and of the rest, when the former maximise what they have together, given the
    // latter's replies.
    Profits play(int signatories) const {
        const auto together = [&](long double Q) {
            return signatories * profits(signatories, Q).signatory;
        };
        return profits(signatories, signatories > 0 ? best(together) : 0);
    }

    // Those of sizes first .. last that are stable.
    std::vector<int> stable(int first, int last) const {
        std::vector<Profits> found;
        for (int s = first - 1; s <= std::min(last + 1, N_); ++s) found.push_back(play(s));
        std::vector<int> list;
        for (int s = first; s <= last; ++s) {
            const auto i = static_cast<std::size_t>(s - first + 1);
            const bool internal = found[i].signatory >= found[i - 1].other;
            const bool external = s == N_ || found[i].other >= found[i + 1].signatory;
            if (internal && external) list.push_back(s);
        }
        return list;
    }

  private:
    long double profit(long double Q, long double own) const {
        return b_ * (a_ * Q - Q * Q / 2) / N_ - c_ * own * own / 2;
    }

    // Where a concave function of abatement is greatest: where a step to either side loses the same
    // (the functions are parabolas).
    long double best(const auto& function) const {
        const long double step = a_ / 8;
        long double lo = 0, hi = a_;
        for (int k = 0; k < 60; ++k) {
            const long double middle = (lo + hi) / 2;
            (function(middle + step) > function(middle - step) ? lo : hi) = middle;
        }
        return (lo + hi) / 2;
    }

    // The abatement of each of the others, which is each one's best reply.
    long double reply(int signatories, long double led) const {
        const int others = N_ - signatories;
        if (others == 0) return 0;
        long double lo = 0, hi = a_;
        for (int k = 0; k < 60; ++k) {
            const long double q = (lo + hi) / 2, rest = led + (others - 1) * q;
            const long double best_reply =
                best([&](long double own) { return profit(rest + own, own); });
            (best_reply > q ? lo : hi) = q;
        }
        return (lo + hi) / 2;
    }

    Profits profits(int signatories, long double led) const {
        const long double q = reply(signatories, led), Q = led + (N_ - signatories) * q;
        return {signatories > 0 ? profit(Q, led / signatories) : 0, profit(Q, q)};
    }

    int N_;
    long double a_, b_, c_;
};

TEST(Coalition, IsWhatTheGameLeadsTo) {
    for (const int N : {2, 3, 5, 7}) {
        for (const double ratio : {0.01, 0.1, 0.25, 1.0, 10.0}) {
            const Game game(N, 100, 2, 2 * ratio);
            EXPECT_EQ(sizes(N, ratio), game.stable(1, N)) << N << ' ' << ratio;
        }
    }
    // Of many countries, the stable size and its neighbours.
    for (const auto& [N, ratio] : std::vector<std::pair<int, double>>{{20, 0.05}, {100, 0.25}}) {
        const int size = sizes(N, ratio).front();
        const Game game(N, 100, 1, ratio);
        EXPECT_EQ(game.stable(size - 1, size + 1), std::vector<int>{size}) << N << ' ' << ratio;
    }
}

TEST(Coalition, HasTheProfitsOfTheGame) {
    const Game game(10, 100, 1, 0.25);
    const Values scenario = {10, 100, 1, 0.25};
    const Values row = evaluate(instance(), widest_isa(), {&scenario, 1}).front();
    const Game::Profits found = game.play(4);
    EXPECT_NEAR(value(row, "signatory.profit"), static_cast<double>(found.signatory), 1e-9);
    EXPECT_NEAR(value(row, "other.profit"), static_cast<double>(found.other), 1e-9);
}

// Where a country is indifferent, it may stay or join: both sizes are stable, and the status warns.
TEST(Coalition, SaysWhereACountryIsIndifferent) {
    // The cost at which among 10 countries a fifth gains nothing by joining four, to the last bit.
    double lo = 0.1, hi = 0.25;
    for (int k = 0; k < 100; ++k) {
        const double middle = (lo + hi) / 2;
        (sizes(10, middle).back() > 4 ? lo : hi) = middle;
    }
    const Values scenario = {10, 100, 1, hi};
    for (const Isa isa : available_isas()) {
        const Values row = evaluate(instance(), isa, {&scenario, 1}).front();
        EXPECT_EQ(value(row, "status"), 1);
        EXPECT_GE(value(row, "stable_count"), 1);
    }
    const Values clear = {10, 100, 1, hi * (1 + 1e-9)};
    EXPECT_EQ(evaluate(instance(), widest_isa(), {&clear, 1}).front().back(), 0);
}

// A block's largest number of countries is each lane's neighbour's affair.
TEST(Coalition, OfFewIsTheSameBesideMany) {
    std::vector<Values> scenarios;
    for (int i = 0; i < 96; ++i)
        scenarios.push_back({i % 3 == 0 ? 124.0 : 2.0 + i % 7, 50, 1, 0.01});
    const auto together = evaluate(instance(), widest_isa(), scenarios);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        EXPECT_EQ(together[i], evaluate(instance(), widest_isa(), {&scenarios[i], 1}).front());
    }
}

}  // namespace
}  // namespace entente::kernels
