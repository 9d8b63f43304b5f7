// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "driver/designs/sobol_sequence.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t many = std::uint64_t{1} << 62;
constexpr Scrambling scramblings[] = {Scrambling::none, Scrambling::digital_shift,
                                      Scrambling::owen};

// scipy.stats.qmc.Sobol(5, scramble=False).random(8), and its point 12345 in 3667 dimensions.
TEST(SobolSequence, IsThePublishedOne) {
    const std::vector<std::vector<double>> first = {
        {0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125},
        {0, 0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625},
        {0, 0.5, 0.25, 0.75, 0.625, 0.125, 0.875, 0.375},
        {0, 0.5, 0.25, 0.75, 0.875, 0.375, 0.625, 0.125},
        {0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125}};
    for (std::size_t c = 0; c < first.size(); ++c) {
        const SobolSequence sequence(c);
        for (std::size_t i = 0; i < 8; ++i) {
            EXPECT_EQ(std::ldexp(static_cast<double>(sequence(i)), -64), first[c][i]);
        }
    }
    const std::pair<std::size_t, double> far[] = {{0, 0.64093017578125},   {1, 0.81341552734375},
                                                  {2, 0.16033935546875},   {46, 0.98187255859375},
                                                  {99, 0.53887939453125},  {999, 0.13104248046875},
                                                  {3666, 0.82049560546875}};
    for (const auto& [c, value] : far) {
        EXPECT_EQ(std::ldexp(static_cast<double>(SobolSequence(c)(12345)), -64), value) << c;
    }
}

// Point 2^k - 1 is direction number k - 1 alone. The sum over all of them and all dimensions was
// taken of boost::random::sobol_engine<std::uint64_t, 64>, whose recurrence is its own.
TEST(SobolSequence, HasTheDirectionNumbersOfBoostInAllDimensions) {
    std::uint64_t sum = 0;
    for (int k = 1; k < 64; ++k) {
        for (std::size_t c = 0; c < SobolSequence::most_dimensions(); ++c) {
            sum = (sum ^ SobolSequence(c)((std::uint64_t{1} << k) - 1)) * 0x100000001B3;
        }
    }
    EXPECT_EQ(sum, 0x03be87d7291c5576);
}

TEST(SobolSequence, WalkingIsSeeking) {
    const SobolSequence sequence(20);
    std::vector<std::uint64_t> points(1000);
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1023}, many - 1000}) {
        for (const std::size_t count : {std::size_t{0}, std::size_t{1}, points.size()}) {
            sequence.fill(first, count, points.data());
            for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(points[i], sequence(first + i));
        }
    }
}

TEST(Sobol, UnscrambledPointsAreExactAndZeroHasAQuantile) {
    const auto columns = filled(*make_sobol(unit_cube(3), many, 1, Scrambling::none), 0, 4);
    EXPECT_EQ(columns[0], (std::vector<double>{0x1p-54, 0.5, 0.75, 0.25}));
    const double infinity = std::numeric_limits<double>::infinity();
    const Distribution normal{Distribution::Kind::normal, -infinity, infinity, 0, 1};
    const auto drawn = filled(*make_sobol({normal}, many, 1, Scrambling::none), 0, 2);
    EXPECT_TRUE(std::isfinite(drawn[0][0]));
    EXPECT_LT(drawn[0][0], -8);
    EXPECT_EQ(drawn[0][1], 0);
}

TEST(Sobol, ScrambledPointsAreInsideTheOpenCube) {
    for (const auto scrambling : scramblings) {
        for (const auto& column :
             filled(*make_sobol(unit_cube(4), many, 1, scrambling), 0, 65536)) {
            EXPECT_GT(*std::min_element(column.begin(), column.end()), 0);
            EXPECT_LT(*std::max_element(column.begin(), column.end()), 1);
        }
    }
}

// Every box 2^-a by 2^-(m - a) of the square holds one of 2^m points.
bool is_net(const std::vector<double>& x, const std::vector<double>& y, int m) {
    for (int a = 0; a <= m; ++a) {
        std::vector<bool> taken(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto column = static_cast<std::size_t>(std::ldexp(x[i], a));
            const auto row = static_cast<std::size_t>(std::ldexp(y[i], m - a));
            const std::size_t box = (column << (m - a)) + row;
            if (taken[box]) return false;
            taken[box] = true;
        }
    }
    return true;
}

