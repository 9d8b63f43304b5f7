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
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

// What the shift may be: the patron's chance of return in a year, and the prior of that.
struct Type {
    Real chance, prior;
};

// What the ally knows and values, utilities by the year, and what follows without a logarithm.
// Whatever the types are called, years without return speak for the one of least chance.
struct Ally {
    Mask usual;  // that one is the structural shift
    Type least, most;
    Real delta, impatience;  // delta, 1 - delta
    Real H, u_R, u_U;        // H is (1 - delta) that of (7)
    Real much, little;       // p* is their quotient, little > 0 unless the return is worthless
    Mask return_worthless;   // V_R <= H
    Mask alike;              // both types have the same chance: years teach nothing
    Mask loses_hope;         // waiting gets worse as it lasts: the threshold rule holds
    Mask never;              // Plan B is never taken
};

HWY_INLINE Real mean_of(const Ally& x, Real least, Real most) {
    return fma(x.least.prior, least, x.most.prior * most);
}

// (1 - delta) W of (10), what waiting for ever for the return is worth, for both types; and
// 1/(1 - delta).
struct Patience {
    Real least, most, per_impatience;
};

HWY_INLINE Patience patience(const Ally& x) {
    const Real waits = x.impatience * x.u_U;
    const Real least = x.delta * x.least.chance, most = x.delta * x.most.chance;
    const Real g_least = least + x.impatience, g_most = most + x.impatience;  // 1 - g
    const Real both = g_least * g_most;
    const Real per_all = Real(1.0) / (both * x.impatience);
    const Real per_both = x.impatience * per_all;
    return {fma(least, x.u_R, waits) * g_most * per_both,
            fma(most, x.u_R, waits) * g_least * per_both, both * per_all};
}

HWY_INLINE void set_values(const Batch& batch, std::size_t i, Ally& x) {
    const Real h = take_size(batch, plan_b_alone, i), K = take_size(batch, plan_b_cost, i);
    x.u_R = take_size(batch, plan_b_reliable, i);
    x.u_U = take_size(batch, plan_b_unreliable, i);
    x.delta = take_positive(batch, plan_b_discount, i);
    x.impatience = Real(1.0) - x.delta;
    x.H = fma(-x.impatience, K, h);
    const Real better = fma(x.impatience, K, x.u_R - h);  // (1 - delta) (V_R - H)
    x.return_worthless = better <= Real(0.0);
    x.much = x.impatience * (x.H - x.u_U);
    x.little = x.delta * better;
}

HWY_INLINE Ally ally(const Batch& batch, std::size_t i) {
    Ally x;
    set_values(batch, i, x);
    const Real q0 = take_size(batch, plan_b_prior, i), other = Real(1.0) - q0;
    const Real b_s = take_size(batch, plan_b_structural_return, i);
    const Real b_t = take_size(batch, plan_b_transient_return, i);
    x.usual = b_s <= b_t;
    x.least = {min(b_s, b_t), select(x.usual, q0, other)};
    x.most = {max(b_s, b_t), select(x.usual, other, q0)};
    x.alike = b_s == b_t;
    x.loses_hope = !(x.alike | x.return_worthless);
    // No hope falls to p*, or only that of a type that is excluded.
    const Mask stays_above = (x.much <= x.least.chance * x.little) | (x.least.prior <= Real(0.0));
    x.never = x.loses_hope & (x.much < x.most.chance * x.little) & stays_above;
    if (any(!x.loses_hope)) {
        const Patience W = patience(x);
        x.never = x.never | (!x.loses_hope & (mean_of(x, W.least, W.most) > x.H));
    }
    return x;
}

// By how much each year shifts the log odds to the type of least chance:
// |ln[(1 - b_s)/(1 - b_t)]|.
HWY_INLINE Real evidence_of(const Ally& x) {
    return rate_of((x.most.chance - x.least.chance) / (Real(1.0) - x.least.chance));
}

// The odds whose logarithm (9) takes, as a quotient: how far the belief must shift to the type of
// least chance. What is within 1e-12 of 1 has reached the threshold, so that a tie is Plan B.
struct Shift {
    Real against, in_favour;
    Mask waits;
};

