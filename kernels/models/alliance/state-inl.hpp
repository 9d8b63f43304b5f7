// SPDX-License-Identifier: Apache-2.0
//
// What a block of scenarios is made of while it runs: allies, theatres, and where its parameters
// are.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_STATE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_STATE_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_STATE_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_STATE_INL_HPP
#endif

namespace entente::kernels::ENTENTE_LANES {
namespace {

using namespace alliance_model;

// Odds beyond e^230 are taken as e^230 (a probability of 1e-100), so that three of them can share
// one division without overflow.
inline constexpr double most_log_odds = 230;
inline constexpr double most_odds = 0x1.2bd3b9ea1e7efp+331;   // e^230
inline constexpr double least_odds = 0x1.b51a88b7cea8ep-332;  // e^-230

// One member, all lanes: constants of the scenario, state, and what one pass leaves to the next.
struct Ally {
    // Constants of the scenario.
    Real civil, arms, security;  // tastes a_c, a_x, a_z
    Real civil_inverse;          // 1 / a_c
    Real self_reliant;           // U_out
    Real thinned;                // u = s^thinning
    Real spill;                  // integration u / Y
    Real aid_whole;      // m0 u / Y: aid, share of GDP, if all of the patron's forces were here
    Real threat;         // ln(Th / Y) at t = 0
    Real dispute_scale;  // ln(bargaining / (demand h0))
    // State.
    Real x, log_x;    // burden
    Real n;           // membership
    Real z;           // dispute
    Real alone_odds;  // odds against the self-reliant ally in a contest, (Th / (alpha
                      // Y))^decisiveness
    // Within a year.
    Real own, aid;       // forces that protect the ally without and from the patron, share of GDP
    Real abandon, help;  // b, then p5; p6
    Real income;         // W = 1 - host-nation support
    Real weight;         // n Y
    Real own_share;      // v = 1 - integration u n
    Real promised;       // p6 aid
    Real partial;        // the margin without what depends on the other members
    Real war;            // q
    // Sums over years.
    Real sum_burden, sum_margin;
};

// A theatre, all lanes.
struct Side {
    Real integration, differentiation, collective;  // collective = 1 - differentiation
    Real belief;
    Real growth;       // ln(1 + threat_growth)
    Real odds_growth;  // factor of alone_odds from year to year
    Real spending;     // M
    Real members;      // sum of n s
    Real readiness;    // last year's ratio of M to what M was before
    Real abandon;      // b bar
    Real sums[theatre_outputs];
    Ally allies[Theatre::most_members];
};

// Columns of the batch at one block of lanes.
struct Block {
    const double* const* in;
    double* const* out;
    std::size_t lane;
    std::size_t shared;  // first shared parameter

    HWY_INLINE Real operator()(SharedParameter p) const { return load(in[shared + p] + lane); }
    HWY_INLINE Real operator()(std::size_t k, TheatreParameter p) const {
        return load(in[k * theatre_parameters + p] + lane);
    }
    HWY_INLINE void put(std::size_t column, Real value) const {
        if (out[column] != nullptr) store(value, out[column] + lane);
    }
};

// Quantities that every ally needs, computed once per scenario.
struct Common {
    Real norm, norm_inverse, norm_log, norm_met;
    Real demand_excess;  // demand - 1
    Real war_cost;       // adversary's, when the patron stays away
    Real war_cost_more;  // what the patron's intervention adds to it
};

HWY_INLINE Real clip(Real a, Real lo, Real hi) { return min(max(a, lo), hi); }

// The theatre's totals within one year.
struct Totals {
    Real war, shortfall, unharmed, challenge, abandonment, credence, burden, compliance, cohesion;
    Real dispute, own_war, together;
};

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
