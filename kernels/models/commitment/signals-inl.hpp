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
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

// The integral of A (v - cut) over the values v that signal.
HWY_INLINE Real half_square(Real A, Real cut) {
    const Real above = Real(1.0) - cut;
    return Real(0.5) * A * above * above;
}

inline void evaluate_signals(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real p = take_size(batch, signals_win, i);
        const Real c_D = take_size(batch, signals_defender_cost, i);
        const Real c_A = take_size(batch, signals_attacker_cost, i);

        const Mask attacks = p > c_A;
        const Real per_p = Real(1.0) / select(attacks, p, 1.0);
        const Real a = select(attacks, (p - c_A) * per_p, 0.0);
        const Real deterred = select(attacks, c_A * per_p, 1.0);     // 1 - a
        const Real A = select(attacks, (Real(1.0) - p) + c_A, 1.0);  // 1 - a p

        // No value is above 1; no cost is risked for nothing.
        const Real wins = Real(1.0) - p;
        const Mask costs = c_D > Real(0.0);
        const Mask sinks = costs & (c_D < wins);
        const Real vf = select(sinks, c_D / select(sinks, wins, 1.0), select(costs, 1.0, 0.0));
        put(batch, attack, i, a);
        put(batch, sink_cutoff, i, vf);
        put(batch, sink_cost, i, deterred * vf);
        put(batch, sink_war, i, a * (Real(1.0) - vf));
        put(batch, sink_utility, i, half_square(A, vf));

        const Mask ties = costs & (a * c_D < A);
        const Real per_A = select(ties, c_D, 0.0) / select(ties, A, 1.0);
        const Mask nobody = costs & !ties;
        const Real vt = select(nobody, 1.0, a * per_A);
        put(batch, tie_cutoff, i, vt);
        put(batch, tie_cost, i, select(nobody, c_D - wins, deterred * per_A));
        put(batch, tie_war, i, a * (Real(1.0) - vt));
        put(batch, tie_utility, i, half_square(A, vt));
        // EU of (14) less that of (13), by their common factor.
        put(batch, advantage, i, Real(0.5) * A * (vf - vt) * ((Real(1.0) - vf) + (Real(1.0) - vt)));
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
