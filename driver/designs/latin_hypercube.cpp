// SPDX-License-Identifier: Apache-2.0
//
// McKay, Beckman and Conover, "A comparison of three methods for selecting values of input
// variables", Technometrics 21 (1979).
#include <algorithm>
#include <array>
#include <bit>

#include "driver/designs/maximin.hpp"
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

class LatinHypercube : public SampledDesign {
  public:
    LatinHypercube(const std::vector<Distribution>& marginals, std::uint64_t scenarios,
                   std::uint64_t seed)
        : SampledDesign(marginals, scenarios), strata_(scenarios), seed_(seed) {
        for (std::size_t c = 0; c < marginals.size(); ++c) {
            permutations_.emplace_back(scenarios, seed, c);
        }
    }

  protected:
    /// The strata of scenarios first .. first + count - 1.
    virtual void fill_strata(std::size_t column, std::uint64_t first, std::size_t count,
                             std::uint64_t* strata) const noexcept {
        permutations_[column].fill(first, count, strata);
    }

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        std::array<std::uint64_t, 64> strata, bits;
        for (std::size_t i = 0; i < count; i += strata.size()) {
            const std::size_t n = std::min(strata.size(), count - i);
            fill_strata(column, first + i, n, strata.data());
            fill_random(seed_, Purpose::stratum, column, first + i, n, bits.data());
            for (std::size_t k = 0; k < n; ++k) values[i + k] = strata_.point(strata[k], bits[k]);
        }
    }

    Strata strata_;
    std::vector<Permutation> permutations_;
    std::uint64_t seed_;
};

// The same, with its strata exchanged until the points are far apart.
class MaximinLatinHypercube final : public LatinHypercube {
  public:
    MaximinLatinHypercube(const std::vector<Distribution>& marginals, std::uint64_t scenarios,
                          std::uint64_t seed)
        : LatinHypercube(marginals, scenarios, seed) {
        std::vector<std::uint64_t> strata(scenarios);
        for (std::size_t c = 0; c < marginals.size(); ++c) {
            LatinHypercube::fill_strata(c, 0, strata.size(), strata.data());
            improved_.emplace_back(strata.begin(), strata.end());
        }
        improve_maximin(improved_, seed);
    }

  private:
    void fill_strata(std::size_t column, std::uint64_t first, std::size_t count,
                     std::uint64_t* strata) const noexcept override {
        std::copy_n(improved_[column].begin() + static_cast<std::ptrdiff_t>(first), count, strata);
    }

    std::vector<std::vector<std::uint32_t>> improved_;
};

}  // namespace

std::unique_ptr<const Design> make_latin_hypercube(const std::vector<Distribution>& marginals,
                                                   std::uint64_t scenarios, std::uint64_t seed,
                                                   Criterion criterion) {
    if (criterion == Criterion::maximin) {
        return std::make_unique<MaximinLatinHypercube>(marginals, scenarios, seed);
    }
    return std::make_unique<LatinHypercube>(marginals, scenarios, seed);
}

}  // namespace entente::driver
