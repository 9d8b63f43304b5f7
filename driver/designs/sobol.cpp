// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "driver/designs/owen_scrambling.hpp"
#include "driver/designs/philox.hpp"
#include "driver/designs/sampled_design.hpp"
#include "driver/designs/sobol_sequence.hpp"

namespace entente::driver {
namespace {

// Points that stay in the first-level cache between the passes over them.
constexpr std::size_t points_at_once = 512;

// The leading 53 bits of a fraction as a double: the published points exactly. Where a coordinate
// is 0, as all of point 0 are, it becomes half the least other value: it stays in the cells of the
// net that 0 is in, and every distribution has a quantile there. (Leaving point 0 out instead would
// cost the net its balance: Owen, "On dropping the first Sobol' point", 2020.)
//
// The two halves become doubles as the last bits of 2^84 and of 2^52, which every processor does in
// vectors; nothing is rounded.
double inner_fraction(std::uint64_t x) noexcept {
    const std::uint64_t bits = x >> 11;
    const auto high = std::bit_cast<double>(bits >> 32 | 0x4530000000000000);
    const auto low = std::bit_cast<double>((bits & 0xffffffff) | 0x4330000000000000);
    return std::max((high - 0x1.00000001p84 + low) * 0x1p-53, 0x1p-54);
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
        std::array<std::uint64_t, points_at_once> points;
        for (std::size_t i = 0; i < count; i += points.size()) {
            const std::size_t n = std::min(points.size(), count - i);
            sequence_.fill(first + i, n, points.data());
            scramble(scrambling, n, points.data());
            for (std::size_t k = 0; k < n; ++k) values[i + k] = inner_fraction(points[k]);
        }
    }

  private:
    void scramble(Scrambling scrambling, std::size_t count, std::uint64_t* points) const noexcept {
        switch (scrambling) {
            case Scrambling::none:
                return;
            case Scrambling::digital_shift:
                for (std::size_t i = 0; i < count; ++i) points[i] ^= shift_;
                return;
            case Scrambling::owen:
                return owen_.scramble(count, points);
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

std::unique_ptr<const Design> make_sobol(const std::vector<Distribution>& marginals,
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
