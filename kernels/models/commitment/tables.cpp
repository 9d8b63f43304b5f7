// SPDX-License-Identifier: Apache-2.0
#include "kernels/models/commitment/tables.hpp"

#include <string>

#include "kernels/models/commitment/columns.hpp"

namespace entente::kernels::commitment_model {
namespace {

constexpr Interval yearly_rate{0, 1};
constexpr Interval yearly_chance{0, 1, false, true};
constexpr Interval utility{-100, 100};

// clang-format off
// name, unit, meaning, initial, valid, plausible, whole
std::vector<Parameter> parameters(std::size_t contestants) {
    std::vector<Parameter> list = {
        {"patron.lapse", "year-1", "rate at which a reliable patron becomes unreliable (a)", 0.15, yearly_rate, {0.02, 0.4}},
        {"patron.return", "year-1", "rate at which an unreliable patron becomes reliable (b)", 0.35, yearly_rate, {0.02, 0.6}},
        {"patron.hazard_reliable", "year-1", "hazard of the alliance's end while its patron is reliable (h_R)", 0.01, {0, 10}, {0.001, 0.05}},
        {"patron.hazard_unreliable", "year-1", "hazard of the alliance's end while its patron is unreliable (h_U)", 0.12, {0, 10}, {0.02, 0.4}},
        {"patron.years", "year", "years after which the patron and the alliance are looked at (T)", 10, {0, 1000}, {1, 40}, true},
        {"plan_b.prior", "1", "prior probability that the shift is structural (q0)", 0.3, {0, 1}, {0.05, 0.95}},
        {"plan_b.structural_return", "1", "chance of return in a year of a structural shift (b_s)", 0.02, yearly_chance, {0.005, 0.1}},
        {"plan_b.transient_return", "1", "chance of return in a year of a transient lapse (b_t)", 0.5, yearly_chance, {0.2, 0.8}},
        {"plan_b.discount", "1", "discount factor of a year (delta)", 0.9, {0, 1, true, true}, {0.85, 0.98}},
        {"plan_b.reliable", "year-1", "utility of a year under a reliable patron (u_R)", 1, utility, {0.9, 1.2}},
        {"plan_b.unreliable", "year-1", "utility of a year under an unreliable patron (u_U)", 0.1, utility, {-0.2, 0.3}},
        {"plan_b.alone", "year-1", "utility of a year of Plan B (h)", 0.7, utility, {0.5, 0.85}},
        {"plan_b.cost", "1", "what Plan B costs when it is taken (K)", 1, utility, {0.5, 2}},
        {"plan_b.years", "year", "unreliable years after which the belief is looked at (t)", 4, {0, 1000}, {0, 12}, true},
        {"signals.win", "1", "probability that the attacker wins a war (p)", 0.5, {0, 1}, {0.2, 0.8}},
        {"signals.defender_cost", "1", "cost of war to the defender (c_D)", 0.2, {0, 10}, {0.05, 0.5}},
        {"signals.attacker_cost", "1", "cost of war to the attacker (c_A)", 0.3, {0, 10}, {0.02, 0.5}},
        {"margin.start", "1", "margin now (m)", 0.5, {0, 1000}, {0.1, 1}},
        {"margin.drift", "year-1", "drift of the margin (mu)", -0.02, {-100, 100}, {-0.05, 0.05}},
        {"margin.noise", "year-0.5", "volatility of the margin (s)", 0.1, {0, 100}, {0.02, 0.3}},
        {"margin.years", "year", "years in which the margin may be used up (T)", 10, {0, 1000}, {1, 40}},
        {"pivot.forces", "1", "forces to share between the theatres (M)", 1, {0, 1000}, {0.2, 3}},
        {"pivot.first.value", "1", "value of the first theatre (V_1)", 1, {0, 1000}, {0.2, 3}},
        {"pivot.first.held", "1", "forces held in the first theatre already (a_1)", 0.2, {0, 1000}, {0, 1}},
        {"pivot.first.threat", "1", "threat in the first theatre (t_1)", 1, {0, 1000}, {0.2, 3}},
        {"pivot.second.value", "1", "value of the second theatre (V_2)", 1, {0, 1000}, {0.2, 3}},
        {"pivot.second.held", "1", "forces held in the second theatre already (a_2)", 0.2, {0, 1000}, {0, 1}},
        {"pivot.second.threat", "1", "threat in the second theatre (t_2)", 1, {0, 1000}, {0.2, 3}},
    };
    for (std::size_t k = 1; k <= contestants; ++k) {
        const std::string number = std::to_string(k);
        list.push_back({"contest.value." + number, "1", "what the prize is worth to contestant " + number + " (V_" + number + ")", k == 1 ? 10.0 : 5.0, {0, 1e6, true}, {1, 20}});
    }
    return list;
}

// name, unit, meaning, kind, dimension, flags
std::vector<Output> outputs() {
    return {
        {"patron.stationary", "1", "share of years with a reliable patron in the long run (pi_R)"},
        {"patron.returned", "1", "probability that a patron unreliable now is reliable after the years, a and b being its chances of a change in a year"},
        {"patron.survival_reliable", "1", "probability that the alliance outlasts the years, its patron reliable now (S_R)"},
        {"patron.survival_unreliable", "1", "probability that the alliance outlasts the years, its patron unreliable now (S_U)"},
        {"patron.life_reliable", "year", "mean life of the alliance, its patron reliable now (L_R)"},
        {"patron.life_unreliable", "year", "mean life of the alliance, its patron unreliable now (L_U)"},
        {"plan_b.date", "year", "unreliable years after which the ally takes Plan B (t*)"},
        {"plan_b.taken", "1", "probability that the patron stays away until the ally takes Plan B"},
        {"plan_b.value", "1", "the ally's discounted utility, deciding as well as it can (V_0)"},
        {"plan_b.decision", "1", "when the ally takes Plan B", OutputKind::code, "", {"now", "later", "never"}},
        {"plan_b.threshold", "1", "chance of return at which the ally is indifferent (p*)"},
        {"plan_b.belief_threshold", "1", "belief in a structural shift at which the ally is indifferent (q*), where it lies between 0 and 1"},
        {"plan_b.posterior", "1", "probability that the shift is structural, after the unreliable years (q_t)"},
        {"plan_b.return_chance", "1", "chance of return in the year after the unreliable years (p_t)"},
        {"signals.attack", "1", "chance that the attacker attacks a resolute defender (a)"},
        {"signals.sink.cutoff", "1", "least value of the prize at which the defender sinks costs (v_f)"},
        {"signals.sink.cost", "1", "costs that a resolute defender sinks (m)"},
        {"signals.sink.war", "1", "probability of war if costs are sunk"},
        {"signals.sink.utility", "1", "the defender's expected utility if costs are sunk (EU)"},
        {"signals.tie.cutoff", "1", "least value of the prize at which the defender ties its hands (v_t)"},
        {"signals.tie.cost", "1", "least cost of backing down that ties its hands (m)"},
        {"signals.tie.war", "1", "probability of war if hands are tied"},
        {"signals.tie.utility", "1", "the defender's expected utility if hands are tied (EU)"},
        {"signals.advantage", "1", "what tied hands are worth to the defender beyond sunk costs; where it is positive, it prefers them"},
        {"margin.fall", "1", "probability that the margin is used up within the years (P)"},
        {"margin.log_fall", "1", "natural logarithm of the probability that the margin is used up within the years"},
        {"pivot.to_first", "1", "forces sent to the first theatre (x_1)"},
        {"pivot.to_second", "1", "forces sent to the second theatre (x_2)"},
        {"pivot.shadow", "1", "value that one more unit of forces would protect"},
        {"pivot.security", "1", "value that the forces protect in both theatres"},
        {"contest.total", "1", "effort of all contestants (X)"},
        {"contest.active", "1", "contestants that make an effort, the first in bit 0", OutputKind::mask},
        {"contest.effort", "1", "effort of each contestant (x_i)", OutputKind::real, "contestant"},
        {"contest.chance", "1", "probability that each contestant wins", OutputKind::real, "contestant"},
        {"contest.payoff", "1", "expected utility of each contestant", OutputKind::real, "contestant"},
        {"status", "1", "why an answer is missing or of another kind: the first reason that applies", OutputKind::code, "",
         {"ok", "patron_never_changes", "alliance_never_ends", "return_worthless", "years_teach_nothing", "margin_certain", "nothing_to_defend", "plan_b_never_taken"}},
    };
}
// clang-format on

}  // namespace

Interface interface(std::size_t contestants) {
    Dimension contestant{"contestant", "1", "contestants, numbered from 1"};
    for (std::size_t k = 1; k <= contestants; ++k) {
        contestant.values.push_back(static_cast<double>(k));
    }
    return {parameters(contestants), outputs(), {contestant}};
}

}  // namespace entente::kernels::commitment_model
