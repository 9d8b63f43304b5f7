// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "driver/designs/philox.hpp"
#include "driver/designs/sampled_design.hpp"

namespace entente::driver {
namespace {

class Random final : public SampledDesign {
  public:
    Random(const std::vector<Distribution>& marginals, std::uint64_t scenarios, std::uint64_t seed)
        : SampledDesign(marginals, scenarios), seed_(seed) {}

  private:
    void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const noexcept override {
        std::array<std::uint64_t, 64> bits;
        for (std::size_t i = 0; i < count; i += bits.size()) {
            const std::size_t n = std::min(bits.size(), count - i);
            fill_random(seed_, Purpose::point, column, first + i, n, bits.data());
            for (std::size_t k = 0; k < n; ++k) values[i + k] = open_uniform(bits[k]);
        }
    }

    std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<const Design> make_random(std::vector<Distribution> marginals,
                                          std::uint64_t scenarios, std::uint64_t seed) {
    return std::make_unique<Random>(marginals, scenarios, seed);
}

}  // namespace entente::driver
