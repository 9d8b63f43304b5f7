// SPDX-License-Identifier: Apache-2.0
//
// patron_and_spokes: equations (5) and (6) of conflict_network.cpp.
#if defined(ENTENTE_CONFLICT_NETWORK_HUB_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_CONFLICT_NETWORK_HUB_INL_HPP
#undef ENTENTE_CONFLICT_NETWORK_HUB_INL_HPP
#else
#define ENTENTE_CONFLICT_NETWORK_HUB_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/conflict_network/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel {
using namespace conflict_network_model;

/// The patron, each of the spokes and each of the rivals.
inline constexpr std::size_t hub_roles = 3;

struct HubScenario {
    Real beta, gamma, prize, spokes, rivals;
    Real cost[hub_roles], shifter[hub_roles];
};

struct HubEquilibrium {
    Real payoff[hub_roles], effort[hub_roles];
    Real total_effort, spent, lambda, sum_gamma;
    Mask positive_gamma, positive_phi, regular, positive_effort;
};

HWY_INLINE HubScenario hub_scenario(const Batch& batch, std::size_t i) {
    const auto p = [&](hub::Parameter parameter) { return take(batch, parameter, i); };
    return {p(hub::beta),
            p(hub::gamma),
            max(p(hub::prize), least_prize),
            p(hub::spokes),
            p(hub::rivals),
            {p(hub::cost_patron), p(hub::cost_spoke), p(hub::cost_rival)},
            {p(hub::shifter_patron), p(hub::shifter_spoke), p(hub::shifter_rival)}};
}

struct HubEfforts {
    Real effort[hub_roles];
    Mask regular;
};

// (6), the rivals eliminated: their efforts are what they produce plus gamma times the others'.
HWY_INLINE HubEfforts hub_efforts(const HubScenario& s, Real between, const Real (&b)[hub_roles]) {
    const Real enmity = s.gamma * s.rivals, returned = s.gamma * enmity;
    const Real pp = Real(1.0) - returned, ps = s.beta - returned;
    const Real ss = fma(-s.spokes, returned, Real(1.0) + between);
    const Real bp = fma(enmity, b[2], b[0]), bs = fma(enmity, b[2], b[1]);
    const Real first = pp * ss, second = s.spokes * (ps * ps);
    const Real determinant = first - second;
    const Mask regular = abs(determinant) > Real(zero_pivot) * (abs(first) + second);
    const Real inverse = Real(1.0) / determinant;
    const Real patron = fma(ss, bp, -(s.spokes * (ps * bs))) * inverse;
    const Real spoke = fma(pp, bs, -(ps * bp)) * inverse;
    return {{patron, spoke, fma(s.gamma, fma(s.spokes, spoke, patron), b[2])}, regular};
}

HWY_INLINE HubEquilibrium hub_equilibrium(const HubScenario& s, Real integration) {
    const Real number[hub_roles] = {1.0, s.spokes, s.rivals};
    const Real between = s.beta * integration * (s.spokes - Real(1.0));
    const Real hostility = s.gamma * s.rivals;
    const Real inverse_gamma[hub_roles] = {
        fma(s.beta, s.spokes, Real(1.0)) - hostility,
        Real(1.0) + s.beta + between - hostility,
        Real(1.0) - s.gamma * (Real(1.0) + s.spokes),
    };
    HubEquilibrium e;
    Real gamma[hub_roles], costs = 0.0;
    e.sum_gamma = 0.0;
    e.positive_gamma = Real(0.0) < Real(1.0);
    for (std::size_t r = 0; r < hub_roles; ++r) {
        gamma[r] = Real(1.0) / inverse_gamma[r];
        e.positive_gamma = e.positive_gamma & (inverse_gamma[r] > Real(0.0));
        e.sum_gamma = fma(number[r], gamma[r], e.sum_gamma);
        costs = fma(number[r] * s.cost[r], gamma[r], costs);
    }
    e.lambda = (e.sum_gamma - Real(1.0)) / costs;
    e.positive_phi = e.lambda > Real(0.0);
    Real share[hub_roles], b[hub_roles];
    for (std::size_t r = 0; r < hub_roles; ++r) {
        share[r] = (Real(1.0) - s.cost[r] * e.lambda) * gamma[r];
        e.positive_phi = e.positive_phi & (share[r] > Real(0.0));
        b[r] = fma(s.prize * e.lambda, share[r], -s.shifter[r]);
    }
    const HubEfforts found = hub_efforts(s, between, b);
    e.regular = found.regular;
    e.positive_effort = Real(0.0) < Real(1.0);
    e.total_effort = 0.0;
    e.spent = 0.0;
    for (std::size_t r = 0; r < hub_roles; ++r) {
        const Real effort = found.effort[r], cost = s.cost[r] * effort;
        e.effort[r] = effort;
        e.payoff[r] = fma(s.prize, share[r], -cost);
        e.positive_effort = e.positive_effort & (effort >= Real(0.0));
        e.total_effort = fma(number[r], effort, e.total_effort);
        e.spent = fma(number[r], cost, e.spent);
    }
    return e;
}

HWY_INLINE void put_if(const Batch& batch, Mask valid, std::size_t column, std::size_t i,
                       Real value) {
    put(batch, column, i, select(valid, value, Real(not_a_number)));
}

HWY_INLINE void play_hub(const Batch& batch, std::size_t i) {
    const HubScenario s = hub_scenario(batch, i);
    const HubEquilibrium e = hub_equilibrium(s, take(batch, hub::integration, i));
    const HubEquilibrium base = hub_equilibrium(s, 0.0);
    const Mask exists = e.positive_gamma & e.positive_phi & e.regular;
    const Mask compared = exists & base.positive_gamma & base.positive_phi & base.regular;
    Real status = select(e.positive_effort & base.positive_effort, Real(ok), negative_effort);
    status = select(compared, status, no_comparison);
    status = select(e.regular, status, singular);
    status = select(e.positive_phi, status, nonpositive_phi);
    status = select(e.positive_gamma, status, nonpositive_gamma);
    for (std::size_t r = 0; r < hub_roles; ++r) {
        put_if(batch, exists, hub::payoff_patron + r, i, e.payoff[r]);
        put_if(batch, exists, hub::effort_patron + r, i, e.effort[r]);
        put_if(batch, compared, hub::gain_patron + r, i, e.payoff[r] - base.payoff[r]);
    }
    put_if(batch, exists, hub::total_effort, i, e.total_effort);
    put_if(batch, exists, hub::rent_dissipation, i, e.spent / s.prize);
    put_if(batch, exists, hub::lambda, i, e.lambda);
    put_if(batch, exists, hub::sum_gamma, i, e.sum_gamma);
    put(batch, hub::status, i, status);
}

}  // namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel
HWY_AFTER_NAMESPACE();

#endif
