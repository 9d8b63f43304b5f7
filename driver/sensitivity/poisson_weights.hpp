// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace entente::driver {

/// How often each bootstrap replicate draws each block: independent Poisson numbers of mean 1,
/// functions of (seed, replicate, block). So a bootstrap needs one pass, in any order (Hanley and
/// MacGibbon, "Creating non-parametric bootstrap samples using Poisson frequencies", 2006).
///
/// weights[r * Blocks::turn + b] is that of replicate r and block first + b, for b < count; 0 up to
/// the end of the turn.
void poisson_weights(std::uint64_t seed, std::uint64_t first, std::size_t count,
                     std::size_t replicates, double* weights) noexcept;

}  // namespace entente::driver
