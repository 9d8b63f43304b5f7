// SPDX-License-Identifier: Apache-2.0
//
// Points for derivative-based measures: Sobol' and Kucherenko, "Derivative based global sensitivity
// measures and their link with global sensitivity indices", Mathematics and Computers in Simulation
// 79 (2009).
#include <algorithm>

#include "driver/designs/base_points.hpp"
#include "driver/designs/block_design.hpp"

namespace entente::driver {
namespace {

constexpr double below_1 = 1 - 0x1p-53;

class Derivatives final : public BlockDesign {
  public:
    Derivatives(const std::vector<Distribution>& marginals, const Blocks& blocks,
                const std::vector<Factor>& factors, Scrambling scrambling)
        : BlockDesign(marginals, blocks, factors),
          points_(blocks, marginals.size(), Sampling::sobol, scrambling) {}

  private:
    void fill_pairs(std::size_t column, std::uint64_t first, std::size_t count, double* a,
                    double* b) const noexcept override {
        const double step = blocks().step;
        points_.fill(column, first, count, a);
        for (std::size_t k = 0; k < count; ++k) {
            a[k] *= 1 - step;
            b[k] = std::min(a[k] + step, below_1);
        }
    }

    void spread(std::size_t column, const std::uint32_t* /*notes*/, double a, double b,
                std::size_t from, std::size_t to, double* values) const noexcept override {
        const std::size_t place = factor_of(column) + 1;
        std::fill_n(values, to - from, a);
        if (place >= from && place < to) values[place - from] = b;
    }

    BasePoints points_;
};

}  // namespace

std::unique_ptr<const Design> make_derivatives(const std::vector<Distribution>& marginals,
                                               const Blocks& blocks,
                                               const std::vector<Factor>& factors,
                                               Scrambling scrambling) {
    return std::make_unique<Derivatives>(marginals, blocks, factors, scrambling);
}

}  // namespace entente::driver
