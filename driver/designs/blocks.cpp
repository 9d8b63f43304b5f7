// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/blocks.hpp"

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

}  // namespace entente::driver
