// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/block_design.hpp"

#include <algorithm>
#include <array>

namespace entente::driver {
namespace {

// Blocks whose two values stay in the first-level cache until they are spread.
constexpr std::size_t blocks_at_once = 512;

}  // namespace

BlockDesign::BlockDesign(const std::vector<Distribution>& marginals, const Blocks& blocks,
                         const std::vector<Factor>& factors)
    : quantiles_(marginals.begin(), marginals.end()),
      factor_of_(marginals.size()),
      blocks_(blocks) {
    for (std::size_t f = 0; f < factors.size(); ++f) {
        for (const std::size_t c : factors[f].columns) factor_of_[c] = f;
    }
}

void BlockDesign::fill(std::uint64_t first, std::size_t count, double* const* columns) const {
    for (std::size_t c = 0; c < quantiles_.size(); ++c) fill_column(c, first, count, columns[c]);
}

void BlockDesign::fill_column(std::size_t column, std::uint64_t first, std::size_t count,
                              double* values) const noexcept {
    const std::size_t size = blocks_.scenarios;
    std::array<double, blocks_at_once> a, b;
    for (std::size_t i = 0; i < count;) {
        const std::uint64_t block = (first + i) / size;
        std::size_t from = (first + i) % size;
        const std::size_t blocks = std::min((from + count - i + size - 1) / size, blocks_at_once);
        fill_pairs(column, block, blocks, a.data(), b.data());
        quantiles_[column].transform(blocks, a.data());
        quantiles_[column].transform(blocks, b.data());
        for (std::size_t k = 0; k < blocks; ++k) {
            const std::size_t to = std::min(size, from + count - i);
            spread(column, block + k, a[k], b[k], from, to, values + i);
            i += to - from;
            from = 0;
        }
    }
}

}  // namespace entente::driver
