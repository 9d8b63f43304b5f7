// SPDX-License-Identifier: Apache-2.0
//
// Robustness metrics on decision tables whose answers are known by hand.
#include "driver/discovery/robustness.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "driver/user_error.hpp"
#include "tests/driver/discovery/planted.hpp"

namespace entente::driver::discovery {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double at(const Metrics& metrics, Metric metric) {
    return metrics[static_cast<std::size_t>(metric)];
}

// J. Milnor, "Games against nature", in Thrall, Coombs and Davis (eds.), "Decision Processes",
// Wiley (1954): four acts in four states of nature, of which every criterion takes another.
const std::vector<std::vector<double>>& acts() {
    static const std::vector<std::vector<double>> table{
        {2, 2, 0, 1}, {1, 1, 1, 1}, {0, 4, 0, 0}, {1, 3, 0, 0}};
    return table;
}

DecisionTable table_of(const std::vector<std::vector<double>>& rows) {
    DecisionTable table{rows.size(), rows.front().size(), {}};
    for (const auto& row : rows) table.values.insert(table.values.end(), row.begin(), row.end());
    return table;
}

std::size_t best_act(Metric metric) {
    const auto regret = regrets(table_of(acts()), true);
    std::vector<double> merits;
    for (std::size_t p = 0; p < acts().size(); ++p) {
        auto metrics = metrics_of(acts()[p], {"x", true, {}}, 0.25);
        add_regrets(std::span(regret).subspan(p * 4, 4), metrics);
        merits.push_back(merit(metric, at(metrics, metric), true));
    }
    const auto ranks = ranks_by_merit(merits);
    for (std::size_t p = 0; p < ranks.size(); ++p) {
        if (ranks[p] == 1) return p;
    }
    return ranks.size();
}

TEST(RobustnessMetrics, TakeFourDifferentActsOfMilnorsTable) {
    EXPECT_EQ(best_act(Metric::mean), 0U);            // 5/4 against 1, 1, 1
    EXPECT_EQ(best_act(Metric::maximin), 1U);         // 1 against 0, 0, 0
    EXPECT_EQ(best_act(Metric::hurwicz), 2U);         // 3 against 1.5, 1, 2.25
    EXPECT_EQ(best_act(Metric::maximax), 2U);         // 4
    EXPECT_EQ(best_act(Metric::minimax_regret), 3U);  // 1 against 2, 3, 2
}

TEST(RobustnessMetrics, AreThoseOfAHandMadeList) {
    const std::vector<double> values{3, nan, 1, 2, 6};
    const auto up = metrics_of(values, {"x", true, 2.0}, 0.8);
    EXPECT_EQ(at(up, Metric::maximin), 1);
    EXPECT_EQ(at(up, Metric::maximax), 6);
    EXPECT_DOUBLE_EQ(at(up, Metric::hurwicz), 0.8 * 1 + 0.2 * 6);
    EXPECT_DOUBLE_EQ(at(up, Metric::mean), 3);
    EXPECT_DOUBLE_EQ(at(up, Metric::percentile_10), 1.3);  // 0.3 of the way from 1 to 2
    EXPECT_DOUBLE_EQ(at(up, Metric::satisficing), 0.75);
    EXPECT_DOUBLE_EQ(at(up, Metric::signal_to_noise), 3 / std::sqrt(14.0 / 4));
    EXPECT_TRUE(std::isnan(at(up, Metric::minimax_regret)));
    const auto down = metrics_of(values, {"x", false, 2.0}, 0.8);
    EXPECT_EQ(at(down, Metric::maximin), 6);
    EXPECT_EQ(at(down, Metric::maximax), 1);
    EXPECT_DOUBLE_EQ(at(down, Metric::hurwicz), 0.8 * 6 + 0.2 * 1);
    EXPECT_DOUBLE_EQ(at(down, Metric::percentile_10), 3 + 0.7 * 3);
    EXPECT_DOUBLE_EQ(at(down, Metric::satisficing), 0.5);
    EXPECT_DOUBLE_EQ(at(down, Metric::signal_to_noise), 3 * std::sqrt(14.0 / 4));
    EXPECT_TRUE(std::isnan(at(metrics_of(values, {"x", true, {}}, 0.5), Metric::satisficing)));
}

TEST(RobustnessMetrics, MinimisedAreThoseOfTheNegative) {
    auto negative = acts();
    for (auto& row : negative) {
        for (double& v : row) v = -v;
    }
    EXPECT_EQ(regrets(table_of(acts()), true), regrets(table_of(negative), false));
    for (std::size_t p = 0; p < acts().size(); ++p) {
        const auto up = metrics_of(acts()[p], {"x", true, 1.0}, 0.3);
        const auto down = metrics_of(negative[p], {"x", false, -1.0}, 0.3);
        for (const auto m : {Metric::maximin, Metric::maximax, Metric::hurwicz, Metric::mean,
                             Metric::percentile_10, Metric::satisficing}) {
            EXPECT_DOUBLE_EQ(merit(m, at(up, m), true), merit(m, at(down, m), false)) << name(m);
        }
    }
}

TEST(RobustnessMetrics, RegretIgnoresWhatHasNoValue) {
    const auto regret = regrets({2, 2, {1, nan, 3, 4}}, true);
    EXPECT_EQ(regret[0], 2);
    EXPECT_TRUE(std::isnan(regret[1]));
    EXPECT_EQ(regret[2], 0);
    EXPECT_EQ(regret[3], 0);
}

TEST(RobustnessMetrics, RanksShareTiesAndCorrelate) {
    const std::vector<double> merits{0.3, 0.1, 0.1 + 1e-15, nan, 0.9};
    const auto ranks = ranks_by_merit(merits);
    EXPECT_EQ(ranks[4], 1);
    EXPECT_EQ(ranks[0], 2);
    EXPECT_EQ(ranks[1], 3.5);
    EXPECT_EQ(ranks[2], 3.5);
    EXPECT_TRUE(std::isnan(ranks[3]));
    const std::vector<double> up{1, 2, 3}, down{3, 2, 1}, other{1, 3, 2};
    EXPECT_DOUBLE_EQ(rank_correlation(up, down), -1);
    EXPECT_DOUBLE_EQ(rank_correlation(up, other), 0.5);
}

// f = lever * (1 - 2 state), levers 0, 0.5, 1 and states 0, 0.25, 0.5, 0.75: by hand.
Scenarios crossed(bool scramble) {
    Scenarios s;
    s.inputs.resize(2);
    s.inputs[0] = {
        .name = "lever", .meaning = "", .unit = "1", .is_lever = true, .words = {}, .values = {}};
    s.inputs[1] = {.name = "state", .meaning = "", .unit = "1", .words = {}, .values = {}};
    s.objectives.resize(1);
    for (std::size_t i = 0; i < 12; ++i) {
        const std::size_t k = scramble ? i * 5 % 12 : i;
        const double lever = static_cast<double>(k % 3) / 2, state = static_cast<double>(k / 3) / 4;
        s.inputs[0].values.push_back(lever);
        s.inputs[1].values.push_back(state);
        s.objectives[0].push_back(lever * (1 - 2 * state));
        s.of_interest.push_back(0);
    }
    find_levels(s.inputs);
    return s;
}

TEST(Robustness, ComparesPoliciesInCommonStates) {
    for (const bool scramble : {false, true}) {
        const auto s = crossed(scramble);
        const auto robust = assess(s, sorted_orders(s), {.objectives = {{"f", true, 0.0}}});
        ASSERT_EQ(robust.policies,
                  (std::vector<std::string>{"lever = 0", "lever = 0.5", "lever = 1"}));
        const Robust& f = robust.objectives.front();
        EXPECT_EQ(f.states, States::common);
        EXPECT_EQ(f.state_count, 4U);
        EXPECT_DOUBLE_EQ(at(f.metrics[2], Metric::maximin), -0.5);
        EXPECT_DOUBLE_EQ(at(f.metrics[2], Metric::mean), 0.25);
        EXPECT_DOUBLE_EQ(at(f.metrics[2], Metric::satisficing), 0.75);
        EXPECT_DOUBLE_EQ(at(f.metrics[0], Metric::minimax_regret), 1);
        EXPECT_DOUBLE_EQ(at(f.metrics[1], Metric::minimax_regret), 0.5);
        EXPECT_DOUBLE_EQ(at(f.metrics[2], Metric::minimax_regret), 0.5);
    }
}

TEST(Robustness, TakesSimilarStatesForOneInASample) {
    auto s = planted(3000, 3, [](const Point&) { return 0.0; });
    s.inputs[0].is_lever = true;
    s.objectives.emplace_back();
    for (std::size_t i = 0; i < s.size(); ++i) {
        s.objectives[0].push_back(s.inputs[0].values[i] * (1 - 2 * s.inputs[1].values[i]));
    }
    const auto robust = assess(s, sorted_orders(s), {.objectives = {{"f", true, {}}}, .bins = 4});
    EXPECT_EQ(robust.policies.size(), 4U);
    const Robust& f = robust.objectives.front();
    EXPECT_EQ(f.states, States::binned);
    EXPECT_EQ(f.binned, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(f.state_count, 9U);
    // The means of bins: levers 1/8 and 7/8, state 1/6. Standard error of a mean of some 80: 0.03.
    EXPECT_NEAR(at(f.metrics[0], Metric::minimax_regret), 0.75 * (2.0 / 3), 0.1);
}

TEST(Robustness, SaysWhyThereIsNoRegret) {
    auto s = planted(60, 3, [](const Point&) { return 0.0; });
    s.inputs[0].is_lever = true;
    s.objectives.push_back(s.inputs[1].values);
    const auto robust = assess(s, sorted_orders(s), {.objectives = {{"f", true, {}}}});
    EXPECT_EQ(robust.objectives[0].states, States::none);
    EXPECT_NE(robust.objectives[0].why.find("60 scenarios are too few"), std::string::npos);
    s.inputs[0].is_lever = false;
    EXPECT_THROW(assess(s, sorted_orders(s), {}), UserError);
}

}  // namespace
}  // namespace entente::driver::discovery
