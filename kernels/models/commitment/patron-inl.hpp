// SPDX-License-Identifier: Apache-2.0
//
// A patron that is reliable or unreliable, and how long an alliance with it lasts: (1) to (5).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_PATRON_INL_HPP
#endif

#include <cstddef>
#include <limits>

#include "kernels/lanes/decay-inl.hpp"
#include "kernels/models/commitment/columns.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace commitment_kernel {
using namespace commitment_model;

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

// A state of the patron as seen from there: the rate and hazard of this state and the other's.
struct View {
    Real leave, hazard, back, other_hazard;
};

struct Patron {
    View reliable, unreliable;
};

HWY_INLINE Patron patron(const Batch& batch, std::size_t i) {
    const Real a = take(batch, patron_lapse, i), b = take(batch, patron_return, i);
    const Real h_R = take(batch, patron_hazard_reliable, i);
    const Real h_U = take(batch, patron_hazard_unreliable, i);
    return {{a, h_R, b, h_U}, {b, h_U, a, h_R}};
}

// Determinant of Q - diag h, of terms that are all positive.
HWY_INLINE Real determinant(const View& v) {
    return fma(v.hazard, v.back + v.other_hazard, v.leave * v.other_hazard);
}

// Whether the alliance may last for ever from this state: the patron can come to stay in a state
// without hazard.
HWY_INLINE Mask lasts(const View& v) {
    const Mask safe = v.hazard <= Real(0.0), safe_there = v.other_hazard <= Real(0.0);
    const Mask stays = v.leave <= Real(0.0), stays_there = v.back <= Real(0.0);
    return (safe & (stays | safe_there)) | (!stays & safe_there & stays_there);
}

// (5), or without end; where the determinant is zero otherwise, this state is never left.
HWY_INLINE Real mean_life(const View& v) {
    const Real det = determinant(v);
    const Mask alone = det <= Real(0.0);
    const Mask endless = lasts(v);
    const Real numerator = select(alone, 1.0, v.back + v.other_hazard + v.leave);
    const Real denominator = select(endless, 1.0, select(alone, v.hazard, det));
    return select(endless, none, numerator / denominator);
}

// (3) and (4). With k >= 0 all terms are positive. With k < 0 it is 1 + k/r that would cancel; as
// r^2 - k^2 = leave (hazard - other_hazard), it is a quotient of positive numbers.
HWY_INLINE Real survival(const View& v, Real T) {
    const Real here = v.leave + v.hazard, there = v.back + v.other_hazard;
    const Real mean = Real(0.5) * (here + there);
    const Real d = Real(0.5) * (there - here);
    const Real r = sqrt(fma(d, d, v.leave * v.back));
    const Real k = Real(0.5) * ((v.leave + v.back) + (v.other_hazard - v.hazard));
    const Real fast = mean + r;
    const Real slow = determinant(v) / select(fast > Real(0.0), fast, 1.0);

    const Real gap = Real(2.0) * r * T;
    const Real faded = remaining(gap);
    const Real rising = fma(k * T, mean_remaining(gap), Real(0.5) * (Real(1.0) + faded));
    const Mask falls = k < Real(0.0);
    const Real size = select(falls, -k, 0.0);
    const Real r_safe = select(falls, r, 1.0);
    const Real kept = v.leave * (v.hazard - v.other_hazard) / (r_safe * (r_safe + size));
    const Real falling = Real(0.5) * fma(Real(1.0) + size / r_safe, faded, kept);
    return remaining(slow * T) * select(falls, falling, rising);
}

// (2). Beyond a + b = 1 the patron alternates: 1 - a - b is negative.
HWY_INLINE Real returned_after(Real a, Real b, Real years) {
    const Real s = a + b;
    const Mask alternates = s > Real(1.0);
    const Real decay = years * rate_of(select(alternates, Real(2.0) - s, s));
    const Real half = Real(0.5) * years;
    const Mask odd = floor(half) < half;
    const Real gone = select(alternates & odd, Real(1.0) + remaining(decay), decayed(decay));
    return b * gone / select(s > Real(0.0), s, 1.0);
}

inline void evaluate_patron(const Batch& batch) {
    const bool survives = wanted(batch, survival_reliable, life_reliable);
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Patron p = patron(batch, i);
        const Real years = take(batch, patron_years, i);
        const Real a = p.reliable.leave, b = p.unreliable.leave;
        const Mask stays = a + b <= Real(0.0);
        put(batch, stationary, i, select(stays, none, b / select(stays, 1.0, a + b)));
        if (batch.out[returned] != nullptr) put(batch, returned, i, returned_after(a, b, years));
        if (survives) {
            put(batch, survival_reliable, i, survival(p.reliable, years));
            put(batch, survival_unreliable, i, survival(p.unreliable, years));
        }
        put(batch, life_reliable, i, mean_life(p.reliable));
        put(batch, life_unreliable, i, mean_life(p.unreliable));
    }
}

}  // namespace commitment_kernel
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
