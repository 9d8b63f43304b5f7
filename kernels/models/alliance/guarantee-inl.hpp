// SPDX-License-Identifier: Apache-2.0
//
// Disputes over burdens, the patron's resolve, and the credence of its guarantee.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_GUARANTEE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_GUARANTEE_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_GUARANTEE_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_GUARANTEE_INL_HPP
#endif

#include "kernels/models/alliance/state-inl.hpp"

namespace entente::kernels::ENTENTE_LANES {
namespace {

// Below any difference of two doubles near 1, if not zero.
inline constexpr double least_gain = 1e-300;

// Probability of a dispute over burdens, D(G), at last year's burden; `own` and `aid` are current.
// (2)
HWY_INLINE Real dispute(const Block& at, const Ally& ally, Real credence) {
    const Real protection = log(fma(credence, ally.aid, ally.own));
    const Real loss =
        exp((ally.self_reliant - fma(ally.arms, ally.log_x, ally.security * protection)) *
            ally.civil_inverse);
    const Real gain = Real(1.0) - ally.x - loss;
    const Real odds =
        exp(at(dispute_sharpness) * (log(max(gain, least_gain)) + ally.dispute_scale));
    // Who gains nothing pays nothing, however dull the dispute.
    return Real(1.0) / (Real(1.0) + select(gain > Real(0.0), odds, 0.0));
}

// Would a transactional patron abandon? (4)
HWY_INLINE void doubt(const Block& at, const Common& common, const PreparedTheatre& theatre, int t,
                      Real share, Real years_of_growth, Side& side) {
    const Real base = fma(at(reputation), fma(at(reputation_pooling), side.integration, 1.0),
                          -(at(patron_war_cost) + at(compliance_weight)));
    Real sum = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        ally.weight = ally.n * Real(member.gdp);
        ally.own = fma(ally.spill, side.spending - ally.weight * ally.x, ally.x);
        ally.aid = share * ally.aid_whole;
        if (t == 0 && member.host_nation_support > 0) ally.z = dispute(at, ally, side.belief);

        const Real threat = ally.threat + years_of_growth;
        const Real against_alone =
            exp_within(most_log_odds, at(decisiveness) * (threat - log(ally.own)));
        const Real against_both =
            exp_within(most_log_odds, at(decisiveness) * (threat - log(ally.own + ally.aid)));
        const Real turned = (against_alone - against_both) /
                            ((Real(1.0) + against_alone) * (Real(1.0) + against_both));
        const Real compliance = fma(side.collective, min(ally.x * common.norm_inverse, 1.0),
                                    side.differentiation * (Real(1.0) - ally.z));
        const Real value = fma(turned, at(stake), fma(at(compliance_weight), compliance, base));
        ally.abandon = Real(1.0) / (Real(1.0) + exp(at(rationality) * value));
        sum = fma(ally.n * Real(member.share), ally.abandon, sum);
    }
    side.abandon = sum / side.members;
}

// Credence of the guarantee, disputes and host-nation support. (5)
HWY_INLINE void negotiate(const Block& at, const Common& common, const PreparedTheatre& theatre,
                          Side& side) {
    const Real distrust = Real(1.0) - side.belief;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        ally.abandon =
            distrust * fma(side.collective, side.abandon, side.differentiation * ally.abandon);
        ally.help = Real(1.0) - ally.abandon;
        ally.promised = ally.help * ally.aid;
        ally.own_share = fma(-(ally.spill * Real(theatre.members[i].gdp)), ally.n, 1.0);
        ally.income = 1.0;
        const double support = theatre.members[i].host_nation_support;
        if (support > 0) {
            ally.z = dispute(at, ally, ally.help);
            const Real paid = fma(Real(1.0) - ally.z, common.demand_excess, 1.0);
            ally.income = fma(side.differentiation * paid, -support, 1.0);
        }
    }
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
