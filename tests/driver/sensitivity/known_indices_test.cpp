// SPDX-License-Identifier: Apache-2.0
//
// Functions with known indices: what is found is inside the intervals, or as near as the method can
// be. Where an interval of 99.9 % is asked for, a correct program misses one in a thousand.
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/driver/sensitivity/in_transit.hpp"

namespace entente::driver {
namespace {

// Ishigami and Homma (1990), a = 7, b = 0.1.
struct Ishigami {
    static constexpr double pi = std::numbers::pi;
    double v1 = 0.5 * std::pow(1 + 0.1 * std::pow(pi, 4) / 5, 2);
    double v2 = 49.0 / 8;
    double v13 = 0.01 * std::pow(pi, 8) * (1.0 / 18 - 1.0 / 50);
    double v = v1 + v2 + v13;
    std::vector<double> first{v1 / v, v2 / v, 0};
    std::vector<double> total{(v1 + v13) / v, v2 / v, v13 / v};
};

// Sobol' g with a = 0, 1, 4.5, 9, 99, ...
struct SobolG {
    std::vector<double> first, total;
    explicit SobolG(std::size_t dimensions) {
        const double a[] = {0, 1, 4.5, 9};
        std::vector<double> v;
        double product = 1;
        for (std::size_t i = 0; i < dimensions; ++i) {
            v.push_back(1 / (3 * std::pow(1 + (i < 4 ? a[i] : 99), 2)));
            product *= 1 + v.back();
        }
        for (const double of : v) {
            first.push_back(of / (product - 1));
            total.push_back(of * product / (1 + of) / (product - 1));
        }
    }
};

void expect_inside(const results::Analysis& analysis, const std::string& name,
                   const std::vector<double>& truth) {
    const auto low = numbers(analysis, name + "_low"), high = numbers(analysis, name + "_high");
    for (std::size_t i = 0; i < truth.size(); ++i) {
        EXPECT_LE(low[i], truth[i]) << name << i;
        EXPECT_GE(high[i], truth[i]) << name << i;
    }
}

const std::string ishigami = "function = \"ishigami\"";
const std::string sobol_g = "function = \"sobol_g\"\ndimensions = 10";

TEST_F(InTransit, SobolIndicesOfIshigami) {
    const Ishigami known;
    for (const std::string intervals :
         {"replicates = 16\n", "replicates = 1\n", "replicates = 1\nsampling = \"random\"\n"}) {
        const auto found =
            analyse(text(ishigami,
                         "kind = \"saltelli\"\npoints = 16384\nseed = 1\nsecond_order = true\n" +
                             intervals,
                         "level = 0.999"))
                .analysis;
        for (const std::string name : {"sobol_first", "sobol_first_janon"}) {
            expect_inside(found, name, known.first);
        }
        expect_inside(found, "sobol_total", known.total);
        const auto low = numbers(found, "sobol_second_low"),
                   high = numbers(found, "sobol_second_high");
        const double s13 = known.v13 / known.v;
        const std::vector<double> second{0, 0, s13, 0, 0, 0, s13, 0, 0};
        for (std::size_t i = 0; i < 9; ++i) {
            if (i % 4 == 0) continue;  // the diagonal
            EXPECT_LE(low[i], second[i]) << i;
            EXPECT_GE(high[i], second[i]) << i;
        }
        EXPECT_NEAR(numbers(found, "variance")[0], known.v, 0.3);
        EXPECT_NEAR(numbers(found, "mean")[0], 3.5, 0.12);  // a / 2; 4 sd / sqrt(N)
    }
}

TEST_F(InTransit, SobolIndicesOfSobolsFunction) {
    const SobolG known(10);
    const auto found =
        analyse(text(sobol_g, "kind = \"saltelli\"\npoints = 65536\nreplicates = 16\nseed = 1",
                     "level = 0.999"))
            .analysis;
    expect_inside(found, "sobol_first", known.first);
    expect_inside(found, "sobol_total", known.total);
}

TEST_F(InTransit, AsymptoticIntervalsOfSobolsFunction) {
    const SobolG known(10);
    const auto found = analyse(text(sobol_g,
                                    "kind = \"saltelli\"\npoints = 32768\nreplicates = 1\nsampling "
                                    "= \"random\"\nseed = 1",
                                    "level = 0.999\nintervals = \"asymptotic\""))
                           .analysis;
    expect_inside(found, "sobol_first", known.first);
    expect_inside(found, "sobol_total", known.total);
}

// Groups: x1 and x2 together, and the rest.
TEST_F(InTransit, ClosedIndicesOfGroups) {
    const SobolG known(4);
    std::string study =
        text("function = \"sobol_g\"\ndimensions = 4",
             "kind = \"saltelli\"\npoints = 32768\nreplicates = 16\nseed = 1", "level = 0.999");
    study.insert(study.find("[design]"),
                 "[[group]]\nname = \"both\"\nparameters = [\"x1\", \"x2\"]\n");
    const auto found = analyse(study).analysis;
    EXPECT_EQ(found.dimension("factor")->labels, (std::vector<std::string>{"both", "x3", "x4"}));
    // The closed index of two factors of a product: ((1 + v1)(1 + v2) - 1) / V.
    const double v1 = 1.0 / 3, v2 = 1.0 / 12, v3 = 1 / (3 * 5.5 * 5.5), v4 = 1.0 / 300;
    const double v = (1 + v1) * (1 + v2) * (1 + v3) * (1 + v4) - 1;
    const double both = ((1 + v1) * (1 + v2) - 1) / v;
    expect_inside(found, "sobol_first", {both, known.first[2], known.first[3]});
    expect_inside(
        found, "sobol_total",
        {((1 + v1) * (1 + v2) - 1) * (1 + v3) * (1 + v4) / v, known.total[2], known.total[3]});
}

// FAST's first-order indices lack the harmonics beyond the fourth: of Ishigami's function, whose
// third factor enters as a power, and of Sobol's, less than 0.03 (Saltelli et al. 1999, table 2).
TEST_F(InTransit, FastIndices) {
    const Ishigami known;
    const auto found =
        analyse(text(ishigami, "kind = \"fast\"\npoints = 8192\nreplicates = 8\nseed = 1"))
            .analysis;
    const auto first = numbers(found, "fast_first"), total = numbers(found, "fast_total");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(first[i], known.first[i], 0.03) << i;
        EXPECT_NEAR(total[i], known.total[i], 0.05) << i;
    }
}

// With x_i uniform, the derivative of the g-function by u_i is +-4 / (1 + a_i) times the product of
// the others, whose mean square is the product of 1 + v_j.
TEST_F(InTransit, DerivativeMeasures) {
    const auto found =
        analyse(text("function = \"sobol_g\"\ndimensions = 4",
                     "kind = \"derivatives\"\npoints = 16384\nreplicates = 16\nseed = 1",
                     "level = 0.999"))
            .analysis;
    const double a[] = {0, 1, 4.5, 9};
    std::vector<double> v;
    for (const double of : a) v.push_back(1 / (3 * (1 + of) * (1 + of)));
    const auto nu = numbers(found, "dgsm"), bound = numbers(found, "dgsm_bound");
    const SobolG known(4);
    for (std::size_t i = 0; i < 4; ++i) {
        double others = 1;
        for (std::size_t j = 0; j < 4; ++j) others *= j == i ? 1 : 1 + v[j];
        const double exact = 16 / ((1 + a[i]) * (1 + a[i])) * others;
        // Steps of 1e-4 across the kink in the middle are wrong with a probability of 1e-4.
        EXPECT_NEAR(nu[i], exact, 2e-3 * exact) << i;
        EXPECT_GE(bound[i], known.total[i]) << i;
    }
}

// The linear function: coefficients are c_i sd_i / sd_y, exactly, and explain everything.
TEST_F(InTransit, RegressionOfALinearFunction) {
    const auto found = analyse(text("function = \"linear\"\ndimensions = 4",
                                    "kind = \"random\"\nscenarios = 20000\nseed = 1"))
                           .analysis;
    EXPECT_NEAR(numbers(found, "r_squared")[0], 1, 1e-9);
    double squares = 0;
    for (const double b : numbers(found, "src")) squares += b * b;
    EXPECT_NEAR(squares, 1, 0.05);  // correlations of the sample: 4 x 3 of sd 1 / sqrt(20000)
}

// Of a linear function c_i x_i of uniform factors every index is c_i^2 / sum c^2, here with c = 1 /
// i.
TEST_F(InTransit, SobolIndicesOfALinearFunction) {
    double squares = 0;
    for (int i = 1; i <= 5; ++i) squares += 1.0 / (i * i);
    std::vector<double> known;
    for (int i = 1; i <= 5; ++i) known.push_back(1.0 / (i * i) / squares);
    const auto found =
        analyse(text("function = \"linear\"\ndimensions = 5",
                     "kind = \"saltelli\"\npoints = 16384\nreplicates = 16\nseed = 1",
                     "level = 0.999"))
            .analysis;
    // The range of the factors is that of the model; all have the same one.
    expect_inside(found, "sobol_first", known);
    expect_inside(found, "sobol_total", known);
}

// Friedman's function: 20 (x3 - 1/2)^2 has the variance 400 (1/80 - 1/144), 10 x4 and 5 x5 have
// 100/12 and 25/12, each on its own; x6 to x10 do nothing. The rest is x1 and x2, by quadrature.
TEST_F(InTransit, SobolIndicesOfFriedmansFunction) {
    constexpr int n = 400;
    double mean = 0, square = 0;
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            const double f = 10 * std::sin(std::numbers::pi * (i + 0.5) / n * (j + 0.5) / n);
            mean += f / (n * n), square += f * f / (n * n);
        }
    }
    const double v3 = 400 * (1.0 / 80 - 1.0 / 144), v4 = 100.0 / 12, v5 = 25.0 / 12;
    const double v = square - mean * mean + v3 + v4 + v5;
    const auto found =
        analyse(text("function = \"friedman\"",
                     "kind = \"saltelli\"\npoints = 32768\nreplicates = 16\nseed = 1",
                     "level = 0.999"))
            .analysis;
    EXPECT_NEAR(numbers(found, "variance")[0], v, 1e-3 * v);
    for (const std::string name : {"sobol_first", "sobol_total"}) {
        const auto low = numbers(found, name + "_low"), high = numbers(found, name + "_high");
        const double known[] = {v3 / v, v4 / v, v5 / v, 0, 0, 0, 0, 0};
        for (std::size_t i = 0; i < 8; ++i) {
            EXPECT_LE(low[2 + i], known[i]) << name << i + 3;
            EXPECT_GE(high[2 + i], known[i]) << name << i + 3;
        }
    }
}

