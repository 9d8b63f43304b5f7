// SPDX-License-Identifier: Apache-2.0
//
// The kernels of conflict_network, compiled once per instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/conflict_network/kernel.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/conflict_network/given-inl.hpp"
#include "kernels/models/conflict_network/hub-inl.hpp"
#include "kernels/models/conflict_network/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

void evaluate_hub(const conflict_network_model::Hub&, const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        conflict_network_kernel::play_hub(batch, i);
    }
}

void evaluate_given_network(const conflict_network_model::GivenNetwork& network,
                            const Batch& batch) {
    const auto work = conflict_network_kernel::workplace(batch.scratch, network.groups.size());
    for (std::size_t i = 0; i < batch.scenarios; i += narrow_lanes) {
        conflict_network_kernel::play_given(network, batch, i, work);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace conflict_network_model {

std::size_t given_network_scratch(std::size_t groups) {
    constexpr std::size_t widest = 8, tile_columns = 4;  // of AVX-512
    const std::size_t below = groups * (groups + 1) / 2;
    const std::size_t numbers = below + (2 + tile_columns) * groups + 1;
    return numbers * widest + groups * groups + groups;
}

}  // namespace conflict_network_model

const Builds<const conflict_network_model::Hub&, const Batch&> conflict_network_model::hub_builds =
    ENTENTE_BUILDS(evaluate_hub);
const Builds<const conflict_network_model::GivenNetwork&, const Batch&>
    conflict_network_model::given_network_builds = ENTENTE_BUILDS(evaluate_given_network);

}  // namespace entente::kernels
#endif
