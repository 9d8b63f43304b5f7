// SPDX-License-Identifier: Apache-2.0
//
// Crises over the allies, what membership is worth to them, and who leaves.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_CRISIS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_CRISIS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_CRISIS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_CRISIS_INL_HPP
#endif

#include "kernels/models/alliance/state-inl.hpp"

namespace entente::kernels::ENTENTE_LANES {
namespace {

// Probabilities of losing a contest: beside the other allies, with the patron as well,
// self-reliant.
struct Losses {
    Real allied, rescued, alone;
};

// Three logistic functions for one division. (3)
HWY_INLINE Losses contest(const Block& at, const Ally& ally, Real own, Real threat) {
    const Real allied = exp_within(most_log_odds, at(decisiveness) * (threat - log(own)));
    const Real rescued =
        exp_within(most_log_odds, at(decisiveness) * (threat - log(own + ally.aid)));
    const Real alone = clip(ally.alone_odds, least_odds, most_odds);
    const Real by_allied = allied + Real(1.0);
    const Real by_rescued = rescued + Real(1.0);
    const Real by_alone = alone + Real(1.0);
    const Real inverse = Real(1.0) / (by_allied * by_rescued * by_alone);
    return {allied * by_rescued * by_alone * inverse, rescued * by_allied * by_alone * inverse,
            alone * by_allied * by_rescued * inverse};
}

// What a war is worth to the two sides.
struct War {
    Real ally, adversary;
};

// A crisis solved backwards: does the ally resist, does the adversary challenge?
struct Crisis {
    Real resist, concede, challenge, value;
};

// The crises in and out of the alliance; one division serves both. (8)
HWY_INLINE void play(const Block& at, const War& in, const War& out, Crisis& within,
                     Crisis& without) {
    const Real lambda = at(rationality);
    const Real e_in = exp_bounded(-(lambda * (in.ally + Real(1.0))));
    const Real e_out = exp_bounded(-(lambda * (out.ally + Real(1.0))));
    const Real r = Real(1.0) / ((Real(1.0) + e_in) * (Real(1.0) + e_out));
    within.resist = (Real(1.0) + e_out) * r;
    within.concede = e_in * within.resist;
    without.resist = (Real(1.0) + e_in) * r;
    without.concede = e_out * without.resist;

    const Real quiet = at(status_quo);
    const Real f_in =
        exp_bounded(lambda * (quiet - fma(within.resist, in.adversary, within.concede)));
    const Real f_out =
        exp_bounded(lambda * (quiet - fma(without.resist, out.adversary, without.concede)));
    const Real s = Real(1.0) / ((Real(1.0) + f_in) * (Real(1.0) + f_out));
    within.challenge = (Real(1.0) + f_out) * s;
    without.challenge = (Real(1.0) + f_in) * s;
    within.value = within.challenge * fma(within.resist, in.ally, -within.concede);
    without.value = without.challenge * fma(without.resist, out.ally, -without.concede);
}

// The part of the margin that needs no other ally. (9)
HWY_INLINE Real margin_alone(const Block& at, const Common& common, const Ally& ally,
                             const Side& side, Real own, Real advantage) {
    const Real norm_taste = at(norm_weight) * side.collective;
    const Real protection = log(fma(ally.help, ally.aid, own));
    const Real consumption = fma(ally.civil, log(ally.income - ally.x),
                                 fma(ally.arms, ally.log_x, ally.security * protection));
    const Real norm_penalty = norm_taste * min(ally.log_x - common.norm_log, 0.0);
    const Real architecture = fma(at(autonomy_cost), -side.integration, at(plan_b_cost));
    return consumption - ally.self_reliant + norm_penalty +
           at(loss_weight) * at(crisis_rate) * advantage + architecture -
           at(tension_weight) * side.differentiation * ally.z;
}

// Adds an ally to its theatre's totals; g = n s.
HWY_INLINE void count(const Common& common, const Ally& ally, const Crisis& crisis, Real g,
                      Real challenged, Real lose, Totals& totals) {
    const Real g_war = g * ally.war;
    totals.war = totals.war + g_war;
    totals.own_war = fma(g, g_war, totals.own_war);
    totals.shortfall = fma(g, Real(1.0) - min(ally.x * common.norm_inverse, 1.0), totals.shortfall);
    totals.unharmed =
        fma(g, Real(1.0) - challenged * fma(crisis.resist, lose, crisis.concede), totals.unharmed);
    totals.challenge = fma(g, challenged, totals.challenge);
    totals.abandonment = fma(g_war, ally.abandon, totals.abandonment);
    totals.credence = fma(g, ally.help, totals.credence);
    totals.burden = fma(g, ally.x + (Real(1.0) - ally.income), totals.burden);
    totals.compliance = totals.compliance + select(ally.x >= common.norm_met, g, 0.0);
    totals.cohesion = totals.cohesion + g;
    totals.dispute = fma(g, ally.z, totals.dispute);
    totals.together = totals.together * ally.n;
}

// Crisis over each ally. (8, 9)
template <class Told>
HWY_INLINE void crises(const Block& at, const Common& common, const PreparedTheatre& theatre, int t,
                       Real years_of_growth, Side& side, Totals& totals, Told& told) {
    const Real drifted = at(drift) * Real(t);
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        const Real own = fma(ally.spill, side.spending - ally.weight * ally.x, ally.x);
        const Real threat = ally.threat + years_of_growth;
        ally.log_x = log(ally.x);

        const Losses losses = contest(at, ally, own, threat);
        const Real lose = fma(ally.abandon, losses.allied, ally.help * losses.rescued);
        const War in = {-(lose + at(ally_war_cost)),
                        lose - fma(ally.help, common.war_cost_more, common.war_cost)};
        const War out = {-(losses.alone + at(ally_war_cost)), losses.alone - common.war_cost};
        Crisis within, without;
        play(at, in, out, within, without);

        const Real challenged = at(crisis_rate) * within.challenge;
        ally.war = challenged * within.resist;
        ally.partial = margin_alone(at, common, ally, side, own, within.value - without.value) -
                       drifted * Real(member.wavering);
        ally.sum_burden = ally.sum_burden + (ally.x + (Real(1.0) - ally.income));
        count(common, ally, within, ally.n * Real(member.share), challenged, lose, totals);
        told.contest(i, own, threat, losses.allied, losses.rescued, within.challenge,
                     within.resist);
    }
}

// Margins, exits, and the sums that next year starts from. (10, 11)
template <class Told>
HWY_INLINE void exits(const Block& at, const PreparedTheatre& theatre, Real common_tension,
                      const Totals& totals, Side& side, Real& margin_min, Real& self_reliance,
                      Told& told) {
    const Real entrapped = at(loss_weight) * side.integration;
    const Real shared_tension = at(tension_weight) * common_tension;
    side.spending = 0.0;
    side.members = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        const Real other_wars = totals.war - ally.n * Real(member.share) * ally.war;
        const Real margin = ally.partial - fma(entrapped, other_wars, shared_tension);
        margin_min = min(margin_min, margin);
        self_reliance = self_reliance + select(margin < Real(0.0), Real(member.share), 0.0);
        ally.sum_margin = ally.sum_margin + margin;
        const Real hazard =
            at(exit_rate) * exp_bounded(clip(-(at(exit_sensitivity) * margin), -20.0, 5.0));
        told.exit(i, ally, margin, hazard);
        ally.n = max(ally.n * exp_bounded(-hazard), 1e-12);
        side.spending = fma(ally.n * ally.x, member.gdp, side.spending);
        side.members = fma(ally.n, member.share, side.members);
        ally.alone_odds = ally.alone_odds * side.odds_growth;
    }
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
