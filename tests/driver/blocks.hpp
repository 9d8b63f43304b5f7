// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "driver/designs/blocks.hpp"

namespace entente::driver {

/// Blocks of `kind` for `factors` factors; what else they need is the test's to change.
inline Blocks blocks_of_kind(Blocks::Kind kind, std::size_t factors, std::uint64_t count,
                             std::uint64_t replicates = 1) {
    Blocks blocks{.kind = kind,
                  .count = count,
                  .factors = factors,
                  .replicates = replicates,
                  .levels = 4,
                  .harmonics = 4,
                  .step = 1e-4,
                  .seed = 20};
    blocks.scenarios = scenarios_in_block(blocks);
    return blocks;
}

/// Factors of one column each.
inline std::vector<Factor> single_columns(std::size_t columns) {
    std::vector<Factor> factors;
    for (std::size_t c = 0; c < columns; ++c) factors.push_back({std::to_string(c), {c}});
    return factors;
}

}  // namespace entente::driver
