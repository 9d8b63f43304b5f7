// SPDX-License-Identifier: Apache-2.0
//
// Saltelli, Tarantola and Chan, "A quantitative model-independent method for global sensitivity
// analysis of model output", Technometrics 41 (1999); the curve is theirs of section 3.1.
#include <algorithm>
#include <cmath>

#include "driver/designs/keyed_hash.hpp"
#include "driver/designs/philox.hpp"
#include "driver/designs/sampled_design.hpp"

namespace entente::driver {
namespace {

constexpr double least = 0x1p-54;
constexpr double below_1 = 1 - 0x1p-53;

class Fast final : public SampledDesign {
  public:
    Fast(const std::vector<Distribution>& marginals, const Blocks& blocks)
        : SampledDesign(marginals, blocks.count * blocks.scenarios),
          blocks_(blocks),
          points_(blocks.count / blocks.replicates),
          highest_(fast_frequency(blocks, 0, 0)),
          key_(random_bits(blocks.seed, Purpose::phase, 0, 0)[0]) {
        for (std::size_t other = 1; other < blocks.factors; ++other) {
            lower_.push_back(fast_frequency(blocks, 0, other));
        }
    }

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        const std::size_t factors = columns();
        std::uint64_t block = first / factors;
        std::size_t factor = first % factors;
        for (std::size_t i = 0; i < count; ++block, factor = 0) {
            const std::uint64_t rank = blocks_.rank(block);
            const std::uint64_t curves = blocks_.replicate(block) * factors;
            for (; factor < factors && i < count; ++factor, ++i) {
                const std::uint64_t curve = (curves + factor) * factors + column;
                values[i] =
                    place(frequency(factor, column), rank, open_uniform(keyed_hash(curve, key_)));
            }
        }
    }

    std::uint64_t frequency(std::size_t factor, std::size_t column) const noexcept {
        if (factor == column) return highest_;
        return lower_[column < factor ? column : column - 1];
    }

    // 1/2 + asin(sin(2 pi t)) / pi for t = frequency point / points + phase, which is made of
    // straight lines: no sine is taken, and only t is rounded.
    double place(std::uint64_t frequency, std::uint64_t point, double phase) const noexcept {
        const double turns =
            static_cast<double>(remainder(frequency, point)) / static_cast<double>(points_);
        const double t = turns + phase + 0.25;
        return std::clamp(1 - std::abs(1 - 2 * (t - std::floor(t))), least, below_1);
    }

    std::uint64_t remainder(std::uint64_t frequency, std::uint64_t point) const noexcept {
        constexpr std::uint64_t half = std::uint64_t{1} << 32;  // both are below points_
        if (points_ <= half) return frequency * point % points_;
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>(Wide{frequency} * point % points_);
    }

    Blocks blocks_;
    std::uint64_t points_;              ///< of a curve
    std::uint64_t highest_;             ///< frequency of the factor of interest
    std::vector<std::uint64_t> lower_;  ///< of the others
    std::uint64_t key_;                 ///< of the phases
};

}  // namespace

std::unique_ptr<const Design> make_fast(const std::vector<Distribution>& marginals,
                                        const Blocks& blocks) {
    return std::make_unique<Fast>(marginals, blocks);
}

}  // namespace entente::driver
