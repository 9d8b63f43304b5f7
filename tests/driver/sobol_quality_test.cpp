// SPDX-License-Identifier: Apache-2.0
//
// Sobol' points against SciPy's, and how evenly they lie.
#include <cmath>
#include <cstddef>
#include <random>
#include <span>

#include <gtest/gtest.h>

#include "driver/designs/sobol_sequence.hpp"
#include "results/checksum.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/published_sobol.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t many = std::uint64_t{1} << 62;
constexpr Scrambling scramblings[] = {Scrambling::none, Scrambling::digital_shift,
                                      Scrambling::owen};

TEST(SobolQuality, PointsArePublishedOnesInEachOfTheDimensionsLookedAt) {
    constexpr std::size_t points = 65536;
    ASSERT_GT(std::size(published_sobol), 100U);
    std::vector<std::uint64_t> fractions(points);
    for (const auto& [dimension, checksum] : published_sobol) {
        SobolSequence(dimension).fill(0, points, fractions.data());
        std::vector<std::byte> bytes;
        for (const std::uint64_t x : fractions) {
            ASSERT_EQ(x & 0xffffffffffff, 0U);
            bytes.push_back(static_cast<std::byte>(x >> 48 & 0xff));
            bytes.push_back(static_cast<std::byte>(x >> 56));
        }
        EXPECT_EQ(results::crc32(bytes), checksum) << dimension;
    }
}

// Whether every box of volume 2^(t - m) whose sides are powers of 1/2 has 2^t of 2^m points.
class Boxes {
  public:
    Boxes(const std::vector<std::vector<double>>& columns, int m) : columns_(columns), m_(m) {}

    bool even(int t) const {
        std::vector<int> digits(columns_.size());
        return even(t, 0, m_ - t, digits);
    }

    int quality() const {
        int t = 0;
        while (!even(t)) ++t;
        return t;
    }

  private:
    // All ways of sharing `left` digits among the columns from `c` on.
    bool even(int t, std::size_t c, int left, std::vector<int>& digits) const {
        if (c + 1 == columns_.size()) {
            digits[c] = left;
            return holds(t, digits);
        }
        for (digits[c] = 0; digits[c] <= left; ++digits[c]) {
            if (!even(t, c + 1, left - digits[c], digits)) return false;
        }
        return true;
    }

    bool holds(int t, const std::vector<int>& digits) const {
        std::vector<int> points(std::size_t{1} << (m_ - t));
        for (std::size_t i = 0; i < columns_[0].size(); ++i) {
            std::size_t box = 0;
            for (std::size_t c = 0; c < columns_.size(); ++c) {
                const auto side = static_cast<std::size_t>(std::ldexp(columns_[c][i], digits[c]));
                box = (box << digits[c]) + side;
            }
            if (++points[box] > 1 << t) return false;
        }
        return true;
    }

    const std::vector<std::vector<double>>& columns_;
    int m_;
};

// The degrees of the first primitive polynomials are 1, 2, 3, 3, and a Sobol' sequence of s
// dimensions has t = the sum of (degree - 1) over them (Sobol', 1967).
TEST(SobolQuality, PointsAreATmsNetWhateverTheScrambling) {
    constexpr int m = 10;
    const std::pair<std::size_t, int> qualities[] = {{1, 0}, {2, 0}, {3, 1}, {4, 3}, {5, 5}};
    for (const auto scrambling : scramblings) {
        for (const auto& [s, t] : qualities) {
            const auto design = make_sobol(unit_cube(s), many, 6, scrambling);
            for (const std::uint64_t block : {0U, 3U}) {
                const auto columns = filled(*design, block << m, 1 << m);
                EXPECT_TRUE(Boxes(columns, m).even(t)) << s << " " << block;
            }
        }
    }
    const auto random = filled(*make_random(unit_cube(2), many, 6), 0, 1 << m);
    EXPECT_FALSE(Boxes(random, m).even(3));
}

TEST(SobolQuality, ScramblingKeepsTheQualityOfProjections) {
    constexpr int m = 10;
    std::vector<std::vector<std::vector<double>>> points;
    for (const auto scrambling : scramblings) {
        points.push_back(filled(*make_sobol(unit_cube(60), many, 8, scrambling), 0, 1 << m));
    }
    std::mt19937_64 random(3);
    for (int round = 0; round < 60; ++round) {
        const std::size_t a = random() % 60, b = (a + 1 + random() % 59) % 60;
        int quality[3];
        for (std::size_t s = 0; s < 3; ++s) {
            const std::vector<std::vector<double>> pair = {points[s][a], points[s][b]};
            quality[s] = Boxes(pair, m).quality();
        }
        EXPECT_EQ(quality[1], quality[0]) << a << " " << b;
        EXPECT_EQ(quality[2], quality[0]) << a << " " << b;
    }
}

// The squared centred L2 discrepancy: Hickernell, "A generalized discrepancy and quadrature error
// bound", Mathematics of Computation 67 (1998), equation (5.8b).
double centred_discrepancy(const std::vector<std::vector<double>>& columns) {
    const std::size_t n = columns[0].size();
    double single = 0, pairs = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double product = 1;
        for (const auto& x : columns) {
            const double a = std::abs(x[i] - 0.5);
            product *= 1 + (a - a * a) / 2;
        }
        single += product;
        for (std::size_t j = 0; j < n; ++j) {
            double both = 1;
            for (const auto& x : columns) {
                both *=
                    1 + (std::abs(x[i] - 0.5) + std::abs(x[j] - 0.5) - std::abs(x[i] - x[j])) / 2;
            }
            pairs += both;
        }
    }
    const auto count = static_cast<double>(n);
    return std::pow(13.0 / 12, static_cast<double>(columns.size())) - 2 * single / count +
           pairs / (count * count);
}

// Of random points it is ((5/4)^s - (13/12)^s) / n in the mean.
TEST(SobolQuality, ScrambledPointsHaveAFarLowerDiscrepancyThanRandomOnes) {
    constexpr std::size_t s = 6, n = 512;
    constexpr int seeds = 8;
    const double expected = (std::pow(1.25, s) - std::pow(13.0 / 12, s)) / n;
    double random = 0, owen = 0, shift = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto cube = unit_cube(s);
        random += centred_discrepancy(filled(*make_random(cube, n, seed), 0, n)) / seeds;
        owen +=
            centred_discrepancy(filled(*make_sobol(cube, n, seed, Scrambling::owen), 0, n)) / seeds;
        shift += centred_discrepancy(
                     filled(*make_sobol(cube, n, seed, Scrambling::digital_shift), 0, n)) /
                 seeds;
    }
    // A quadratic statistic of many terms: eight of them stray by less than half.
    EXPECT_NEAR(random, expected, expected / 2);
    EXPECT_LT(owen, expected / 10);
    EXPECT_LT(shift, expected / 10);
}

TEST(SobolQuality, AThousandDimensionsAndMoreAreUniformInEach) {
    constexpr std::size_t points = 256;
    const auto columns = filled(*make_sobol(unit_cube(1200), many, 2, Scrambling::owen), 0, points);
    for (const auto& column : columns) {
        std::vector<bool> taken(points, false);
        for (const double u : column) taken[static_cast<std::size_t>(u * points)] = true;
        ASSERT_EQ(std::count(taken.begin(), taken.end(), false), 0);
    }
}

}  // namespace
}  // namespace entente::driver