HWY_INLINE Shift odds_to_shift(const Ally& x) {
    const Real against = fma(x.most.chance, x.little, -x.much) * x.most.prior;
    const Real in_favour = fma(-x.least.chance, x.little, x.much) * x.least.prior;
    const Mask waits = x.loses_hope & !x.never & (against > in_favour * Real(1 + 1e-12));
    return {select(waits, against, 1.0), select(waits, in_favour, 1.0), waits};
}

HWY_INLINE Real date_of(const Ally& x, const Shift& odds, Real evidence) {
    const Real shift = log(odds.against / odds.in_favour) - Real(1e-12);
    const Real per_year = select(odds.waits, evidence, 1.0);
    const Real years = max(-floor(-shift / per_year), 1.0);
    return select(x.never, none, select(odds.waits, years, 0.0));
}

// (8): p*, and the belief at which the chance of return is p*.
HWY_INLINE void put_thresholds(const Batch& batch, std::size_t i, const Ally& x) {
    const Real little = select(x.return_worthless, 1.0, x.little);
    const Real spread = select(x.alike, 1.0, x.most.chance - x.least.chance);
    const Real per_both = Real(1.0) / (little * spread);
    const Real above =
        select(x.usual, fma(x.most.chance, little, -x.much), fma(-x.least.chance, little, x.much));
    put(batch, threshold, i, select(x.return_worthless, none, x.much * spread * per_both));
    put(batch, belief_threshold, i, select(x.loses_hope, above * per_both, none));
}

// (6), and what it makes of the chance of return. The power is kept above 0, so that a prior of 0
// stays one.
HWY_INLINE void put_beliefs(const Batch& batch, std::size_t i, const Ally& x, Real evidence) {
    const Real years = take(batch, plan_b_years, i);
    const Real fading = x.most.prior * exp_within(708.0, -years * evidence);
    const Real per_whole = Real(1.0) / (x.least.prior + fading);
    const Real least = x.least.prior * per_whole, most = fading * per_whole;
    put(batch, posterior, i, select(x.usual, least, most));
    put(batch, return_chance, i, fma(least, x.least.chance, most * x.most.chance));
}

// (10), and the probability that the ally comes to take Plan B. The rates of the types differ by
// the evidence of a year.
HWY_INLINE void put_prospects(const Batch& batch, std::size_t i, const Ally& x, Real t_star,
                              Real evidence) {
    const Real years = select(x.never, 0.0, t_star);
    const Mask at_once = years <= Real(0.0);
    const Real least = remaining(years * rate_of(x.least.chance));
    const Real most = least * remaining(years * evidence);
    const Real worth = remaining(-years * log(x.delta));
    const Patience W = patience(x);
    const Real waits = mean_of(x, fma(least * worth, x.H - W.least, W.least),
                               fma(most * worth, x.H - W.most, W.most));
    const Real yearly = select(x.never, mean_of(x, W.least, W.most), waits);
    put(batch, value, i, select(at_once & !x.never, x.H, yearly) * W.per_impatience);
    const Real comes = select(at_once, 1.0, mean_of(x, least, most));
    put(batch, taken, i, select(x.never, 0.0, comes));
}

// Of which outputs any is wanted.
struct PlanBWants {
    explicit PlanBWants(const Batch& batch)
        : any(wanted(batch, plan_b_part, signals_part)),
          dates(wanted(batch, date, decision)),
          prospects(wanted(batch, taken, decision)),
          thresholds(wanted(batch, threshold, posterior)),
          believes(wanted(batch, posterior, signals_part)) {}

    bool any, dates, prospects, thresholds, believes;
};

HWY_INLINE void evaluate_plan_b(const Batch& batch, std::size_t i, PlanBWants wants,
                                Reason& reason) {
    const Ally x = ally(batch, i);
    reason.add(x.return_worthless, return_worthless);
    reason.add(x.alike, years_teach_nothing);
    reason.add(x.never, plan_b_never_taken);
    if (!wants.any) return;
    const Shift odds = odds_to_shift(x);
    const Real waits = select(odds.waits, Real(later), Real(now));
    put(batch, decision, i, select(x.never, Real(never), waits));
    if (wants.thresholds) put_thresholds(batch, i, x);
    if (!wants.dates && !wants.believes) return;
    const Real evidence = evidence_of(x);
    if (wants.believes) put_beliefs(batch, i, x, evidence);
    if (!wants.dates) return;
    const Real t_star = date_of(x, odds, evidence);
    put(batch, date, i, t_star);
    if (wants.prospects) put_prospects(batch, i, x, t_star, evidence);
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
