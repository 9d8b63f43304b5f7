// SPDX-License-Identifier: Apache-2.0
//
// Where an answer is missing or of another kind, and why.
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#endif

#include <cstddef>

#include "kernels/models/commitment/margin-inl.hpp"
#include "kernels/models/commitment/plan_b-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

inline void evaluate_status(const Prepared& prepared, const Batch& batch) {
    const Real zero = 0.0;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const auto at = [&](Input p) { return take(batch, p, i); };
        Real code = ok;
        const auto mark = [&](Mask where, Status why) { code = select(where, Real(why), code); };
        const Ally x = ally(batch, i);
        // The later mark wins. That Plan B is never taken is an answer, and hides no other reason.
        mark(x.never, plan_b_never_taken);
        mark((at(pivot_first_value) * at(pivot_first_threat) <= zero) &
                 (at(pivot_second_value) * at(pivot_second_threat) <= zero),
             nothing_to_defend);
        mark(certain(at(margin_start), at(margin_drift), at(margin_noise), at(margin_years)),
             margin_certain);
        mark(x.alike, years_teach_nothing);
        mark(x.return_worthless, return_worthless);
        const Patron p = patron(batch, i);
        mark(lasts(p.reliable) | lasts(p.unreliable), alliance_never_ends);
        mark(p.reliable.leave + p.unreliable.leave <= zero, patron_never_changes);
        put(batch, status(prepared.contestants), i, code);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
