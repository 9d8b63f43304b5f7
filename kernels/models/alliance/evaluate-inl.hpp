// SPDX-License-Identifier: Apache-2.0
//
// The equations of alliance.cpp on a block of scenarios, one scenario per lane. Compiled once per
// instruction set: `Real`, `Mask` and their functions are those of the namespace ENTENTE_LANES.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#endif

#include "kernels/models/alliance/beginning-inl.hpp"
#include "kernels/models/alliance/contributions-inl.hpp"
#include "kernels/models/alliance/crisis-inl.hpp"
#include "kernels/models/alliance/guarantee-inl.hpp"
#include "kernels/models/alliance/state-inl.hpp"

namespace entente::kernels::ENTENTE_LANES {
namespace {

// Adds the year to the sums and, where wanted, to the yearly columns.
HWY_INLINE void record(const Block& at, const Prepared& prepared, const PreparedTheatre& theatre,
                       int t, const Real (&year)[theatre_outputs], Side& side) {
    for (std::size_t o = 0; o < theatre_outputs; ++o) side.sums[o] = side.sums[o] + year[o];
    const auto horizon = static_cast<std::size_t>(prepared.horizon);
    for (std::size_t o = 0; o < yearly_outputs; ++o) {
        at.put(theatre.years + o * horizon + static_cast<std::size_t>(t), year[yearly[o]]);
    }
}

// One theatre, one year. Returns the lanes without an equilibrium.
template <class Told>
HWY_INLINE Mask advance(const Block& at, const Common& common, const Prepared& prepared,
                        std::size_t k, int t, Real share, Side& side, Told& told) {
    const PreparedTheatre& theatre = prepared.theatres[k];
    const Real years_of_growth = Real(t) * side.growth;
    doubt(at, common, theatre, t, share, years_of_growth, side);
    negotiate(at, common, theatre, side);
    const Mask failed = contribute(at, common, theatre, side);
    told.begin(t, k, share, side);

    Totals totals = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0};
    crises(at, common, theatre, t, years_of_growth, side, totals, told);

    const Real inverse = Real(1.0) / totals.cohesion;
    const Real forces = share * Real(prepared.patron_forces);
    const Real common_tension = side.collective * totals.shortfall * inverse;
    Real year[theatre_outputs];
    for (Real& value : year) value = 0.0;
    year[out_stability] = totals.unharmed;
    year[out_cohesion] = totals.cohesion;
    year[out_intact_years] = totals.together;
    year[out_challenge] = totals.challenge * inverse;
    year[out_abandonment] = totals.abandonment * inverse;
    // Of a single ally the two are the same but for rounding.
    year[out_entrapment] = side.integration * max(totals.war - totals.own_war * inverse, 0.0);
    year[out_tension] = fma(side.differentiation * totals.dispute, inverse, common_tension);
    year[out_credence] = totals.credence * inverse;
    year[out_patron_share] = forces / (forces + side.spending);
    year[out_burden] = totals.burden * inverse;
    year[out_compliance] = totals.compliance * inverse;
    year[out_margin_min] = 1e300;
    exits(at, theatre, common_tension, totals, side, year[out_margin_min], year[out_self_reliance],
          told);
    record(at, prepared, theatre, t, year, side);
    return failed;
}

// Beliefs after a year: what the patron said and would have done, here and there. (12)
HWY_INLINE void learn(const Block& at, std::size_t theatres, Real& committed, Side* sides) {
    const Real keep = Real(1.0) - at(relapse);
    committed = fma(committed, keep, (Real(1.0) - committed) * at(recovery));
    Real evidence[most_theatres];
    for (std::size_t k = 0; k < theatres; ++k) {
        const Real deed = fma(sides[k].abandon, -2.0, 1.0);
        const Real transactional = fma(Real(1.0) - at(deeds), at(k, rhetoric), at(deeds) * deed);
        evidence[k] = at(signal) * fma(Real(1.0) - committed, transactional, committed);
    }
    for (std::size_t k = 0; k < theatres; ++k) {
        Real told = evidence[k];
        if (theatres == 2) told = fma(at(mirror), evidence[1 - k], told);
        const Real c = sides[k].belief;
        const Real prior = clip(fma(c, keep, (Real(1.0) - c) * at(recovery)), 1e-6, 1 - 1e-6);
        const Real posterior = prior / fma(Real(1.0) - prior, exp(-told), prior);
        sides[k].belief = clip(posterior, 1e-6, 1 - 1e-6);
    }
}

// The patron's forces in each theatre: the pivot moves them from the first to the second. (13)
HWY_INLINE Real forces_share(const Block& at, std::size_t theatres, std::size_t k, int t) {
    const Real here = at(k, theatre_share);
    if (theatres == 1) return here;
    const Real first = at(0, theatre_share), second = at(1, theatre_share);
    const Real moved = clip(at(pivot) * Real(t), -second, first);
    return k == 0 ? here - moved : here + moved;
}

HWY_INLINE void finish(const Block& at, const Prepared& prepared, const PreparedTheatre& theatre,
                       const Side& side, Real& checksum) {
    const double years = 1.0 / prepared.horizon;
    Real final_share = 0.0, least = 2.0, weakest = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        const Ally& ally = side.allies[i];
        final_share = fma(ally.n, theatre.members[i].share, final_share);
        weakest = select(ally.n < least, static_cast<double>(i), weakest);
        least = min(least, ally.n);
        const std::size_t n = theatre.members.size();
        at.put(theatre.by_member + member_final * n + i, ally.n);
        at.put(theatre.by_member + member_burden * n + i, ally.sum_burden * Real(years));
        at.put(theatre.by_member + member_margin * n + i, ally.sum_margin * Real(years));
    }
    for (std::size_t o = 0; o < theatre_outputs; ++o) {
        Real value = side.sums[o] * Real(years);
        if (o == out_intact_years) value = side.sums[o];
        if (o == out_final_membership) value = final_share;
        if (o == out_weakest_member)
            value = weakest + (final_share - final_share);  // NaN if any is
        checksum = checksum + value;
        at.put(theatre.scalars + o, value);
    }
}

