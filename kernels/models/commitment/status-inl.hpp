// SPDX-License-Identifier: Apache-2.0
//
// Where an answer is missing or of another kind, and why; and how small a parameter may be.
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_STATUS_INL_HPP
#endif

#include <cstddef>

#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/commitment/columns.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {
using namespace commitment_model;

// What is closer to 0 than this reads as 0, so that a quotient of parameters does not overflow and
// a product does not vanish.
inline constexpr double least_size = 1e-60;

HWY_INLINE Real take_size(const Batch& batch, std::size_t parameter, std::size_t i) {
    const Real x = take(batch, parameter, i);
    return select(abs(x) < Real(least_size), 0.0, x);
}

// Of a parameter above 0, which stays so.
HWY_INLINE Real take_positive(const Batch& batch, std::size_t parameter, std::size_t i) {
    return max(take(batch, parameter, i), least_size);
}

// The least status of those that apply, in whatever order the parts find them. That Plan B is never
// taken is an answer, and hides no other reason.
class Reason {
  public:
    HWY_INLINE Reason() : code_(nothing) {}

    HWY_INLINE void add(Mask where, Status why) {
        if (any(where)) code_ = select(where, min(code_, static_cast<double>(why)), code_);
    }
    HWY_INLINE Real code() const { return select(code_ < Real(nothing), code_, ok); }

  private:
    static constexpr double nothing = plan_b_never_taken + 1;
    Real code_;
};

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
