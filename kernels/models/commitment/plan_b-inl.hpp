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

// What the shift may be: the patron's chance of return in a year, and the prior of that.
struct Type {
    Real chance, prior;
};

// What the ally knows and values, and what follows without a logarithm. Whatever the types are
// called, years without return speak for the one of least chance.
struct Ally {
    Mask usual;  // that one is the structural shift
    Type least, most;
    Real delta, impatience;  // delta, 1 - delta
    Real H, V_R, u_U;
    Real p_star;            // none if the patron's return is worth no more than Plan B
    Mask return_worthless;  // V_R <= H
    Mask alike;             // both types have the same chance: years teach nothing
    Mask loses_hope;        // waiting gets worse as it lasts: the threshold rule holds
    Mask never;             // Plan B is never taken
    Real patient;           // value of waiting for ever
};

// W of (10): the value of waiting for ever for the return that comes with chance b a year.
HWY_INLINE Real waits_for_ever(const Ally& x, Real b) {
    return fma(x.delta * b, x.V_R, x.u_U) / fma(x.delta, b, x.impatience);
}

HWY_INLINE Real mean_of(const Ally& x, Real least, Real most) {
    return fma(x.least.prior, least, x.most.prior * most);
}

HWY_INLINE void set_values(const Batch& batch, std::size_t i, Ally& x) {
    const Real h = take(batch, plan_b_alone, i), K = take(batch, plan_b_cost, i);
    const Real u_R = take(batch, plan_b_reliable, i);
    x.u_U = take(batch, plan_b_unreliable, i);
    x.delta = take(batch, plan_b_discount, i);
    x.impatience = Real(1.0) - x.delta;
    x.H = h / x.impatience - K;
    x.V_R = u_R / x.impatience;
    const Real yearly = fma(-x.impatience, K, h);       // (1 - delta) H
    const Real better = fma(x.impatience, K, u_R - h);  // (1 - delta) (V_R - H)
    x.return_worthless = better <= Real(0.0);
    x.p_star = select(
        x.return_worthless, none,
        x.impatience * (yearly - x.u_U) / (x.delta * select(x.return_worthless, 1.0, better)));
}

HWY_INLINE Ally ally(const Batch& batch, std::size_t i) {
    Ally x;
    set_values(batch, i, x);
    const Real q0 = take(batch, plan_b_prior, i), other = Real(1.0) - q0;
    const Real b_s = take(batch, plan_b_structural_return, i);
    const Real b_t = take(batch, plan_b_transient_return, i);
    x.usual = b_s <= b_t;
    x.least = {min(b_s, b_t), select(x.usual, q0, other)};
    x.most = {max(b_s, b_t), select(x.usual, other, q0)};
    x.patient = mean_of(x, waits_for_ever(x, x.least.chance), waits_for_ever(x, x.most.chance));
    x.alike = b_s == b_t;
    x.loses_hope = !(x.alike | x.return_worthless);
    // No hope falls to p*, or only that of a type that is excluded.
    const Mask stays_above = (x.p_star <= x.least.chance) | (x.least.prior <= Real(0.0));
    x.never = (x.loses_hope & (x.p_star < x.most.chance) & stays_above) |
              (!x.loses_hope & (x.patient > x.H));
    return x;
}

// By how much each year shifts the log odds to the type of least chance:
// |ln[(1 - b_s)/(1 - b_t)]|.
HWY_INLINE Real evidence(const Ally& x) {
    return rate_of((x.most.chance - x.least.chance) / (Real(1.0) - x.least.chance));
}

// (9) before its logarithm: the odds that have to shift until the ally takes Plan B, 1 if it does
// so at once. What is within 1e-12 of the threshold has reached it, so that a tie is Plan B.
HWY_INLINE Real odds_to_shift(const Ally& x) {
    const Mask between =
        x.loses_hope & !x.never & (x.p_star < x.most.chance) & (x.most.prior > Real(0.0));
    const Real against = (x.most.chance - x.p_star) * x.most.prior;
    const Real in_favour = (x.p_star - x.least.chance) * x.least.prior;
    const Real odds = select(between, against, 1.0) / select(between, in_favour, 1.0);
    return select(odds <= Real(1 + 1e-12), 1.0, odds);
}

HWY_INLINE Real date_of(const Ally& x, Real odds) {
    const Mask waits = odds > Real(1.0);
    const Real per_year = select(waits, evidence(x), 1.0);
    const Real years = max(-floor((Real(1e-12) - log(odds)) / per_year), 1.0);
    return select(x.never, none, select(waits, years, 0.0));
}

// (8): the belief at which the chance of return is p*.
HWY_INLINE Real belief_at_threshold(const Ally& x) {
    const Real above = select(x.usual, x.most.chance - x.p_star, x.p_star - x.least.chance);
    const Real between = select(x.loses_hope, x.most.chance - x.least.chance, 1.0);
    return select(x.loses_hope, above / between, none);
}

// (6), and what it makes of the chance of return.
HWY_INLINE void put_beliefs(const Batch& batch, std::size_t i, const Ally& x) {
    const Real years = take(batch, plan_b_years, i);
    const Real fading = x.most.prior * exp_within(708.0, -years * evidence(x));
    const Real whole = x.least.prior + fading;
    const Real least = x.least.prior / whole, most = fading / whole;
    put(batch, posterior, i, select(x.usual, least, most));
    put(batch, return_chance, i, fma(least, x.least.chance, most * x.most.chance));
}

// (10) for one type, given that the ally takes Plan B after `years`; and the probability that it
// comes to that.
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
    const Real years = select(x.never, 0.0, t_star);
    const Mask at_once = years <= Real(0.0);
    const Real discount_rate = -log(x.delta);
    const Prospect least = prospect(x, x.least.chance, years, discount_rate);
    const Prospect most = prospect(x, x.most.chance, years, discount_rate);
    const Real waits = select(at_once, x.H, mean_of(x, least.value, most.value));
    const Real comes = select(at_once, 1.0, mean_of(x, least.taken, most.taken));
    put(batch, value, i, select(x.never, x.patient, waits));
    put(batch, taken, i, select(x.never, 0.0, comes));
}

inline void evaluate_plan_b(const Batch& batch) {
    const bool dates = wanted(batch, date, decision);
    const bool believes = wanted(batch, posterior, signals_part);
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Ally x = ally(batch, i);
        const Real odds = odds_to_shift(x);
        const Real waits = select(odds > Real(1.0), Real(later), Real(now));
        put(batch, decision, i, select(x.never, Real(never), waits));
        put(batch, threshold, i, x.p_star);
        put(batch, belief_threshold, i, belief_at_threshold(x));
        if (believes) put_beliefs(batch, i, x);
        if (!dates) continue;
        const Real t_star = date_of(x, odds);
        put(batch, date, i, t_star);
        if (wanted(batch, taken, decision)) put_prospects(batch, i, x, t_star);
    }
}

}  // namespace commitment_kernel
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