// Morris's function of 20 factors: 8 to 10 enter linearly with 20 w, w = 2 (x - 1/2), and in
// products
// (-1)^(i + j) w_i w_j, where the mean of w_j is 0 but for j = 3, 5 and 7, with
// w = 2 (1.1 x / (x + 0.1) - 1/2) on the levels 0, 1/3, 2/3 and 1. Factors 11 to 20 do little, and
// all of the first ten matter more than any of these.
TEST_F(InTransit, ElementaryEffectsOfMorrissFunction) {
    const auto found = analyse(text("function = \"morris\"",
                                    "kind = \"morris\"\npoints = 65536\nseed = 1", "level = 0.999"))
                           .analysis;
    const auto low = numbers(found, "morris_mu_low"), high = numbers(found, "morris_mu_high");
    const auto star = numbers(found, "morris_mu_star");
    double bent = 0;
    for (const double x : {0.0, 1.0 / 3, 2.0 / 3, 1.0}) bent += (1.1 * x / (x + 0.1) - 0.5) / 2;
    for (std::size_t i = 7; i < 10; ++i) {
        const double mu = 2 * (20 + (i == 8 ? 3 : -3) * bent);
        EXPECT_LE(low[i], mu) << i + 1;
        EXPECT_GE(high[i], mu) << i + 1;
    }
    for (std::size_t i = 0; i < 10; ++i) {
        for (std::size_t j = 10; j < 20; ++j) EXPECT_GT(star[i], 2 * star[j]) << i + 1;
    }
}

}  // namespace
}  // namespace entente::driver
