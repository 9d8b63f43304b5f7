// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "driver/designs/owen_scrambling.hpp"
#include "driver/designs/philox.hpp"
#include "driver/designs/sampled_design.hpp"
#include "driver/designs/sobol_sequence.hpp"

namespace entente::driver {
namespace {

// The leading 53 bits of a fraction as a double: the published points exactly. Where a coordinate
// is 0, as all of point 0 are, it becomes half the least other value: it stays in the cells of the
// net that 0 is in, and every distribution has a quantile there. (Leaving point 0 out instead would
// cost the net its balance: Owen, "On dropping the first Sobol' point", 2020.)
double inner_fraction(std::uint64_t x) noexcept {
    return std::max(static_cast<double>(static_cast<std::int64_t>(x >> 11)) * 0x1p-53, 0x1p-54);
}

// One column: its sequence and how it is scrambled.
class Coordinate {
  public:
    Coordinate(std::size_t column, std::uint64_t seed)
        : sequence_(column),
          owen_(seed, column),
          shift_(random_bits(seed, Purpose::shift, column, 0)[0]) {}

    void fill(Scrambling scrambling, std::uint64_t first, std::size_t count,
              double* values) const noexcept {
        switch (scrambling) {
            case Scrambling::none:
                return fill(first, count, values, [](auto x) { return x; });
            case Scrambling::digital_shift:
                return fill(first, count, values, [this](auto x) { return x ^ shift_; });
            case Scrambling::owen:
                return fill(first, count, values, owen_);
        }
    }

  private:
    template <class Scramble>
    void fill(std::uint64_t first, std::size_t count, double* values,
              const Scramble& scrambled) const noexcept {
        if (count == 0) return;
        std::uint64_t x = sequence_(first);
        values[0] = inner_fraction(scrambled(x));
        for (std::size_t i = 1; i < count; ++i) {
            x = sequence_.after(x, first + i);
            values[i] = inner_fraction(scrambled(x));
        }
    }

    SobolSequence sequence_;
    OwenScrambling owen_;
    std::uint64_t shift_;
};

class Sobol final : public SampledDesign {
  public:
    Sobol(const std::vector<Distribution>& marginals, std::uint64_t scenarios, std::uint64_t seed,
          Scrambling scrambling)
        : SampledDesign(marginals, scenarios), scrambling_(scrambling) {
        for (std::size_t c = 0; c < marginals.size(); ++c) coordinates_.emplace_back(c, seed);
    }

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        coordinates_[column].fill(scrambling_, first, count, values);
    }

    std::vector<Coordinate> coordinates_;
    Scrambling scrambling_;
};

}  // namespace

std::unique_ptr<const Design> make_sobol(std::vector<Distribution> marginals,
                                         std::uint64_t scenarios, std::uint64_t seed,
                                         Scrambling scrambling) {
    if (marginals.size() > SobolSequence::most_dimensions()) {
        throw UserError(fmt::format(
            "a Sobol' design has direction numbers for {} parameters, and {} are sampled (random "
            "and latin_hypercube take any number)",
            SobolSequence::most_dimensions(), marginals.size()));
    }
    return std::make_unique<Sobol>(marginals, scenarios, seed, scrambling);
}

}  // namespace entente::driver
