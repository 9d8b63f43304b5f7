// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "driver/designs/sampled_design.hpp"
#include "driver/designs/sobol_coordinate.hpp"

namespace entente::driver {
namespace {

class Sobol final : public SampledDesign {
  public:
    Sobol(const std::vector<Distribution>& marginals, std::uint64_t scenarios, std::uint64_t seed,
          Scrambling scrambling)
        : SampledDesign(marginals, scenarios) {
        for (std::size_t c = 0; c < marginals.size(); ++c) {
            coordinates_.emplace_back(c, seed, scrambling);
        }
    }

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        coordinates_[column].fill(0, first, count, values);
    }

    std::vector<SobolCoordinate> coordinates_;
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
