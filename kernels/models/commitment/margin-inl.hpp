// SPDX-License-Identifier: Apache-2.0
//
// A margin that drifts and is shaken until it is used up: (16) and (17).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_MARGIN_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_MARGIN_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_MARGIN_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_MARGIN_INL_HPP
#endif

#include <cstddef>

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

// Whether chance has no part: where a shock is less than 1e-100 of what it would have to move.
HWY_INLINE Mask certain(Real m, Real mu, Real s, Real T) {
    const Real large = s * Real(1e100), far = m + abs(mu * T);
    return large * large * T <= far * far;
}

// u_1 and u_2 of (17), and where chance has no part.
struct Fall {
    Real u1, u2;
    Mask certain;
};

HWY_INLINE Fall fall_of(Real m, Real mu, Real s, Real T) {
    const Mask sure = certain(m, mu, s, T);
    const Real per_shock = Real(1.0) / select(sure, 1.0, s * sqrt(T));
    const Real drift = mu * T;
    return {(m + drift) * per_shock, (m - drift) * per_shock, sure};
}

// P = e^base factor, and ln factor where it is wanted.
struct Chance {
    Real base, factor, log_factor;
};

// (17): where both u are positive, two tails of one exponential; otherwise 1 less what is lost of
// the tail of the smaller of |u_1| and |u_2|, which is at most 1/2.
HWY_INLINE Chance chance_of(Real m, Real mu, Real s, const Fall& x, bool log_wanted) {
    const Real zero = 0.0;
    const Mask tails = (x.u1 >= zero) & (x.u2 >= zero);
    const Real t1 = abs(x.u1), t2 = abs(x.u2);
    const Real ratio1 = normal_tail_ratio(t1), ratio2 = normal_tail_ratio(t2);
    const Real near = min(t1, t2);
    const Real lost = remaining(Real(0.5) * near * near) * abs(ratio1 - ratio2);

    // The limit of falling at all, e^(-2 mu m / s^2): base where the drift is upwards.
    const Mask rises = x.u2 < zero;
    const Real s_safe = select(rises, s, 1.0);
    const Real base = select(tails, Real(-0.5) * t1 * t1,
                             select(rises, Real(-2.0) * (mu / s_safe) * (m / s_safe), 0.0));
    const Real factor = select(tails, ratio1 + ratio2, Real(1.0) - lost);
    if (!log_wanted) return {base, factor, zero};
    const Real log_tails = log(select(tails, factor, 1.0));
    return {base, factor, select(tails, log_tails, log_one_minus(select(tails, 0.0, lost)))};
}

inline void evaluate_margin(const Batch& batch) {
    const bool log_wanted = batch.out[log_fall] != nullptr;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real m = take(batch, margin_start, i), mu = take(batch, margin_drift, i);
        const Real s = take(batch, margin_noise, i), T = take(batch, margin_years, i);
        const Fall x = fall_of(m, mu, s, T);
        const Chance p = chance_of(m, mu, s, x, log_wanted);
        const Mask gone = fma(mu, T, m) <= Real(0.0);
        const Real surely = select(gone, 1.0, 0.0);
        put(batch, fall, i, select(x.certain, surely, remaining(-p.base) * p.factor));
        put(batch, log_fall, i, select(x.certain, select(gone, 0.0, none), p.base + p.log_factor));
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
