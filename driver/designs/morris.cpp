// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "driver/designs/block_design.hpp"
#include "driver/designs/morris_trajectory.hpp"

namespace entente::driver {
namespace {

class Morris final : public BlockDesign {
  public:
    Morris(const std::vector<Distribution>& marginals, const Blocks& blocks,
           const std::vector<Factor>& factors)
        : BlockDesign(marginals, blocks, factors), leads_(marginals.size(), false) {
        for (const Factor& factor : factors) leads_[factor.columns.front()] = true;
    }

  private:
    // Where the column begins, and where it goes.
    void fill_pairs(std::size_t column, std::uint64_t first, std::size_t count, double* a,
                    double* b) const noexcept override {
        const int levels = blocks().levels;
        const int half = levels / 2;
        const auto last = static_cast<double>(levels - 1);
        for (std::size_t k = 0; k < count; ++k) {
            const MorrisTrajectory trajectory(blocks(), first + k);
            const bool rises =
                leads_[column] ? trajectory.rises(factor_of(column)) : trajectory.rises_too(column);
            const auto level = static_cast<int>(trajectory.lower_level(column));
            const double low = level / last;
            const double high = (level + half) / last;
            a[k] = rises ? low : high;
            b[k] = rises ? high : low;
        }
    }

    // At which point of the trajectory each factor has moved, and room for their order.
    std::size_t notes() const noexcept override { return 2 * blocks().factors; }

    void note(std::uint64_t block, std::uint32_t* moved_at) const noexcept override {
        const std::size_t factors = blocks().factors;
        std::uint32_t* const order = moved_at + factors;
        MorrisTrajectory(blocks(), block).order(order);
        for (std::uint32_t k = 0; k < factors; ++k) moved_at[order[k]] = k + 1;
    }

    void spread(std::size_t column, const std::uint32_t* moved_at, double a, double b,
                std::size_t from, std::size_t to, double* values) const noexcept override {
        const std::size_t turn = std::clamp<std::size_t>(moved_at[factor_of(column)], from, to);
        std::fill_n(values, turn - from, a);
        std::fill_n(values + (turn - from), to - turn, b);
    }

    std::vector<bool> leads_;  ///< columns that are the first of their factor
};

}  // namespace

std::unique_ptr<const Design> make_morris(const std::vector<Distribution>& marginals,
                                          const Blocks& blocks,
                                          const std::vector<Factor>& factors) {
    return std::make_unique<Morris>(marginals, blocks, factors);
}

}  // namespace entente::driver
