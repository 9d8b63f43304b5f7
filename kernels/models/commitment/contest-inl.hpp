// SPDX-License-Identifier: Apache-2.0
//
// A contest among rivals of unequal stakes: (19) to (21).
#if defined(ENTENTE_KERNELS_MODELS_COMMITMENT_CONTEST_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_COMMITMENT_CONTEST_INL_HPP
#undef ENTENTE_KERNELS_MODELS_COMMITMENT_CONTEST_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_COMMITMENT_CONTEST_INL_HPP
#endif

#include <cstddef>
#include <limits>

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

// The aggregate effort X, with the inverses of the stakes of all n >= 2 contestants. As X is the
// greatest (m - 1)/sum of any set of contestants, that of the three of greatest stake is not above
// it. From a little below that, those whose stake is not above X drop out, and X rises; n - 1
// rounds find it. A lane that nobody leaves any more keeps its bits, and nobody comes back by a
// rounding, as X never falls.
template <std::size_t n>
HWY_INLINE Real aggregate_effort(const Real (&stake)[n], const Real (&inverse)[n]) {
    if constexpr (n == 2) return Real(1.0) / (inverse[0] + inverse[1]);
    constexpr double beyond = std::numeric_limits<double>::infinity();
    Real least = min(inverse[0], inverse[1]), second = max(inverse[0], inverse[1]), third = beyond;
    for (std::size_t k = 2; k < n; ++k) {
        third = min(third, max(second, inverse[k]));
        second = min(second, max(least, inverse[k]));
        least = min(least, inverse[k]);
    }
    Real X = Real(2 - 0x1p-48) / (least + second + third);
    Real number = static_cast<double>(n + 1);
    for (std::size_t round = 1; round < n; ++round) {
        Real left = 0.0, left_sum = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            const Mask stays = stake[k] > X;
            left = select(stays, left + Real(1.0), left);
            left_sum = select(stays, left_sum + inverse[k], left_sum);
        }
        if (!any(left < number)) break;
        number = left;
        X = max(X, (left - Real(1.0)) / left_sum);
    }
    return X;
}

// The inverses of count <= 4 stakes by one division, of their product. A step of Newton's method
// rounds them as divisions would, if it is fused. Where the product might vanish, by divisions.
template <std::size_t count>
HWY_INLINE void invert(const Real* stake, Real* inverse) {
    if constexpr (count == 1 || !HWY_NATIVE_FMA) {
        for (std::size_t k = 0; k < count; ++k) inverse[k] = Real(1.0) / stake[k];
    } else {
        constexpr bool three = count > 2, four = count > 3;
        const Real one = 1.0, first = stake[0] * stake[1];
        const Real third = three ? stake[2] : one, last = four ? stake[3] : one;
        const Real second = four ? third * last : third, product = first * second;
        const Mask vanishes = product < Real(1e-200);
        const Real whole = one / select(vanishes, 1.0, product);
        const Real per_first = three ? whole * second : whole, per_second = whole * first;
        const Real rough[] = {per_first * stake[1], per_first * stake[0],
                              four ? per_second * last : per_second, per_second * third};
        for (std::size_t k = 0; k < count; ++k) {
            inverse[k] = fma(fma(-stake[k], rough[k], 1.0), rough[k], rough[k]);
        }
        if (!any(vanishes)) return;
        for (std::size_t k = 0; k < count; ++k) {
            inverse[k] = select(vanishes, one / stake[k], inverse[k]);
        }
    }
}

template <std::size_t n>
void evaluate_contest(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        Real stake[n], inverse[n];
        for (std::size_t k = 0; k < n; ++k) {
            stake[k] = take_positive(batch, contest_values + k, i);
        }
        constexpr std::size_t half = n > 4 ? (n + 1) / 2 : n;
        invert<half>(stake, inverse);
        if constexpr (n > half) invert<n - half>(stake + half, inverse + half);
        const Real X = aggregate_effort<n>(stake, inverse);
        Real who = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            const Mask fights = stake[k] > X;
            const Real wins = select(fights, (stake[k] - X) * inverse[k], 0.0);
            put(batch, effort(k, n), i, X * wins);
            put(batch, chance(k, n), i, wins);
            put(batch, payoff(k, n), i, stake[k] * wins * wins);
            who = select(fights, who + Real(static_cast<double>(1U << k)), who);
        }
        put(batch, total, i, X);
        put(batch, active, i, who);
    }
}

inline void evaluate_contest(const Prepared& prepared, const Batch& batch) {
    switch (prepared.contestants) {
        case 2:
            return evaluate_contest<2>(batch);
        case 3:
            return evaluate_contest<3>(batch);
        case 4:
            return evaluate_contest<4>(batch);
        case 5:
            return evaluate_contest<5>(batch);
        case 6:
            return evaluate_contest<6>(batch);
        case 7:
            return evaluate_contest<7>(batch);
        default:
            return evaluate_contest<most_contestants>(batch);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE::commitment_kernel
HWY_AFTER_NAMESPACE();

#endif
