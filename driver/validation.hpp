// SPDX-License-Identifier: Apache-2.0
//
// The published numbers of the models, recomputed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/isa.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

/// A published number and what this machine makes of it.
struct Finding {
    const kernels::Model* model;
    std::string source;
    std::string quantity;
    double published;
    double computed;   ///< by the instruction set whose number is farthest off
    kernels::Isa isa;  ///< that one
    bool agrees;       ///< on every instruction set asked for

    /// |computed - published| / |published|; of a published zero, |computed|.
    double difference() const noexcept;
};

/// Recomputes every published number of `models` on each of `isas`, at least one. Models without
/// any are skipped.
std::vector<Finding> validate(std::span<const kernels::Model* const> models,
                              std::span<const kernels::Isa> isas);

}  // namespace entente::driver
