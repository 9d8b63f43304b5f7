// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/blocks.hpp"

#include "driver/designs/morris_trajectory.hpp"

namespace entente::driver {

std::size_t scenarios_in_block(const Blocks& blocks) noexcept {
    switch (blocks.kind) {
        case Blocks::Kind::saltelli:
            return blocks.second_order ? 2 * blocks.factors + 2 : blocks.factors + 2;
        case Blocks::Kind::morris:
        case Blocks::Kind::derivatives:
            return blocks.factors + 1;
        case Blocks::Kind::fast:
            return blocks.factors;
        case Blocks::Kind::single:
            break;
    }
    return 1;
}

void morris_steps(const Blocks& blocks, std::uint64_t block, MorrisStep* steps) {
    const MorrisTrajectory trajectory(blocks, block);
    const double change = morris_change(blocks.levels);
    std::vector<std::uint32_t> order(blocks.factors);
    trajectory.order(order.data());
    for (std::size_t k = 0; k < blocks.factors; ++k) {
        steps[k] = {order[k], trajectory.rises(order[k]) ? change : -change};
    }
}

std::uint64_t fast_frequency(const Blocks& blocks, std::size_t factor, std::size_t other) {
    const auto harmonics = static_cast<std::uint64_t>(blocks.harmonics);
    const std::uint64_t highest = (blocks.count / blocks.replicates - 1) / (2 * harmonics);
    if (other == factor) return highest;
    const std::uint64_t most = highest / (2 * harmonics);
    const std::uint64_t others = blocks.factors - 1;
    const std::uint64_t k = other < factor ? other : other - 1;
    if (others > most) return k % most + 1;
    return others == 1 ? 1 : 1 + k * (most - 1) / (others - 1);
}

double derivative_step(const Blocks& blocks, std::uint64_t /*block*/, std::size_t /*factor*/) {
    return blocks.step;
}

}  // namespace entente::driver
