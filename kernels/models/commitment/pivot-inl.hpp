// SPDX-License-Identifier: Apache-2.0
//
// Forces shared between two theatres: (18).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_PIVOT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_PIVOT_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_PIVOT_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_PIVOT_INL_HPP
#endif

#include <cstddef>

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

struct Front {
    Real value, held, threat;
};

// What the forces of a theatre protect of its value (all of it where there is no threat), and what
// one more unit of them would add to that.
struct Protection {
    Real value, gain;
};

HWY_INLINE Protection protection(const Front& k, Real x) {
    const Mask safe = k.threat <= Real(0.0);
    const Real own = k.held + x;
    const Real per_all = Real(1.0) / select(safe, 1.0, own + k.threat);
    return {k.value * select(safe, 1.0, own * per_all),
            k.value * select(safe, 0.0, k.threat * per_all * per_all)};
}

// The forces for a theatre of weight c = sqrt(V t) and demand f = a + t beside another one.
HWY_INLINE Real share_of(Real M, Real c, Real f, Real c_other, Real f_other, Real per_whole) {
    return min(max((c * (M + f_other) - c_other * f) * per_whole, 0.0), M);
}

HWY_INLINE void evaluate_pivot(const Batch& batch, std::size_t i, bool is_wanted, Reason& reason) {
    const auto at = [&](Input p) { return take_size(batch, p, i); };
    const Front one{at(pivot_first_value), at(pivot_first_held), at(pivot_first_threat)};
    const Front two{at(pivot_second_value), at(pivot_second_held), at(pivot_second_threat)};
    const Real at_stake_1 = one.value * one.threat, at_stake_2 = two.value * two.threat;
    const Mask idle = at_stake_1 + at_stake_2 <= Real(0.0);
    reason.add(idle, nothing_to_defend);
    if (!is_wanted) return;
    const Real M = at(pivot_forces);
    const Real c1 = sqrt(at_stake_1), c2 = sqrt(at_stake_2);
    const Real f1 = one.held + one.threat, f2 = two.held + two.threat;
    const Real per_whole = Real(1.0) / select(idle, 1.0, c1 + c2);
    const Real x1 = share_of(M, c1, f1, c2, f2, per_whole);
    const Real x2 = share_of(M, c2, f2, c1, f1, per_whole);
    put(batch, to_first, i, select(idle, none, x1));
    put(batch, to_second, i, select(idle, none, x2));
    const Protection first = protection(one, x1), second = protection(two, x2);
    put(batch, shadow, i, max(first.gain, second.gain));
    put(batch, security, i, first.value + second.value);
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
