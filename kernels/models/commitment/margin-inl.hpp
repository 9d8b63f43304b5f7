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

// The standard deviation that the shocks come to, inverted; 1 where chance has no part.
HWY_INLINE Real per_shock_of(Real s, Real T, Mask certain) {
    return Real(1.0) / select(certain, 1.0, s * sqrt(T));
}

// R of (17) for both u, of one division: where chance has a part, neither is above 1e100.
struct Ratios {
    Real first, second;
};

HWY_INLINE Ratios ratios_of(Real t1, Real t2) {
    const Real d1 = t1 + Real(5.0), d2 = t2 + Real(5.0);
    const Real per_both = Real(1.0) / (d1 * d2);
    return {normal_tail_ratio_of(d2 * per_both), normal_tail_ratio_of(d1 * per_both)};
}

// ln factor of (17), for factor = 1 - lost where `lost` is not 0: what the rounding of that
// difference took from it is made good to first order.
HWY_INLINE Real log_of(Real factor, Real lost) {
    const Real rounded = select(lost > Real(0.0), lost - (Real(1.0) - factor), 0.0);
    return fma(-rounded, Real(1.0) + lost, log(factor));
}

// P = e^base factor, and ln factor where it is wanted.
struct Chance {
    Real base, factor, log_factor;
};

// (17), of m and mu T in standard deviations and u_1,2: where both u are positive, two tails of one
// exponential; otherwise 1 less what is lost of the tail of the smaller of |u_1| and |u_2|, which
// is at most 1/2.
HWY_INLINE Chance chance_of(Real m, Real drift, Real u1, Real u2, bool log_wanted) {
    const Real zero = 0.0;
    const Mask tails = (u1 >= zero) & (u2 >= zero);
    const Real t1 = abs(u1), t2 = abs(u2);
    const Ratios R = ratios_of(t1, t2);
    const Real near = min(t1, t2);
    const Real tail = remaining(Real(0.5) * near * near) * abs(R.first - R.second);
    const Real lost = select(tails, 0.0, tail);

    // The limit of falling at all, e^(-2 mu m / s^2): base where the drift is upwards.
    const Real limit = select(u2 < zero, Real(-2.0) * drift * m, 0.0);
    const Real base = select(tails, Real(-0.5) * t1 * t1, limit);
    const Real factor = select(tails, R.first + R.second, Real(1.0) - lost);
    return {base, factor, log_wanted ? log_of(factor, lost) : zero};
}

struct MarginWants {
    explicit MarginWants(const Batch& batch)
        : any(wanted(batch, margin_part, pivot_part)), log(batch.out[log_fall] != nullptr) {}

    bool any, log;
};

HWY_INLINE void evaluate_margin(const Batch& batch, std::size_t i, MarginWants wants,
                                Reason& reason) {
    const Real m = take(batch, margin_start, i), mu = take(batch, margin_drift, i);
    const Real s = take(batch, margin_noise, i), T = take(batch, margin_years, i);
    const Mask sure = certain(m, mu, s, T);
    reason.add(sure, margin_certain);
    if (!wants.any) return;
    const Real per_shock = per_shock_of(s, T, sure), drift = mu * T;
    const Chance p = chance_of(m * per_shock, drift * per_shock, (m + drift) * per_shock,
                               (m - drift) * per_shock, wants.log);
    const Mask gone = fma(mu, T, m) <= Real(0.0);
    const Real surely = select(gone, 1.0, 0.0);
    put(batch, fall, i, select(sure, surely, remaining(-p.base) * p.factor));
    put(batch, log_fall, i, select(sure, select(gone, 0.0, none), p.base + p.log_factor));
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
