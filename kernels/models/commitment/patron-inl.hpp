// SPDX-License-Identifier: Apache-2.0
//
// A patron that is reliable or unreliable, and how long an alliance with it lasts: (1) to (5).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#endif

#include <cstddef>
#include <limits>

#include "kernels/lanes/decay-inl.hpp"
#include "kernels/models/commitment/columns.hpp"
#include "kernels/models/commitment/status-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

// A state of the patron as seen from there: the rate and hazard of this state and the other's.
struct View {
    Real leave, hazard, back, other_hazard;
};

struct Patron {
    View reliable, unreliable;
};

HWY_INLINE Patron patron(const Batch& batch, std::size_t i) {
    const Real a = take_size(batch, patron_lapse, i), b = take_size(batch, patron_return, i);
    const Real h_R = take_size(batch, patron_hazard_reliable, i);
    const Real h_U = take_size(batch, patron_hazard_unreliable, i);
    return {{a, h_R, b, h_U}, {b, h_U, a, h_R}};
}

// Determinant of Q - diag h, of terms that are all positive.
HWY_INLINE Real determinant(const View& v) {
    return fma(v.hazard, v.back + v.other_hazard, v.leave * v.other_hazard);
}

// Whether the alliance may last for ever from this state: the patron can come to stay in a state
// without hazard.
HWY_INLINE Mask lasts(const View& v) {
    const Mask safe = v.hazard <= Real(0.0), safe_there = v.other_hazard <= Real(0.0);
    const Mask stays = v.leave <= Real(0.0), stays_there = v.back <= Real(0.0);
    return (safe & (stays | safe_there)) | (!stays & safe_there & stays_there);
}

// (5), or without end; where the determinant is zero otherwise, this state is never left.
HWY_INLINE Real mean_life(const View& v, Real det, Real per_det) {
    const Real life = (v.back + v.other_hazard + v.leave) * per_det;
    const Mask singular = det <= Real(0.0);
    if (!any(singular)) return life;
    const Mask endless = lasts(v);
    const Real alone = Real(1.0) / select(endless | !singular, 1.0, v.hazard);
    return select(endless, none, select(singular, alone, life));
}

HWY_INLINE void put_lives(const Batch& batch, std::size_t i, const Patron& p) {
    const Real det = determinant(p.reliable);
    const Real per_det = Real(1.0) / select(det > Real(0.0), det, 1.0);
    put(batch, life_reliable, i, mean_life(p.reliable, det, per_det));
    put(batch, life_unreliable, i, mean_life(p.unreliable, det, per_det));
}

// What the survival from both states is made of: of the eigenvalues -slow and -fast of Q - diag h,
// fast - slow = 2r, e^(-slow T), e^(-2rT), and (1 - e^(-2rT))/(2r).
struct Spectrum {
    Real r, slowly, faded, between;
};

HWY_INLINE Spectrum spectrum(const View& v, Real T) {
    const Real here = v.leave + v.hazard, there = v.back + v.other_hazard;
    const Real mean = Real(0.5) * (here + there);
    const Real d = Real(0.5) * (there - here);
    const Real r = sqrt(fma(d, d, v.leave * v.back));
    const Real fast = mean + r;
    const Real slow = determinant(v) / select(fast > Real(0.0), fast, 1.0);
    const Real gap = Real(2.0) * r * T;
    const Exponential fading = exponential(-gap);
    const Mask moves = gap > Real(0.0);
    return {r, remaining(slow * T), fading.value,
            select(moves, -fading.less_one / select(moves, Real(2.0) * r, 1.0), T)};
}

// k of (4).
HWY_INLINE Real slope(const View& v) {
    return Real(0.5) * ((v.leave + v.back) + (v.other_hazard - v.hazard));
}

// (4) where k < 0, and 1 + k/r would cancel: as r^2 - k^2 = leave (hazard - other_hazard), it is a
// quotient of positive numbers. Not where r is small, because k and r are then two roundings of the
// same small difference.
HWY_INLINE Real falling(Real leave, Real excess_hazard, Real r, Real size, Real faded) {
    const Real larger = r + size;
    const Real per_both = Real(1.0) / (r * larger);
    return Real(0.5) *
           fma(fma(size * larger, per_both, 1.0), faded, leave * excess_hazard * per_both);
}

// (3) and (4), where with k >= 0 all terms are positive. Only one state, that of greater hazard,
// can have k < 0; as -k <= r, half + k between is not below e^(-2rT), and loses no digits before
// that is small.
HWY_INLINE void put_survival(const Batch& batch, std::size_t i, const Patron& p, Real T) {
    const Spectrum x = spectrum(p.reliable, T);
    const Real k_R = slope(p.reliable), k_U = slope(p.unreliable);
    const Real half = Real(0.5) * (Real(1.0) + x.faded);
    Real S_R = fma(k_R, x.between, half), S_U = fma(k_U, x.between, half);
    const Mask apart = x.faded < Real(0.5);
    const Mask falls_R = apart & (k_R < Real(0.0)), falls_U = apart & (k_U < Real(0.0));
    const Mask falls = falls_R | falls_U;
    if (any(falls)) {
        const Real leave = select(falls_R, p.reliable.leave, p.unreliable.leave);
        const Real excess = abs(p.reliable.hazard - p.unreliable.hazard);
        const Real S = falling(leave, excess, select(falls, x.r, 1.0),
                               select(falls, -min(k_R, k_U), 0.0), x.faded);
        S_R = select(falls_R, S, S_R);
        S_U = select(falls_U, S, S_U);
    }
    put(batch, survival_reliable, i, x.slowly * S_R);
    put(batch, survival_unreliable, i, x.slowly * S_U);
}

// 1 - (1 - s)^years, for s = a + b. Beyond s = 1 the patron alternates: 1 - s is negative.
HWY_INLINE Real settled(Real s, Real years) {
    const Mask alternates = s > Real(1.0);
    const Real decay = years * rate_of(select(alternates, Real(2.0) - s, s));
    const Real half = Real(0.5) * years;
    const Mask odd = floor(half) < half;
    const Exponential remains = exponential(-decay);
    return select(alternates & odd, Real(1.0) + remains.value, -remains.less_one);
}

// Of which outputs any is wanted.
struct PatronWants {
    explicit PatronWants(const Batch& batch)
        : any(wanted(batch, patron_part, plan_b_part)),
          returns(wanted(batch, returned, survival_reliable)),
          survives(wanted(batch, survival_reliable, life_reliable)),
          lives(wanted(batch, life_reliable, plan_b_part)) {}

    bool any, returns, survives, lives;
};

HWY_INLINE void evaluate_patron(const Batch& batch, std::size_t i, PatronWants wants,
                                Reason& reason) {
    const Patron p = patron(batch, i);
    const Real s = p.reliable.leave + p.unreliable.leave;
    const Mask stays = s <= Real(0.0);
    reason.add(stays, patron_never_changes);
    if (any(min(p.reliable.hazard, p.unreliable.hazard) <= Real(0.0))) {
        reason.add(lasts(p.reliable) | lasts(p.unreliable), alliance_never_ends);
    }
    if (!wants.any) return;
    const Real years = take(batch, patron_years, i);
    const Real pi_R = p.unreliable.leave / select(stays, 1.0, s);
    put(batch, stationary, i, select(stays, none, pi_R));
    if (wants.returns) put(batch, returned, i, pi_R * settled(s, years));  // (2)
    if (wants.survives) put_survival(batch, i, p, years);
    if (wants.lives) put_lives(batch, i, p);
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
