// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <gtest/gtest.h>

#include "driver/designs/philox.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t sample = 100'000;
constexpr std::uint64_t many = std::uint64_t{1} << 62;

// Random123's own known answers (kat_vectors, philox4x32 with 10 rounds): words of the counter are
// index, index, column, purpose; words of the key are the seed's.
TEST(Philox, GivesThePublishedAnswers) {
    using Words = std::array<std::uint64_t, 2>;
    EXPECT_EQ(random_bits(0, Purpose{0}, 0, 0), (Words{0xe169c58d6627e8d5, 0x9b00dbd8bc57ac4c}));
    EXPECT_EQ(random_bits(~std::uint64_t{0}, Purpose{0xffffffff}, 0xffffffff, ~std::uint64_t{0}),
              (Words{0x41c83b0e408f276d, 0x6d5451fda20bc7c6}));
    EXPECT_EQ(random_bits(0x299f31d0a4093822, Purpose{0x03707344}, 0x13198a2e, 0x85a308d3243f6a88),
              (Words{0x94fdccebd16cfe09, 0x24126ea15001e420}));
}

TEST(Philox, FillTakesBothHalvesOfEveryCall) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{7}, many - 3}) {
        for (std::size_t count = 0; count < 6; ++count) {
            std::vector<std::uint64_t> bits(count);
            fill_random(5, Purpose::stratum, 3, first, count, bits.data());
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint64_t index = first + i;
                EXPECT_EQ(bits[i], random_bits(5, Purpose::stratum, 3, index / 2)[index % 2]);
            }
        }
    }
}

TEST(OpenUniform, IsTheExactMiddleOfACell) {
    EXPECT_EQ(open_uniform(0), 0x1p-53);
    EXPECT_EQ(open_uniform(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
    EXPECT_EQ(open_uniform(~std::uint64_t{0}), 1 - 0x1p-53);
}

TEST(Random, IsWhatPhiloxSaysOfSeedScenarioAndColumn) {
    const auto design = make_random(unit_cube(3), many, 42);
    const auto columns = filled(*design, many - 10, 10);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < 10; ++i) {
            const std::uint64_t index = many - 10 + i;
            EXPECT_EQ(columns[c][i],
                      open_uniform(random_bits(42, Purpose::point, c, index / 2)[index % 2]));
        }
    }
}

TEST(Random, TakesItsShapeFromTheStudy) {
    const auto design = make_random(unit_cube(3), many, 42);
    EXPECT_EQ(design->shape(), std::vector<std::uint64_t>{many});
    EXPECT_EQ(design->columns(), 3U);
}

TEST(Random, EveryColumnIsUniform) {
    for (const auto& column : filled(*make_random(unit_cube(8), many, 1), many / 3, sample)) {
        EXPECT_LT(kolmogorov(column), unlikely_kolmogorov);
    }
}

TEST(Random, EveryBitIsFair) {
    const auto column = filled(*make_random(unit_cube(1), many, 2), 0, sample)[0];
    for (int bit = 1; bit <= 52; ++bit) {
        double ones = 0;
        for (const double u : column) ones += std::fmod(std::ldexp(u, bit), 2) >= 1 ? 1 : 0;
        const double z = (ones - sample / 2.0) / std::sqrt(sample / 4.0);
        EXPECT_LT(std::abs(z), unlikely_z) << "bit " << bit;
    }
}

TEST(Random, ColumnsSeedsAndNeighboursAreIndependent) {
    const auto one = filled(*make_random(unit_cube(6), many, 1), 0, sample);
    const auto other = filled(*make_random(unit_cube(6), many, 2), 0, sample);
    const auto later = filled(*make_random(unit_cube(6), many, 1), 1, sample);
    const double bound = unlikely_z / std::sqrt(sample - 1.0);
    for (std::size_t c = 0; c < one.size(); ++c) {
        for (std::size_t d = 0; d < one.size(); ++d) {
            if (c != d) {
                EXPECT_LT(std::abs(correlation(one[c], one[d])), bound);
            }
            EXPECT_LT(std::abs(correlation(one[c], other[d])), bound);
            EXPECT_LT(std::abs(correlation(one[c], later[d])), bound);
        }
    }
}

TEST(Random, PairsOfColumnsFillTheSquareEvenly) {
    constexpr std::size_t side = 64;
    const auto columns = filled(*make_random(unit_cube(2), many, 3), 0, sample);
    std::vector<std::uint64_t> counts(side * side);
    for (std::size_t i = 0; i < sample; ++i) {
        const auto x = static_cast<std::size_t>(columns[0][i] * side);
        const auto y = static_cast<std::size_t>(columns[1][i] * side);
        ++counts[x * side + y];
    }
    EXPECT_LT(chi_square(counts), unlikely_chi_square(counts.size() - 1));
}

TEST(Random, MarginalsAreTheColumns) {
    const Distribution normal{Distribution::Kind::normal, -1, 1, 0.2, 0.5};
    const Distribution triangular{Distribution::Kind::triangular, 2, 4, 2.5, 0};
    const auto u = filled(*make_random(unit_cube(2), 1000, 9), 0, 1000);
    const auto x = filled(*make_random({normal, triangular}, 1000, 9), 0, 1000);
    for (std::size_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(x[0][i], normal.quantile(u[0][i]));
        EXPECT_EQ(x[1][i], triangular.quantile(u[1][i]));
    }
}

}  // namespace
}  // namespace entente::driver