template <class Told>
HWY_INLINE void evaluate_block(const Prepared& prepared, const Batch& batch, std::size_t lane,
                               Side* sides, Told& told) {
    const Block at{batch.in, batch.out, lane, prepared.shared};
    const std::size_t theatres = prepared.theatres.size();
    const Real norm = at(norm_target);
    const Real adversary_cost = at(adversary_war_cost);
    const Common common = {.norm = norm,
                           .norm_inverse = Real(1.0) / norm,
                           .norm_log = log(norm),
                           .norm_met = norm * Real(1 - 1e-9),
                           .demand_excess = at(demand) - Real(1.0),
                           .war_cost = adversary_cost,
                           .war_cost_more = adversary_cost * (at(escalation) - Real(1.0))};
    Real committed = at(committed0);
    for (std::size_t k = 0; k < theatres; ++k) begin_side(at, prepared, k, sides[k]);

    Real status = static_cast<double>(status_ok);
    for (int t = 0; t < prepared.horizon; ++t) {
        for (std::size_t k = 0; k < theatres; ++k) {
            const Real share = forces_share(at, theatres, k, t);
            const Mask failed = advance(at, common, prepared, k, t, share, sides[k], told);
            status = select(failed, static_cast<double>(status_no_equilibrium), status);
        }
        learn(at, theatres, committed, sides);
    }

    Real checksum = 0.0;
    for (std::size_t k = 0; k < theatres; ++k) {
        finish(at, prepared, prepared.theatres[k], sides[k], checksum);
    }
    // NaN and infinity are the only numbers whose difference with themselves is not zero.
    const Mask finite = (checksum - checksum) >= Real(0.0);
    at.put(prepared.status, select(finite, status, static_cast<double>(status_not_finite)));
}

// Nobody is watching: costs nothing.
struct Untold {
    HWY_INLINE void begin(int, std::size_t, Real, const Side&) {}
    HWY_INLINE void contest(std::size_t, Real, Real, Real, Real, Real, Real) {}
    HWY_INLINE void exit(std::size_t, const Ally&, Real, Real) {}
};

inline void evaluate(const Prepared& prepared, const Batch& batch) {
    Side sides[most_theatres];
    Untold untold;
    for (std::size_t lane = 0; lane < batch.scenarios; lane += lanes) {
        evaluate_block(prepared, batch, lane, sides, untold);
    }
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
