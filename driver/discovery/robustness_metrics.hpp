// SPDX-License-Identifier: Apache-2.0
//
// What makes a policy robust: numbers that sum up how it does in all states of the world. The
// choice among them, and their taxonomy: C. McPhail, H. R. Maier, J. H. Kwakkel, M. Giuliani, A.
// Castelletti and S. Westra, "Robustness metrics: how are they calculated, when should they be used
// and why do they give different results?", Earth's Future 6 (2018), 169-191.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entente::driver::discovery {

/// In the order of this list everywhere. With f the objective, larger being better (of an objective
/// to be minimised, all but signal_to_noise are of -f and given with the sign of f):
enum class Metric : std::size_t {
    maximin,         ///< its value in its worst state (Wald 1950)
    maximax,         ///< in its best state
    hurwicz,         ///< pessimism * worst + (1 - pessimism) * best (Hurwicz 1953)
    mean,            ///< over all states, as likely as one another (Laplace)
    percentile_10,   ///< reached or exceeded in 90 % of the states
    minimax_regret,  ///< how far, at most, it stays behind the best policy of a state (Savage 1951)
    regret_90,       ///< exceeded in 10 % of the states only
    signal_to_noise,  ///< mean / deviation if f is to be maximised, mean * deviation if minimised
                      ///< (Hamarat et al. 2014)
    satisficing       ///< share of the states in which f meets the threshold (Starr 1963)
};
inline constexpr std::size_t metric_count = 9;

/// "minimax_regret".
std::string_view name(Metric metric);
/// What it is, in a line.
std::string_view meaning(Metric metric);

struct Objective {
    std::string name;
    bool maximise = true;
    std::optional<double> threshold = {};
};

/// Of one policy; NaN where there is none.
using Metrics = std::array<double, metric_count>;

/// All but the regrets, from the values of a policy in the states of the world; those that are NaN
/// do not count. `pessimism` from 0 to 1.
Metrics metrics_of(std::span<const double> values, const Objective& objective, double pessimism);

/// Values of policies in common states: value of policy p in state s at p * states + s; NaN where
/// there is none.
struct DecisionTable {
    std::size_t policies = 0, states = 0;
    std::vector<double> values;
};

/// How far each value stays behind the best of its state, in the units of the objective; NaN where
/// there is no value.
std::vector<double> regrets(const DecisionTable& table, bool maximise);

/// The regrets of policy p, as metrics.
void add_regrets(std::span<const double> regrets_of_policy, Metrics& metrics);

/// A number that is larger where `value` of `metric` is better.
double merit(Metric metric, double value, bool maximise);

/// Ranks by merit, from 1; equal ones (but for rounding, a relative 1e-12) share the mean of their
/// ranks. NaN has no rank: NaN.
std::vector<double> ranks_by_merit(std::span<const double> merits);

/// Spearman's correlation of two rankings, over those that have both; NaN if one of them is flat.
double rank_correlation(std::span<const double> a, std::span<const double> b);

/// The quantile q of `values`, linear between order statistics (Hyndman and Fan's type 7); NaN of
/// none.
double quantile(std::vector<double> values, double q);

}  // namespace entente::driver::discovery
