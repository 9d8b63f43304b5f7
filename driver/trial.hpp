// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "driver/plan.hpp"
#include "driver/run.hpp"

namespace entente::driver {

/// What a short trial tells of a plan.
struct Trial {
    std::uint64_t scenarios;  ///< computed
    double seconds;
    std::uint64_t finished_tiles;
    std::uint64_t finished_scenarios;  ///< of those tiles
    std::uint64_t finished_bytes;      ///< of those tiles, as the file would hold them
};

/// Evaluates and encodes tiles spread over the whole plan for about `seconds`, but at least a batch
/// of scenarios, or as many tiles as it has if that takes less. Writes nothing.
Trial try_out(const Plan& plan, const Crew& crew, double seconds);

}  // namespace entente::driver
