// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/centres.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "driver/sensitivity/block_sums.hpp"
#include "driver/sensitivity/turn_work.hpp"

namespace entente::driver {

Centres::Centres(const Plan& plan, const Subject& subject, kernels::Isa isa) {
    TurnWork work(plan, isa, true);
    std::atomic<std::uint64_t> computed = 0;
    work.evaluate(0, computed, [] { return false; });
    const std::size_t count = Turns(plan).size(0) * plan.blocks.scenarios;
    for (std::size_t o = 0; o < subject.outputs.size(); ++o) {
        outputs.push_back(centre_of({work.outputs()[o], count}));
    }
    for (std::size_t c = 0; c < plan.varied.size(); ++c) {
        inputs.push_back(centre_of({work.inputs()[c], count}));
    }
}

}  // namespace entente::driver
