// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/robustness.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_policies = 100000, score_bins = 20, state_bins = 3;
constexpr std::size_t per_cell = 10;  // scenarios of a policy in a binned state, on the average
constexpr std::size_t most_values_on_a_grid = 255;

// The bits of an input's values mixed into a name for a state; equal values have equal names.
std::uint64_t mixed(std::uint64_t state, double value) {
    std::uint64_t x = state ^ (std::bit_cast<std::uint64_t>(value + 0.0) + 0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

class Assessment {
  public:
    Assessment(const Scenarios& scenarios, const Orders& orders, const RobustnessOptions& options)
        : scenarios_(scenarios), orders_(orders), options_(options) {
        for (std::size_t d = 0; d < orders.size(); ++d) {
            (scenarios.inputs[d].is_lever ? result_.levers : uncertain_).push_back(d);
        }
        if (result_.levers.empty()) {
            throw UserError(
                "--levers: name the inputs that are decisions, as in 'integration,"
                "differentiation'; no input of the file has the role of a lever, or "
                "none varies");
        }
        name_policies();
        name_states();
    }

    Robustness result() {
        for (std::size_t k = 0; k < options_.objectives.size(); ++k) {
            still_alive();
            result_.objectives.push_back(assess(k));
        }
        return std::move(result_);
    }

  private:
    void name_policies() {
        const std::size_t n = scenarios_.size();
        policy_.assign(n, 0);
        std::vector<Bins> bins;
        std::size_t combinations = 1;
        for (const std::size_t d : result_.levers) {
            const bool is_grid = !scenarios_.states.empty();
            bins.push_back(make_bins(scenarios_.inputs[d], orders_[d], options_.bins,
                                     is_grid ? most_values_on_a_grid : most_levels));
            combinations *= bins.back().count();
            if (combinations > most_policies) {
                throw UserError(
                    fmt::format("--levers: they have more than {} combinations", most_policies));
            }
            for (std::size_t i = 0; i < n; ++i) {
                policy_[i] = static_cast<std::uint32_t>(policy_[i] * bins.back().count() +
                                                        bins.back().of[i]);
            }
        }
        // Only those that occur.
        std::vector<std::uint64_t> counts(combinations);
        for (const std::uint32_t p : policy_) ++counts[p];
        std::vector<std::uint32_t> place(combinations);
        for (std::size_t c = 0; c < combinations; ++c) {
            place[c] = static_cast<std::uint32_t>(result_.policies.size());
            if (counts[c] == 0) continue;
            result_.scenarios.push_back(counts[c]);
            result_.policies.push_back(policy_name(bins, c));
        }
        for (std::uint32_t& p : policy_) p = place[p];
    }

    std::string policy_name(const std::vector<Bins>& bins, std::size_t combination) const {
        std::string text;
        for (std::size_t l = bins.size(); l-- > 0;) {
            const std::size_t b = combination % bins[l].count();
            combination /= bins[l].count();
            const auto& input = scenarios_.inputs[result_.levers[l]];
            const double range = bins[l].high.back() - bins[l].low.front();
            text = fmt::format("{} {}{}{}", input.name, bin_text(bins[l], b, input.words, range),
                               text.empty() ? "" : ", ", text);
        }
        return text;
    }

    // Whether all policies meet the same states of the world: none twice, and at least half of them
    // (others may have no result). Then state_ has the state of each scenario.
    void name_states() {
        auto names = scenarios_.states;
        if (names.empty()) {
            names.assign(scenarios_.size(), 0);
            for (const std::size_t d : uncertain_) {
                const auto& values = scenarios_.inputs[d].values;
                for (std::size_t i = 0; i < names.size(); ++i)
                    names[i] = mixed(names[i], values[i]);
            }
        }
        auto all = names;
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        const std::size_t policies = result_.policies.size();
        if (all.size() > 2 * scenarios_.size() / policies) return;
        std::vector<std::uint32_t> state;
        state.reserve(names.size());
        for (const std::uint64_t name : names) {
            state.push_back(static_cast<std::uint32_t>(
                std::lower_bound(all.begin(), all.end(), name) - all.begin()));
        }
        std::vector<bool> met(all.size() * policies, false);
        for (std::size_t i = 0; i < state.size(); ++i) {
            const std::size_t at = policy_[i] * all.size() + state[i];
            if (met[at]) return;
            met[at] = true;
        }
        state_ = std::move(state);
        states_ = all.size();
    }

    Robust assess(std::size_t k) const {
        const auto& values = scenarios_.objectives[k];
        const Objective& objective = options_.objectives[k];
        const std::size_t policies = result_.policies.size();
        Robust robust;
        std::vector<std::vector<double>> by_policy(policies);
        for (std::size_t i = 0; i < values.size(); ++i) {
            by_policy[policy_[i]].push_back(values[i]);
            robust.unknown += std::isnan(values[i]) ? 1U : 0U;
        }
        for (const auto& of_policy : by_policy) {
            robust.metrics.push_back(metrics_of(of_policy, objective, options_.pessimism));
        }
        const DecisionTable table =
            state_.empty() ? binned(values, robust) : common(values, robust);
        if (table.states == 0) return robust;
        const auto regret = regrets(table, objective.maximise);
        for (std::size_t p = 0; p < policies; ++p) {
            add_regrets(std::span(regret).subspan(p * table.states, table.states),
                        robust.metrics[p]);
        }
        return robust;
    }

    DecisionTable common(const std::vector<double>& values, Robust& robust) const {
        DecisionTable table{result_.policies.size(), states_, {}};
        table.values.assign(table.policies * table.states, nan);
        for (std::size_t i = 0; i < values.size(); ++i) {
            table.values[policy_[i] * states_ + state_[i]] = values[i];
        }
        robust.states = States::common;
        robust.state_count = states_;
        return table;
    }

    // As many of the uncertain inputs that explain most of the objective as leave enough scenarios
    // of every policy in a cell.
    DecisionTable binned(const std::vector<double>& values, Robust& robust) const {
        const std::size_t n = values.size(), policies = result_.policies.size();
        std::vector<double> scores;
        std::vector<std::size_t> by_score(uncertain_.size());
        std::iota(by_score.begin(), by_score.end(), std::size_t{0});
        for (const std::size_t d : uncertain_) {
            const Bins bins = make_bins(scenarios_.inputs[d], orders_[d], score_bins, most_levels);
            scores.push_back(explained(bins, values));
        }
        std::stable_sort(by_score.begin(), by_score.end(),
                         [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        std::vector<std::size_t> cell(n);
        std::size_t cells = 1;
        for (const std::size_t u : by_score) {
            const std::size_t d = uncertain_[u];
            const Bins bins = make_bins(scenarios_.inputs[d], orders_[d], state_bins, state_bins);
            if (cells * bins.count() * policies * per_cell > n) break;
            for (std::size_t i = 0; i < n; ++i) cell[i] = cell[i] * bins.count() + bins.of[i];
            cells *= bins.count();
            robust.binned.push_back(d);
        }
        if (robust.binned.empty()) {
            robust.why = fmt::format(
                "regret compares policies in the same state of the world; the {} policies share "
                "none, and {} scenarios are too few to take similar ones for one (a grid has "
                "common states, and so has a table with every policy in every state)",
                policies, n);
            return {};
        }
        robust.states = States::binned;
        robust.state_count = cells;
        DecisionTable table{policies, cells, std::vector<double>(policies * cells, 0)};
        std::vector<double> count(table.values.size());
        for (std::size_t i = 0; i < n; ++i) {
            if (std::isnan(values[i])) continue;
            const std::size_t at = policy_[i] * cells + cell[i];
            table.values[at] += (values[i] - table.values[at]) / ++count[at];
        }
        for (std::size_t at = 0; at < count.size(); ++at) {
            if (count[at] == 0) table.values[at] = nan;
        }
        return table;
    }

    const Scenarios& scenarios_;
    const Orders& orders_;
    const RobustnessOptions& options_;
    Robustness result_;
    std::vector<std::size_t> uncertain_;  ///< inputs that are no levers
    std::vector<std::uint32_t> policy_;   ///< of each scenario
    std::vector<std::uint32_t> state_;    ///< likewise; empty if policies have no common states
    std::size_t states_ = 0;
};

}  // namespace

Robustness assess(const Scenarios& scenarios, const Orders& orders,
                  const RobustnessOptions& options) {
    return Assessment(scenarios, orders, options).result();
}

}  // namespace entente::driver::discovery
