// SPDX-License-Identifier: Apache-2.0
//
// What a kernel is written on: `Real`, `Mask` and their functions, for the instruction set that
// Highway's foreach_target is compiling at the moment. A model's file names itself, is read once
// per instruction set, and keeps its kernel in the namespace entente::kernels::HWY_NAMESPACE:
//
//     #undef HWY_TARGET_INCLUDE
//     #define HWY_TARGET_INCLUDE "kernels/models/<name>.cpp"
//     #include "hwy/foreach_target.h"  // IWYU pragma: keep
//     #include "kernels/lanes/lanes-inl.hpp"
//
// N_SCALAR, the last one, is plain doubles (scalar-inl.hpp); the others are blocks of vectors.
#if defined(ENTENTE_KERNELS_LANES_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_LANES_LANES_INL_HPP
#undef ENTENTE_KERNELS_LANES_LANES_INL_HPP
#else
#define ENTENTE_KERNELS_LANES_LANES_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/batch.hpp"

#if HWY_TARGET == HWY_SCALAR
#include "kernels/lanes/scalar-inl.hpp"
namespace entente::kernels::N_SCALAR {
using namespace scalar;
}
#else
#include "kernels/lanes/vector-inl.hpp"
#endif
#include "kernels/lanes/probability-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

/// Whether any of the columns first .. last - 1 of the outputs is wanted.
inline bool wanted(const Batch& batch, std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
        if (batch.out[c] != nullptr) return true;
    }
    return false;
}

/// Lanes i, i + 1, ... of a parameter.
HWY_INLINE Real take(const Batch& batch, std::size_t parameter, std::size_t i) {
    return load(batch.in[parameter] + i);
}

/// Writes lanes i, i + 1, ... of an output column, if it is wanted.
HWY_INLINE void put(const Batch& batch, std::size_t column, std::size_t i, Real value) {
    if (batch.out[column] != nullptr) store(value, batch.out[column] + i);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
