// SPDX-License-Identifier: Apache-2.0
//
// Saltelli, "Making best use of model evaluations to compute sensitivity indices", Computer Physics
// Communications 145 (2002); Saltelli et al., "Variance based sensitivity analysis of model
// output", Computer Physics Communications 181 (2010).
#include <algorithm>

#include "driver/designs/base_points.hpp"
#include "driver/designs/block_design.hpp"

namespace entente::driver {
namespace {

// A is the first half of the coordinates of the base points, B is the second.
class Saltelli final : public BlockDesign {
  public:
    Saltelli(const std::vector<Distribution>& marginals, const Blocks& blocks,
             const std::vector<Factor>& factors, Sampling sampling, Scrambling scrambling)
        : BlockDesign(marginals, blocks, factors),
          points_(blocks, 2 * marginals.size(), sampling, scrambling) {}

  private:
    void fill_pairs(std::size_t column, std::uint64_t first, std::size_t count, double* a,
                    double* b) const noexcept override {
        points_.fill(column, first, count, a);
        points_.fill(column + columns(), first, count, b);
    }

    void spread(std::size_t column, const std::uint32_t* /*notes*/, double a, double b,
                std::size_t from, std::size_t to, double* values) const noexcept override {
        const std::size_t factor = factor_of(column);
        const std::size_t half = blocks().factors + 1;  // A, and A with one factor from B
        const auto exchange = [&](std::size_t place, double value) {
            if (place >= from && place < to) values[place - from] = value;
        };
        if (from < half) std::fill_n(values, std::min(to, half) - from, a);
        exchange(factor + 1, b);
        if (to <= half) return;
        const std::size_t second = std::max(from, half);
        std::fill_n(values + (second - from), to - second, b);
        if (blocks().second_order) exchange(half + factor, a);
    }

    BasePoints points_;
};

}  // namespace

std::unique_ptr<const Design> make_saltelli(const std::vector<Distribution>& marginals,
                                            const Blocks& blocks,
                                            const std::vector<Factor>& factors, Sampling sampling,
                                            Scrambling scrambling) {
    return std::make_unique<Saltelli>(marginals, blocks, factors, sampling, scrambling);
}

}  // namespace entente::driver
