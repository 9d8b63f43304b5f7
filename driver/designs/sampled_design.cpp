// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/sampled_design.hpp"

#include <algorithm>

namespace entente::driver {
namespace {

// Points that stay in the first-level cache between the two passes over them.
constexpr std::size_t points_at_once = 1024;

}  // namespace

SampledDesign::SampledDesign(const std::vector<Distribution>& marginals, std::uint64_t scenarios)
    : quantiles_(marginals.begin(), marginals.end()), scenarios_(scenarios) {}

void SampledDesign::fill(std::uint64_t first, std::size_t count, double* const* columns) const {
    for (std::size_t c = 0; c < quantiles_.size(); ++c) {
        for (std::size_t i = 0; i < count; i += points_at_once) {
            const std::size_t points = std::min(points_at_once, count - i);
            fill_uniform(c, first + i, points, columns[c] + i);
            quantiles_[c].transform(points, columns[c] + i);
        }
    }
}

}  // namespace entente::driver
