// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/base_points.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "driver/counted.hpp"
#include "driver/designs/philox.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t most_scramblings = 131'072;  // of about a kilobyte each

}  // namespace

BasePoints::BasePoints(const Blocks& blocks, std::size_t coordinates, Sampling sampling,
                       Scrambling scrambling)
    : replicates_(blocks.replicates), seed_(blocks.seed) {
    if (sampling == Sampling::random) return;
    if (coordinates > SobolSequence::most_dimensions()) {
        throw UserError(
            fmt::format("the design needs {} coordinates of a Sobol' sequence, which "
                        "has {} (valid: fewer sampled parameters)",
                        coordinates, SobolSequence::most_dimensions()));
    }
    if (coordinates * replicates_ > most_scramblings) {
        throw UserError(fmt::format(
            "{} coordinates in {} scramblings take too much memory (valid: "
            "at most {})",
            coordinates, replicates_, counted(most_scramblings / coordinates, "replicate")));
    }
    for (std::size_t c = 0; c < coordinates; ++c) {
        sobol_.emplace_back(c, seed_, scrambling, replicates_);
    }
}

void BasePoints::fill(std::size_t coordinate, std::uint64_t first, std::size_t count,
                      double* values) const noexcept {
    if (sobol_.empty()) {
        std::array<std::uint64_t, Blocks::turn> bits;
        for (std::size_t i = 0; i < count; i += bits.size()) {
            const std::size_t n = std::min(bits.size(), count - i);
            fill_random(seed_, Purpose::point, coordinate, first + i, n, bits.data());
            for (std::size_t k = 0; k < n; ++k) values[i + k] = open_uniform(bits[k]);
        }
        return;
    }
    if (replicates_ == 1) return sobol_[coordinate].fill(0, first, count, values);
    // Within a turn the points of a replicate follow each other.
    const Blocks blocks{.replicates = replicates_};
    for (std::size_t i = 0; i < count;) {
        const std::uint64_t block = first + i;
        const std::size_t n = std::min(Blocks::turn - block % Blocks::turn, count - i);
        sobol_[coordinate].fill(blocks.replicate(block), blocks.rank(block), n, values + i);
        i += n;
    }
}

}  // namespace entente::driver
