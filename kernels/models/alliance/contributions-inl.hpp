// SPDX-License-Identifier: Apache-2.0
//
// The Nash equilibrium of military contributions.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_CONTRIBUTIONS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_CONTRIBUTIONS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_CONTRIBUTIONS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_CONTRIBUTIONS_INL_HPP
#endif

#include "kernels/models/alliance/state-inl.hpp"

namespace entente::kernels::ENTENTE_LANES {
namespace {

// Moves the ally's burden x to its reply to the theatre's spending M, and returns dx/dM: x is the
// root of
//   A x^2 + B x - p W C = 0, clamped by the norm (6).
// Whether the norm binds is read off the sign of the quadratic at x = norm, so that one root
// serves.
HWY_INLINE Real reply(const Common& common, Real norm_taste, Real spending, Ally& ally) {
    const Real v = ally.own_share;
    const Real C = fma(ally.spill, spending, ally.promised);
    const Real W = ally.income;
    const Real beyond = common.norm - W;
    const Real protected_at_norm = fma(v, common.norm, C);
    const Real base =
        fma(ally.security * common.norm, beyond, ally.civil * common.norm * protected_at_norm);
    const Real tilt = beyond * protected_at_norm;
    const Real eager = ally.arms + norm_taste;
    const Mask above = fma(ally.arms, tilt, base) < Real(0.0);
    const Mask below = fma(eager, tilt, base) > Real(0.0);

    const Real p = select(above, ally.arms, eager);
    const Real s = ally.civil + p;
    const Real A = fma(s, v, ally.security);
    const Real B = fma(s, C, -(fma(p, v, ally.security) * W));
    const Real pW = p * W;
    const Real D2 = (pW + pW) * C;
    const Real A2 = A + A;
    const Real root = sqrt(fma(B, B, A2 * D2));
    const Real q = root + abs(B);
    // 2D/(B + root) where B > 0, (root - B)/2A elsewhere: neither cancels.
    const Mask positive = B > Real(0.0);
    const Real numerator = select(positive, D2, q);
    const Real denominator = select(positive, q, A2);
    const Real inverse = Real(1.0) / (denominator * root);
    const Real x = numerator * root * inverse;
    const Real slope = fma(-s, x, pW) * ally.spill * denominator * inverse;

    const Mask free = above | below;
    const Real clamped = select(above, max(x, common.norm), min(x, common.norm));
    ally.x = select(free, clamped, common.norm);
    return select(free, slope, 0.0);
}

// Nash equilibrium of contributions: M = sum of n Y x(M) by a bracketed Newton iteration (7).
// A lane stops moving once it has converged, so that its bits do not depend on its neighbours.
// Returns the lanes that did not reach a residual of 1e-12 M.
HWY_INLINE Mask contribute(const Block& at, const Common& common, const PreparedTheatre& theatre,
                           Side& side) {
    constexpr int most_evaluations = 100;
    constexpr double tolerance = 1e-14;
    const Real norm_taste = at(norm_weight) * side.collective;
    Real lo = 0.0;
    Real hi = side.members * Real(theatre.gdp);  // if everybody spent everything
    const Real before = side.spending;
    Real M = clip(before * side.readiness, lo, hi);
    Real residual = 0.0;
    Real sum = 0.0;
    for (int evaluation = 0; evaluation < most_evaluations; ++evaluation) {
        sum = 0.0;
        Real slope = 0.0;
        for (std::size_t i = 0; i < theatre.members.size(); ++i) {
            Ally& ally = side.allies[i];
            const Real tilt = reply(common, norm_taste, M, ally);
            sum = fma(ally.weight, ally.x, sum);
            slope = fma(ally.weight, tilt, slope);
        }
        residual = sum - M;
        const Mask moving = abs(residual) > Real(tolerance) * M;
        if (!any(moving)) break;
        const Mask rising = residual > Real(0.0);
        lo = select(rising, M, lo);
        hi = select(rising, hi, M);
        const Real newton = M + residual / (Real(1.0) - slope);
        const Real middle = Real(0.5) * (lo + hi);
        const Mask inside = (newton >= lo) & (newton <= hi);
        M = select(moving, select(inside, newton, middle), M);
    }
    side.readiness = sum / before;
    side.spending = sum;
    return abs(residual) > Real(1e-12) * M;
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
