// SPDX-License-Identifier: Apache-2.0
//
// An ally whose patron has turned unreliable, and that may take Plan B: (6) to (11).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_PLAN_B_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_PLAN_B_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_PLAN_B_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_PLAN_B_INL_HPP
#endif

#include <cstddef>

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace commitment_kernel {

// What the ally knows and values, and what follows without a logarithm.
struct Ally {
    Real q0, b_s, b_t, delta;
    Real impatience;  // 1 - delta
    Real H, V_R;
    Real wait;    // u_U
    Real p_star;  // none if the patron's return is worth no more than Plan B
    Mask return_worthless;
    Mask learns;   // the threshold rule holds: the longer it waits, the less it hopes
    Mask never;    // Plan B is never taken
    Real patient;  // value of waiting for ever
};

// The value of waiting for ever for the return that comes with chance b a year.
HWY_INLINE Real waits_for_ever(const Ally& x, Real b) {
    return fma(x.delta * b, x.V_R, x.wait) / fma(x.delta, b, x.impatience);
}

HWY_INLINE Ally ally(const Batch& batch, std::size_t i) {
    const auto at = [&](Input p) { return take(batch, p, i); };
    Ally x;
    x.q0 = at(plan_b_prior);
    x.b_s = at(plan_b_structural_return);
    x.b_t = at(plan_b_transient_return);
    x.delta = at(plan_b_discount);
    x.impatience = Real(1.0) - x.delta;
    x.wait = at(plan_b_unreliable);
    const Real h = at(plan_b_alone), K = at(plan_b_cost), u_R = at(plan_b_reliable);
    x.H = h / x.impatience - K;
    x.V_R = u_R / x.impatience;
    const Real yearly = fma(-x.impatience, K, h);       // (1 - delta) H
    const Real better = fma(x.impatience, K, u_R - h);  // (1 - delta) (V_R - H)
    x.return_worthless = better <= Real(0.0);
    x.p_star = select(
        x.return_worthless, none,
        x.impatience * (yearly - x.wait) / (x.delta * select(x.return_worthless, 1.0, better)));
    x.learns = (x.b_s < x.b_t) & !x.return_worthless;
    x.patient = fma(x.q0, waits_for_ever(x, x.b_s), (Real(1.0) - x.q0) * waits_for_ever(x, x.b_t));
    const Mask hopeful = (x.p_star <= x.b_s) | ((x.p_star < x.b_t) & (x.q0 <= Real(0.0)));
    x.never = (x.learns & (x.p_star < x.b_t) & hopeful) | (!x.learns & (x.patient > x.H));
    return x;
}

// ln[(1 - b_s)/(1 - b_t)], by which the log odds of a structural shift rise each year, if b_s <
// b_t; minus that otherwise.
HWY_INLINE Real evidence(const Ally& x) {
    return rate_of(abs(x.b_t - x.b_s) / (Real(1.0) - min(x.b_s, x.b_t)));
}

// (9); log odds within 1e-12 of the threshold have reached it, so that a tie is Plan B.
HWY_INLINE Real date_of(const Ally& x) {
    const Mask between = x.learns & !x.never & (x.p_star < x.b_t) & (x.q0 < Real(1.0));
    const Real against = (x.b_t - x.p_star) * (Real(1.0) - x.q0);
    const Real in_favour = (x.p_star - x.b_s) * x.q0;
    const Real odds = select(between, against, 1.0) / select(between, in_favour, 1.0);
    const Real per_year = select(between, evidence(x), 1.0);
    const Real years = max(-floor((Real(1e-12) - log(odds)) / per_year), 0.0);
    return select(x.never, none, select(between, years, 0.0));
}

// (6): the probability that the shift is structural (yes) or transient (no).
HWY_INLINE Odds posterior_after(const Ally& x, Real years) {
    const Real faded = exp_within(708.0, -years * evidence(x));
    const Mask usual = x.b_s <= x.b_t;
    const Real structural = x.q0 * select(usual, 1.0, faded);
    const Real transient = (Real(1.0) - x.q0) * select(usual, faded, 1.0);
    const Real whole = structural + transient;
    return {structural / whole, transient / whole};
}

// (10) for one return chance b, given that the ally takes Plan B after `years`; and the probability
// that it comes to that.
struct Prospect {
    Real value, taken;
};
HWY_INLINE Prospect prospect(const Ally& x, Real b, Real years, Real discount_rate) {
    const Real rate = rate_of(b);
    const Real decay = years * (discount_rate + rate);
    return {fma(decayed(decay), waits_for_ever(x, b), remaining(decay) * x.H),
            remaining(years * rate)};
}

HWY_INLINE void put_prospects(const Batch& batch, std::size_t i, const Ally& x, Real t_star) {
    const Mask goes = !x.never;
    const Mask goes_now = goes & (t_star <= Real(0.0));
    const Real years = select(goes, t_star, 0.0);
    const Real discount_rate = -log(x.delta);
    const Prospect structural = prospect(x, x.b_s, years, discount_rate);
    const Prospect transient = prospect(x, x.b_t, years, discount_rate);
    const Real q0 = x.q0, other = Real(1.0) - x.q0;
    const Real waited = fma(q0, structural.value, other * transient.value);
    put(batch, value, i, select(x.never, x.patient, select(goes_now, x.H, waited)));
    const Real comes = fma(q0, structural.taken, other * transient.taken);
    put(batch, taken, i, select(x.never, 0.0, select(goes_now, 1.0, comes)));
}

inline void evaluate_plan_b(const Batch& batch) {
    const bool believes = wanted(batch, posterior, threshold);
    const bool decides = wanted(batch, date, attack);
    const bool values = wanted(batch, value, attack);
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Ally x = ally(batch, i);
        put(batch, threshold, i, x.p_star);
        const Real spread = select(x.learns, x.b_t - x.b_s, 1.0);
        put(batch, belief_threshold, i, select(x.learns, (x.b_t - x.p_star) / spread, none));
        if (believes) {
            const Odds q = posterior_after(x, take(batch, plan_b_years, i));
            put(batch, posterior, i, q.yes);
            put(batch, return_chance, i, fma(q.yes, x.b_s, q.no * x.b_t));
        }
        if (!decides) continue;
        const Real t_star = date_of(x);
        put(batch, date, i, t_star);
        const Real waits = select(t_star > Real(0.0), Real(later), Real(now));
        put(batch, decision, i, select(x.never, Real(never), waits));
        if (values) put_prospects(batch, i, x, t_star);
    }
}

}  // namespace commitment_kernel
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
