// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "driver/commands/discover_report.hpp"
#include "driver/commands/wording.hpp"

namespace entente::driver {
namespace {

using namespace discovery;
using Rows = std::vector<std::vector<std::string>>;

// One metric of one objective for all policies.
struct Ranking {
    Metric metric;
    std::vector<double> values, ranks;
    std::size_t best = 0;
    std::size_t ties = 0;  ///< other policies that are as good
    double worst = 0;      ///< value of the worst policy
};

std::vector<Ranking> rankings_of(const Robust& robust, const Objective& objective) {
    std::vector<Ranking> rankings;
    for (std::size_t m = 0; m < metric_count; ++m) {
        Ranking r{static_cast<Metric>(m), {}, {}};
        std::vector<double> merits;
        for (const Metrics& metrics : robust.metrics) {
            r.values.push_back(metrics[m]);
            merits.push_back(merit(r.metric, metrics[m], objective.maximise));
        }
        r.ranks = ranks_by_merit(merits);
        double first = INFINITY, last = 0;
        for (std::size_t p = 0; p < r.ranks.size(); ++p) {
            if (r.ranks[p] < first) {
                first = r.ranks[p];
                r.best = p;
            }
            if (r.ranks[p] > last) {
                last = r.ranks[p];
                r.worst = r.values[p];
            }
        }
        if (std::isinf(first)) continue;
        r.ties = static_cast<std::size_t>(std::count(r.ranks.begin(), r.ranks.end(), first)) - 1;
        rankings.push_back(std::move(r));
    }
    return rankings;
}

std::string states_text(const Robust& robust, const std::vector<Factor>& factors) {
    if (robust.states == States::common) {
        return fmt::format("Every policy meets the same {} of the world.\n",
                           counted(robust.state_count, "state"));
    }
    if (robust.states == States::none) return "No regrets: " + robust.why + "\n";
    std::string names;
    for (const std::size_t d : robust.binned) {
        names += (names.empty() ? "" : ", ") + factors[d].name;
    }
    return wrapped(fmt::format("The policies meet no common states: for the regrets, scenarios in "
                               "the same thirds of {} count as one state ({}), by their mean. So "
                               "regrets come out smaller than they are.",
                               names, counted(robust.state_count, "state")),
                   96, 0) +
           "\n";
}

std::string best_table(const std::vector<Ranking>& rankings, const Robustness& robustness) {
    Rows rows{{"metric", "best policy", "value", "worst policy's"}};
    for (const Ranking& r : rankings) {
        std::string policy = robustness.policies[r.best];
        if (r.ties > 0) policy += fmt::format(" (and {} as good)", r.ties);
        rows.push_back({std::string(name(r.metric)), policy, value_text(r.values[r.best]),
                        value_text(r.worst)});
    }
    return text_table(rows, 2);
}

// The policies that are best by some metric, with their ranks by all.
std::string rank_table(const std::vector<Ranking>& rankings, const Robustness& robustness) {
    constexpr std::size_t most = 12;
    std::map<std::size_t, std::size_t> best;  // policy -> metrics by which it is
    for (const Ranking& r : rankings) ++best[r.best];
    if (best.size() < 2) return "";
    Rows rows{{"rank by"}};
    for (std::size_t i = 0; i < std::min(best.size(), most); ++i) {
        rows.front().push_back(fmt::format("({})", static_cast<char>('a' + i)));
    }
    for (const Ranking& r : rankings) {
        rows.push_back({std::string(name(r.metric))});
        std::size_t i = 0;
        for (const auto& [policy, metrics] : best) {
            if (i++ < most) rows.back().push_back(value_text(r.ranks[policy]));
        }
    }
    std::string text;
    std::size_t i = 0;
    for (const auto& [policy, metrics] : best) {
        if (i >= most) break;
        text += fmt::format("({}) {}\n", static_cast<char>('a' + i++), robustness.policies[policy]);
    }
    return text_table(rows, 1) + text;
}

std::string agreement(const std::vector<Ranking>& rankings) {
    double lowest = 2;
    std::pair<std::size_t, std::size_t> pair;
    for (std::size_t a = 0; a < rankings.size(); ++a) {
        for (std::size_t b = a + 1; b < rankings.size(); ++b) {
            const double r = rank_correlation(rankings[a].ranks, rankings[b].ranks);
            if (!(r < lowest)) continue;
            lowest = r;
            pair = {a, b};
        }
    }
    if (lowest > 1) return "";
    if (lowest > 1 - 1e-9) return "All metrics rank the policies alike.\n";
    return fmt::format(
        "How much the choice of the metric matters: the rankings of policies by {} and {} agree\n"
        "least, with a rank correlation of {:.2f}.\n",
        name(rankings[pair.first].metric), name(rankings[pair.second].metric), lowest);
}

}  // namespace

std::string policy_report(const Findings& findings) {
    const PolicyFindings& policies = *findings.policies;
    const Robustness& robustness = policies.robustness;
    std::string levers;
    for (const std::size_t d : robustness.levers) {
        levers += (levers.empty() ? "" : ", ") + findings.factors[d].name;
    }
    const auto [least, most] =
        std::minmax_element(robustness.scenarios.begin(), robustness.scenarios.end());
    std::string text = fmt::format(
        "{} of {}, each in {}{}\n", counted(robustness.policies.size(), "policy", "policies"),
        levers, *least == *most ? "" : grouped(*least) + " to ", counted(*most, "scenario"));
    for (std::size_t k = 0; k < policies.objectives.size(); ++k) {
        const Objective& objective = policies.objectives[k];
        const Robust& robust = robustness.objectives[k];
        const auto rankings = rankings_of(robust, objective);
        text += fmt::format("\n{}, to be {}\n", objective.name,
                            objective.maximise ? "maximised" : "minimised");
        text += states_text(robust, findings.factors);
        if (robust.unknown > 0) {
            text += fmt::format("It has no value in {}, which do not count.\n",
                                counted(robust.unknown, "scenario"));
        }
        if (objective.threshold) {
            text += fmt::format("satisficing: {} {}\n", objective.maximise ? "at least" : "at most",
                                value_text(*objective.threshold));
        }
        text += fmt::format("hurwicz: {} of the worst, {} of the best\n",
                            value_text(policies.pessimism), value_text(1 - policies.pessimism));
        text += best_table(rankings, robustness) + "\n" + rank_table(rankings, robustness);
        text += agreement(rankings);
    }
    return text;
}

}  // namespace entente::driver
