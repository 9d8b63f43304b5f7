// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/block_design.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace entente::driver {
namespace {

// Blocks whose two values stay in the first-level cache until they are spread.
constexpr std::size_t blocks_at_once = 512;

}  // namespace

BlockDesign::BlockDesign(const std::vector<Distribution>& marginals, Blocks blocks,
                         const std::vector<Factor>& factors)
    : quantiles_(marginals.begin(), marginals.end()),
      factor_of_(marginals.size()),
      blocks_(std::move(blocks)) {
    for (std::size_t f = 0; f < factors.size(); ++f) {
        for (const std::size_t c : factors[f].columns) factor_of_[c] = f;
    }
}

void BlockDesign::fill(std::uint64_t first, std::size_t count, double* const* columns) const {
    const std::size_t size = blocks_.scenarios;
    std::array<double, blocks_at_once> a, b;
    std::vector<std::uint32_t> noted(std::min(count / size + 2, blocks_at_once) * notes());
    for (std::size_t done = 0; done < count;) {
        const std::uint64_t block = (first + done) / size;
        const std::size_t skipped = (first + done) % size;
        const std::size_t left = count - done;
        const std::size_t blocks = std::min((skipped + left - 1) / size + 1, blocks_at_once);
        const std::size_t scenarios = std::min(blocks * size - skipped, left);
        for (std::size_t k = 0; k < blocks && !noted.empty(); ++k) {
            note(block + k, &noted[k * notes()]);
        }
        for (std::size_t c = 0; c < quantiles_.size(); ++c) {
            fill_pairs(c, block, blocks, a.data(), b.data());
            quantiles_[c].transform(blocks, a.data());
            quantiles_[c].transform(blocks, b.data());
            std::size_t from = skipped, i = 0;
            for (std::size_t k = 0; k < blocks; ++k, from = 0) {
                const std::size_t to = std::min(size, from + scenarios - i);
                spread(c, noted.data() + k * notes(), a[k], b[k], from, to, columns[c] + done + i);
                i += to - from;
            }
        }
        done += scenarios;
    }
}

}  // namespace entente::driver
