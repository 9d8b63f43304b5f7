// SPDX-License-Identifier: Apache-2.0
//
// McKay, Beckman and Conover, "A comparison of three methods for selecting values of input
// variables", Technometrics 21 (1979).
#include <algorithm>
#include <array>
#include <bit>

#include "driver/designs/permutation.hpp"
#include "driver/designs/philox.hpp"
#include "driver/designs/sampled_design.hpp"

namespace entente::driver {
namespace {

constexpr double below_1 = 1 - 0x1p-53;

// A random point in one of `strata` equal parts of [0, 1].
class Strata {
  public:
    explicit Strata(std::uint64_t strata)
        : count_(static_cast<double>(strata)),
          bits_(std::max(0, 52 - static_cast<int>(std::bit_width(strata - 1)))) {}

    // The place within the stratum is the middle of one of 2^bits_ cells, so few that stratum and
    // place are exact in 53 bits. Half a cell, the distance to the stratum's ends, is then
    // more than the division can round away, and the point stays in its stratum. Beyond 2^52 strata
    // doubles are too coarse to tell neighbours apart.
    double point(std::uint64_t stratum, std::uint64_t random) const noexcept {
        const std::uint64_t cell = bits_ > 0 ? random >> (64 - bits_) : 0;
        const double place = (static_cast<double>(static_cast<std::int64_t>(cell)) + 0.5) *
                             (1.0 / static_cast<double>(std::int64_t{1} << bits_));
        const double at = static_cast<double>(static_cast<std::int64_t>(stratum)) + place;
        return std::min(at / count_, below_1);
    }

  private:
    double count_;
    int bits_;
};

class LatinHypercube final : public SampledDesign {
  public:
    LatinHypercube(const std::vector<Distribution>& marginals, std::uint64_t scenarios,
                   std::uint64_t seed)
        : SampledDesign(marginals, scenarios), strata_(scenarios), seed_(seed) {
        for (std::size_t c = 0; c < marginals.size(); ++c) {
            permutations_.emplace_back(scenarios, seed, c);
        }
    }

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        std::array<std::uint64_t, 64> strata, bits;
        for (std::size_t i = 0; i < count; i += strata.size()) {
            const std::size_t n = std::min(strata.size(), count - i);
            permutations_[column].fill(first + i, n, strata.data());
            fill_random(seed_, Purpose::stratum, column, first + i, n, bits.data());
            for (std::size_t k = 0; k < n; ++k) values[i + k] = strata_.point(strata[k], bits[k]);
        }
    }

    Strata strata_;
    std::vector<Permutation> permutations_;
    std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<const Design> make_latin_hypercube(std::vector<Distribution> marginals,
                                                   std::uint64_t scenarios, std::uint64_t seed) {
    return std::make_unique<LatinHypercube>(marginals, scenarios, seed);
}

}  // namespace entente::driver
