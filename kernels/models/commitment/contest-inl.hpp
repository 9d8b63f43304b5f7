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

#include "kernels/models/commitment/patron-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::commitment_kernel {

// The aggregate effort X, with the inverses of the stakes of all n >= 2 contestants. Those whose
// stake is not above X drop out, and X rises; with at most n - 2 of them, n - 1 rounds find it. A
// lane that nobody leaves any more computes the same bits again.
template <std::size_t n>
HWY_INLINE Real aggregate_effort(const Real (&stake)[n], const Real (&inverse)[n]) {
    Real number = static_cast<double>(n);
    Real sum = inverse[0];
    for (std::size_t k = 1; k < n; ++k) sum = sum + inverse[k];
    Real X = (number - Real(1.0)) / sum;
    for (std::size_t round = 2; round < n; ++round) {
        Real left = 0.0, left_sum = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            const Mask stays = stake[k] > X;
            left = left + select(stays, 1.0, 0.0);
            left_sum = left_sum + select(stays, inverse[k], 0.0);
        }
        if (!any(left < number)) break;
        number = left;
        X = (left - Real(1.0)) / left_sum;
    }
    return X;
}

template <std::size_t n>
void evaluate_contest(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        Real stake[n], inverse[n];
        for (std::size_t k = 0; k < n; ++k) {
            stake[k] = take(batch, contest_values + k, i);
            inverse[k] = Real(1.0) / stake[k];
        }
        const Real X = aggregate_effort<n>(stake, inverse);
        Real who = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            const Mask fights = stake[k] > X;
            const Real wins = select(fights, (stake[k] - X) * inverse[k], 0.0);
            put(batch, effort(k, n), i, X * wins);
            put(batch, chance(k, n), i, wins);
            put(batch, payoff(k, n), i, stake[k] * wins * wins);
            who = who + select(fights, static_cast<double>(1U << k), 0.0);
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
