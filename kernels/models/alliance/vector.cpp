// SPDX-License-Identifier: Apache-2.0
//
// The kernel for every vector instruction set that the compiler can make: Highway reads this file
// once for each.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/alliance/vector.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/batch.hpp"
#include "kernels/lanes/builds.hpp"
#include "kernels/lanes/vector-inl.hpp"
#include "kernels/models/alliance/columns.hpp"
#include "kernels/models/alliance/prepared.hpp"
#include "kernels/theatre.hpp"

#undef ENTENTE_LANES
#define ENTENTE_LANES HWY_NAMESPACE
HWY_BEFORE_NAMESPACE();
#include "kernels/models/alliance/evaluate-inl.hpp"
namespace entente::kernels::HWY_NAMESPACE {
void evaluate_alliance(const Prepared& prepared, const Batch& batch) { evaluate(prepared, batch); }
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::alliance_model {

void evaluate_vector(Isa isa, const Prepared& prepared, const Batch& batch) noexcept {
    static constexpr Builds<const Prepared&, const Batch&> builds =
        ENTENTE_BUILDS(evaluate_alliance);
    builds[static_cast<std::size_t>(isa)](prepared, batch);
}

}  // namespace entente::kernels::alliance_model
#endif
