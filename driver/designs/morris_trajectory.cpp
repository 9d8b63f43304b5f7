// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/morris_trajectory.hpp"

#include <numeric>
#include <utility>

#include "driver/designs/philox.hpp"

namespace entente::driver {
namespace {

// Which half of the bits of a column says what.
enum Half : std::uint8_t { direction, level };

bool coin(std::uint64_t bits) noexcept { return bits >> 63 != 0; }

}  // namespace

MorrisTrajectory::MorrisTrajectory(const Blocks& blocks, std::uint64_t block) noexcept
    : seed_(blocks.seed),
      index_(blocks.chosen.empty() ? block : blocks.chosen[block]),
      lower_levels_(static_cast<std::uint64_t>(blocks.levels) / 2),
      factors_(blocks.factors) {}

void MorrisTrajectory::order(std::uint32_t* factors) const noexcept {
    std::iota(factors, factors + factors_, 0U);
    for (std::size_t left = factors_; left > 1; --left) {
        const auto bits = random_bits(seed_, Purpose::order, left - 1, index_);
        std::swap(factors[left - 1], factors[below(left, bits[0])]);
    }
}

bool MorrisTrajectory::rises(std::size_t factor) const noexcept {
    return coin(random_bits(seed_, Purpose::order, factor, index_)[1]);
}

bool MorrisTrajectory::rises_too(std::size_t column) const noexcept {
    return coin(random_bits(seed_, Purpose::point, column, index_)[direction]);
}

std::uint64_t MorrisTrajectory::lower_level(std::size_t column) const noexcept {
    return below(lower_levels_, random_bits(seed_, Purpose::point, column, index_)[level]);
}

}  // namespace entente::driver
