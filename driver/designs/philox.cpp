// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/philox.hpp"

#include <Random123/philox.h>

namespace entente::driver {

std::array<std::uint64_t, 2> random_bits(std::uint64_t seed, Purpose purpose, std::size_t column,
                                         std::uint64_t index) noexcept {
    using Philox = r123::Philox4x32_R<10>;
    const auto word = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    const Philox::ctr_type counter = {
        {word(index), word(index >> 32), word(column), static_cast<std::uint32_t>(purpose)}};
    const Philox::key_type key = {{word(seed), word(seed >> 32)}};
    const Philox::ctr_type out = Philox()(counter, key);
    const auto joined = [](std::uint32_t low, std::uint32_t high) {
        return std::uint64_t{low} | std::uint64_t{high} << 32;
    };
    return {joined(out[0], out[1]), joined(out[2], out[3])};
}

void fill_random(std::uint64_t seed, Purpose purpose, std::size_t column, std::uint64_t first,
                 std::size_t count, std::uint64_t* bits) noexcept {
    std::size_t i = 0;
    if (first % 2 != 0 && count > 0) {
        bits[i++] = random_bits(seed, purpose, column, first / 2)[1];
    }
    for (; i + 1 < count; i += 2) {
        const auto both = random_bits(seed, purpose, column, (first + i) / 2);
        bits[i] = both[0];
        bits[i + 1] = both[1];
    }
    if (i < count) bits[i] = random_bits(seed, purpose, column, (first + i) / 2)[0];
}

}  // namespace entente::driver
