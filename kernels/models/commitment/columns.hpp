// SPDX-License-Identifier: Apache-2.0
//
// Where the parameters and outputs of `commitment` stand, part by part; tables.cpp names them in
// the same order.
#pragma once

#include <cstddef>

namespace entente::kernels::commitment_model {

struct Prepared {
    std::size_t contestants;
};

enum Input : std::size_t {
    patron_lapse,
    patron_return,
    patron_hazard_reliable,
    patron_hazard_unreliable,
    patron_years,
    plan_b_prior,
    plan_b_structural_return,
    plan_b_transient_return,
    plan_b_discount,
    plan_b_reliable,
    plan_b_unreliable,
    plan_b_alone,
    plan_b_cost,
    plan_b_years,
    signals_win,
    signals_defender_cost,
    signals_attacker_cost,
    margin_start,
    margin_drift,
    margin_noise,
    margin_years,
    pivot_forces,
    pivot_first_value,
    pivot_first_held,
    pivot_first_threat,
    pivot_second_value,
    pivot_second_held,
    pivot_second_threat,
    contest_values  // one for each contestant
};

// Columns; a part's outputs are together, beginning with the one that the next lines define.
enum Column : std::size_t {
    stationary,
    returned,
    survival_reliable,
    survival_unreliable,
    life_reliable,
    life_unreliable,
    date,
    taken,
    value,
    decision,
    threshold,
    belief_threshold,
    posterior,
    return_chance,
    attack,
    sink_cutoff,
    sink_cost,
    sink_war,
    sink_utility,
    tie_cutoff,
    tie_cost,
    tie_war,
    tie_utility,
    advantage,
    fall,
    log_fall,
    to_first,
    to_second,
    shadow,
    security,
    total,
    active,
    vectors  // effort, chance and payoff of each contestant; then the status
};
inline constexpr std::size_t patron_part = stationary, plan_b_part = date, signals_part = attack,
                             margin_part = fall, pivot_part = to_first, contest_part = total;

constexpr std::size_t effort(std::size_t contestant, std::size_t) { return vectors + contestant; }
constexpr std::size_t chance(std::size_t contestant, std::size_t contestants) {
    return vectors + contestants + contestant;
}
constexpr std::size_t payoff(std::size_t contestant, std::size_t contestants) {
    return vectors + 2 * contestants + contestant;
}
constexpr std::size_t status(std::size_t contestants) { return vectors + 3 * contestants; }

inline constexpr std::size_t most_contestants = 8;

enum Decision { now, later, never };
enum Status {
    ok,
    patron_never_changes,
    alliance_never_ends,
    return_worthless,
    years_teach_nothing,
    margin_certain,
    nothing_to_defend,
    plan_b_never_taken
};

}  // namespace entente::kernels::commitment_model
