// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/poisson_weights.hpp"

#include <algorithm>
#include <array>

#include "driver/designs/blocks.hpp"
#include "driver/designs/philox.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

// 2^64 times the probability of at most 0, 1, 2, ... of a Poisson number of mean 1; what is above
// the last has a probability below 2^-52.
constexpr std::size_t most = 18;

std::array<std::uint64_t, most> thresholds() {
    std::array<std::uint64_t, most> limits{};
    long double term = 0.367879441171442321595523770161460867L, sum = 0;  // 1/e
    for (std::size_t k = 0; k < most; ++k) {
        sum += term;
        term /= static_cast<long double>(k + 1);
        limits[k] = sum >= 1 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(sum * 0x1p64L);
    }
    return limits;
}

ENTENTE_VECTOR_BUILDS
void count_below(std::size_t count, const std::uint64_t* bits, const std::uint64_t* limits,
                 double* weights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t weight = 0;
        for (std::size_t k = 0; k < most; ++k) weight += bits[i] >= limits[k];
        weights[i] = static_cast<double>(static_cast<std::int64_t>(weight));
    }
}

}  // namespace

void poisson_weights(std::uint64_t seed, std::uint64_t first, std::size_t count,
                     std::size_t replicates, double* weights) noexcept {
    static const std::array<std::uint64_t, most> limits = thresholds();
    std::array<std::uint64_t, Blocks::turn> bits;
    for (std::size_t r = 0; r < replicates; ++r) {
        double* const of = weights + r * Blocks::turn;
        fill_random(seed, Purpose::bootstrap, r, first, count, bits.data());
        count_below(count, bits.data(), limits.data(), of);
        std::fill(of + count, of + Blocks::turn, 0.0);
    }
}

}  // namespace entente::driver
