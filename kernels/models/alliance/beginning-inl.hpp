// SPDX-License-Identifier: Apache-2.0
//
// How a scenario begins: tastes calibrated to the base year, and everything that does not change.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_BEGINNING_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_BEGINNING_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_BEGINNING_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_BEGINNING_INL_HPP
#endif

#include "kernels/models/alliance/state-inl.hpp"

namespace entente::kernels::ENTENTE_LANES {
namespace {

// Tastes that make the observed burden the ally's best reply in the base year. (1)
HWY_INLINE void calibrate(const Block& at, const PreparedTheatre& theatre, double patron_forces,
                          const PreparedMember& member, Ally& ally) {
    const Baseline& base = theatre.baseline;
    const double x = member.burden;
    const double income = 1 - base.differentiation * member.host_nation_support;
    const double others = theatre.observed_spending - member.gdp * x;
    const Real spillin =
        ally.thinned *
        Real((base.credence * base.theatre_share * patron_forces + base.integration * others) /
             member.gdp);
    const Real share = at(private_share);
    Real numerator = 1.0;
    if (x < base.norm_target) {
        numerator = fma(at(norm_weight), (x - income) * (1 - base.differentiation) / x, 1.0);
    }
    const Real pull = fma(share, 1 / x, (Real(1.0) - share) / (spillin + Real(x)));
    const Real alpha = clip(numerator / fma(pull, income - x, 1.0), 1e-4, 0.9);

    ally.civil = Real(1.0) - alpha;
    ally.arms = alpha * share;
    ally.security = alpha * (Real(1.0) - share);
    ally.civil_inverse = Real(1.0) / ally.civil;
    const Real log_alpha = log(alpha);
    ally.self_reliant = fma(ally.civil, log(ally.civil), alpha * log_alpha);
    // The threat is kept relative to GDP, as forces are: alpha Y / Th = alpha / (Th / Y).
    ally.alone_odds = exp_within(600, at(decisiveness) * (ally.threat - log_alpha));
}

HWY_INLINE void begin_ally(const Block& at, const PreparedTheatre& theatre, double patron_forces,
                           const PreparedMember& member, Real integrated, Ally& ally) {
    ally.thinned = exp(at(thinning) * Real(member.log_share));
    ally.spill = integrated * ally.thinned * Real(1 / member.gdp);
    ally.aid_whole = ally.thinned * Real(patron_forces / member.gdp);
    ally.threat =
        fma(at(concentration), member.log_share,
            Real(theatre.log_adversary - member.log_gdp) - Real(member.distance) / at(reach_km));
    calibrate(at, theatre, patron_forces, member, ally);
    ally.x = member.burden;
    ally.log_x = log(ally.x);
    ally.n = 1.0;
    ally.z = 0.0;
    ally.dispute_scale = 0.0;
    if (member.host_nation_support > 0) {
        ally.dispute_scale = log(at(bargaining) / (at(demand) * Real(member.host_nation_support)));
    }
    ally.sum_burden = 0.0;
    ally.sum_margin = 0.0;
}

HWY_INLINE void begin_side(const Block& at, const Prepared& prepared, std::size_t k, Side& side) {
    const PreparedTheatre& theatre = prepared.theatres[k];
    side.integration = at(k, integration);
    side.differentiation = at(k, differentiation);
    side.collective = Real(1.0) - side.differentiation;
    side.belief = at(k, belief);
    side.growth = log(at(k, threat_growth) + Real(1.0));
    side.odds_growth = exp(at(decisiveness) * side.growth);
    side.readiness = 1.0;
    side.members = 0.0;
    side.spending = 0.0;
    for (Real& sum : side.sums) sum = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        const PreparedMember& member = theatre.members[i];
        begin_ally(at, theatre, prepared.patron_forces, member, side.integration, side.allies[i]);
        side.members = side.members + Real(member.share);
        side.spending = side.spending + Real(member.gdp * member.burden);
    }
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
