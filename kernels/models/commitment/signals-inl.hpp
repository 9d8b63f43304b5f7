// SPDX-License-Identifier: Apache-2.0
//
// A defender that shows its resolve by sinking costs or by tying its hands: (12) to (15).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_SIGNALS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_SIGNALS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_SIGNALS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_SIGNALS_INL_HPP
#endif

#include <cstddef>

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace commitment_kernel {

// The value of the prize from which on `cost` is worth bearing, if that brings `per_value` of the
// value; at most 1, the highest there is.
HWY_INLINE Real cutoff(Real cost, Real per_value) {
    const Real zero = 0.0;
    const Mask out_of_reach = (cost >= per_value) & (cost > zero);
    const Mask in_reach = !out_of_reach & (cost > zero);
    return select(out_of_reach, 1.0,
                  select(in_reach, cost, 0.0) / select(in_reach, per_value, 1.0));
}

// The integral of A (v - cut) over the values v that signal.
HWY_INLINE Real half_square(Real A, Real cut) {
    const Real above = Real(1.0) - cut;
    return Real(0.5) * A * above * above;
}

inline void evaluate_signals(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real p = take(batch, signals_win, i);
        const Real c_D = take(batch, signals_defender_cost, i);
        const Real c_A = take(batch, signals_attacker_cost, i);

        const Mask attacks = p > c_A;
        const Real p_safe = select(attacks, p, 1.0);
        const Real a = select(attacks, (p - c_A) / p_safe, 0.0);
        const Real deterred = select(attacks, c_A / p_safe, 1.0);    // 1 - a
        const Real A = select(attacks, (Real(1.0) - p) + c_A, 1.0);  // 1 - a p

        const Real vf = cutoff(c_D, Real(1.0) - p);
        put(batch, attack, i, a);
        put(batch, sink_cutoff, i, vf);
        put(batch, sink_cost, i, deterred * vf);
        put(batch, sink_war, i, a * (Real(1.0) - vf));
        put(batch, sink_utility, i, half_square(A, vf));

        const Real bound = a * c_D;
        const Real vt = cutoff(bound, A);
        const Mask nobody = vt >= Real(1.0);
        const Mask costly = !nobody & (c_D > Real(0.0));
        const Real backs_down = select(costly, c_D * deterred, 0.0) / select(costly, A, 1.0);
        const Real least = select(nobody, c_D - (Real(1.0) - p), backs_down);
        put(batch, tie_cutoff, i, vt);
        put(batch, tie_cost, i, least);
        put(batch, tie_war, i, a * (Real(1.0) - vt));
        put(batch, tie_utility, i, half_square(A, vt));
        // EU of (14) less that of (13), by their common factor.
        put(batch, advantage, i, Real(0.5) * A * (vf - vt) * ((Real(1.0) - vf) + (Real(1.0) - vt)));
    }
}

}  // namespace commitment_kernel
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