TEST(Sobol, FirstTwoColumnsAreANetWhateverTheScrambling) {
    for (const auto scrambling : scramblings) {
        const auto design = make_sobol(unit_cube(2), many, 99, scrambling);
        for (const int m : {1, 4, 9, 14}) {
            const std::size_t points = std::size_t{1} << m;
            for (const std::uint64_t block : {0U, 1U, 77U}) {
                const auto columns = filled(*design, block * points, points);
                EXPECT_TRUE(is_net(columns[0], columns[1], m)) << m << " " << block;
            }
        }
    }
}

TEST(Sobol, EveryColumnHitsEveryStratumOnce) {
    constexpr int m = 12;
    for (const auto scrambling : scramblings) {
        const auto columns = filled(*make_sobol(unit_cube(60), many, 5, scrambling), 0, 1 << m);
        for (const auto& column : columns) {
            std::vector<bool> taken(column.size());
            for (const double u : column) taken[static_cast<std::size_t>(std::ldexp(u, m))] = true;
            EXPECT_EQ(std::count(taken.begin(), taken.end(), false), 0);
        }
    }
}

// Files of old runs can be extended and compared: the bits of a point are for good.
TEST(Sobol, PointsKeepTheirBits) {
    const auto digest = [](Scrambling scrambling) {
        const auto design = make_sobol(unit_cube(7), many, 20260, scrambling);
        std::uint64_t sum = 0;
        for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{4095}, many - 3000}) {
            for (const auto& column : filled(*design, first, 3000)) {
                for (const double u : column) {
                    sum = (sum ^ std::bit_cast<std::uint64_t>(u)) * 0x100000001B3;
                }
            }
        }
        return sum;
    };
    EXPECT_EQ(digest(Scrambling::none), 8524345542385980324);
    EXPECT_EQ(digest(Scrambling::digital_shift), 14235935175156850864U);
    EXPECT_EQ(digest(Scrambling::owen), 3867615693766908467);
}

TEST(Sobol, SeedsAndColumnsAreScrambledApart) {
    for (const auto scrambling : {Scrambling::digital_shift, Scrambling::owen}) {
        constexpr std::size_t n = 4096;
        const auto one = filled(*make_sobol(unit_cube(2), many, 1, scrambling), 0, n);
        const auto other = filled(*make_sobol(unit_cube(2), many, 2, scrambling), 0, n);
        EXPECT_NE(one[0], other[0]);
        EXPECT_NE(one[1], other[1]);
        EXPECT_NE(one[0][0], one[1][0]);
    }
}

// The mean of prod (1 + (u - 1/2)) over the points, the integral being 1.
double mean_of_product(const Design& design, std::size_t points) {
    const auto columns = filled(design, 0, points);
    double sum = 0;
    for (std::size_t i = 0; i < points; ++i) {
        double product = 1;
        for (const auto& column : columns) product *= 0.5 + column[i];
        sum += product;
    }
    return sum / static_cast<double>(points);
}

TEST(Sobol, IntegratesFarBetterThanRandomPoints) {
    constexpr std::size_t dimensions = 6, points = 4096;
    constexpr int seeds = 40;
    double owen = 0, shift = 0, random = 0;
    const auto squared = [](double x) { return (x - 1) * (x - 1) / seeds; };
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto cube = unit_cube(dimensions);
        owen += squared(mean_of_product(*make_sobol(cube, many, seed, Scrambling::owen), points));
        shift += squared(
            mean_of_product(*make_sobol(cube, many, seed, Scrambling::digital_shift), points));
        random += squared(mean_of_product(*make_random(cube, many, seed), points));
    }
    // The variance of the product is (13/12)^6 - 1, and that of the mean of random points known;
    // the sum of 40 squares strays by a factor of 4 less than once in a million times.
    const double variance = (std::pow(13.0 / 12, dimensions) - 1) / points;
    EXPECT_LT(random, 4 * variance);
    EXPECT_GT(random, variance / 4);
    EXPECT_LT(shift, variance / 1000);
    EXPECT_LT(owen, variance / 1000);
}

TEST(Sobol, TakesAsManyColumnsAsThereAreDirectionNumbers) {
    EXPECT_EQ(make_sobol(unit_cube(3667), many, 1, Scrambling::owen)->columns(), 3667U);
    try {
        make_sobol(unit_cube(3668), many, 1, Scrambling::owen);
        FAIL() << "took 3668 columns";
    } catch (const UserError& error) {
        EXPECT_NE(std::string(error.what()).find("3667"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("3668"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace entente::driver
