// SPDX-License-Identifier: Apache-2.0
#include "driver/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace entente::driver {
namespace {

using Kind = Distribution::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double epsilon = std::numeric_limits<double>::epsilon();

const std::vector<Distribution> sound = {{Kind::uniform, -2, 3, 0, 0},
                                         {Kind::uniform, -1e308, 1e307, 0, 0},
                                         {Kind::loguniform, 1e-3, 1e5, 0, 0},
                                         {Kind::loguniform, 1e-300, 1e5, 0, 0},
                                         {Kind::normal, -1, 1, 0.3, 0.2},
                                         {Kind::normal, 5, 9, 0, 1},
                                         {Kind::normal, -9, -5, 0, 1},
                                         {Kind::normal, 0, 1, -30, 1},
                                         {Kind::normal, 0, infinity, 1, 1},
                                         {Kind::lognormal, 0, infinity, 0, 1},
                                         {Kind::lognormal, -3, 4, 0.5, 2},
                                         {Kind::triangular, 1, 4, 2, 0},
                                         {Kind::triangular, 1, 4, 1, 0},
                                         {Kind::triangular, 1, 4, 4, 0},
                                         {Kind::beta, 0, 1, 2, 5},
                                         {Kind::beta, -1, 3, 0.5, 0.25},
                                         {Kind::beta, 0, 1, 0.01, 0.02},
                                         {Kind::beta, 0, 1, 400, 900}};

TEST(Distribution, SoundOnesAreTaken) {
    for (const Distribution& d : sound) EXPECT_EQ(fault(d), "") << to_string(d);
}

TEST(Distribution, EndsAreTheBounds) {
    for (const Distribution& d : sound) {
        EXPECT_EQ(d.quantile(0), d.min);
        EXPECT_EQ(d.quantile(1), d.max);
    }
}

TEST(Distribution, QuantilesAscendWithinTheBounds) {
    for (const Distribution& d : sound) {
        double before = d.min;
        for (const double u : {0x1p-54, 1e-9, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 0x1p-53}) {
            const double x = d.quantile(u);
            EXPECT_TRUE(std::isfinite(x)) << to_string(d) << " at " << u;
            EXPECT_GE(x, before) << to_string(d) << " at " << u;
            EXPECT_LE(x, d.max) << to_string(d) << " at " << u;
            before = x;
        }
    }
}

TEST(Quantile, IsThatOfTheDistributionOneByOneOrAllAtOnce) {
    for (const Distribution& d : sound) {
        std::vector<double> values = {0, 0x1p-54, 0.1, 0.25, 0.5, 0.8, 1 - 0x1p-53, 1};
        const std::vector<double> u = values;
        const Quantile quantile(d);
        quantile.transform(values.size(), values.data());
        for (std::size_t i = 0; i < u.size(); ++i) {
            EXPECT_EQ(values[i], quantile(u[i]));
            if (d.kind == Kind::beta) {
                EXPECT_NEAR(values[i], d.quantile(u[i]), 1e-12 * (d.max - d.min));
            } else {
                EXPECT_EQ(values[i], d.quantile(u[i])) << to_string(d);
            }
        }
    }
}

// Of every shape that is allowed, there is a quantile everywhere: it must not throw.
TEST(Quantile, OfAnyBetaIsWithinItsBounds) {
    std::mt19937_64 random(1);
    const double shapes[] = {1e-6, 1e-3, 1, 2.5, 64, 1e3, 1e6};
    for (const double alpha : shapes) {
        for (const double beta : shapes) {
            const Distribution d{Kind::beta, 0, 1, alpha, beta};
            EXPECT_EQ(fault(d), "");
            std::vector<double> places = {0, 0x1p-54, 1e-9, 0.5, 1 - 0x1p-53, 1};
            while (places.size() < 30) {
                places.push_back(std::ldexp(static_cast<double>((random() >> 11) | 1), -53));
            }
            const Quantile quantile(d);
            for (const double u : places) {
                for (const double value : {quantile(u), d.quantile(u)}) {
                    EXPECT_TRUE(value >= 0 && value <= 1) << to_string(d) << " at " << u;
                }
            }
        }
    }
}

// Quick where the polynomials fit and slow where they do not, the prepared function is the same;
// and its pieces join without a step down.
TEST(Quantile, OfABetaIsPreparedToTwelveDigits) {
    std::mt19937_64 random(1);
    const double shapes[] = {0.02, 0.1, 0.5, 1, 2, 3.25, 20, 400};
    for (const double alpha : shapes) {
        for (const double beta : shapes) {
            const BetaQuantile prepared(alpha, beta);
            std::vector<double> places = {0.5, std::nextafter(0.5, 0), std::nextafter(0.5, 1)};
            for (int k = 2; k < 13; ++k) {
                places.push_back(std::ldexp(1, -k));
                places.push_back(1 - std::ldexp(1, -k));
            }
            while (places.size() < 150) {
                places.push_back(std::ldexp(static_cast<double>((random() >> 11) | 1), -53));
            }
            std::sort(places.begin(), places.end());
            double before = 0;
            for (const double u : places) {
                const double exact = beta_quantile(alpha, beta, u);
                const double quick = prepared(u);
                ASSERT_NEAR(quick, exact, 2e-12 * exact) << alpha << ' ' << beta << " at " << u;
                EXPECT_GE(quick, before * (1 - 4e-12));
                before = quick;
            }
        }
    }
}

TEST(Distribution, UniformsAreStraightLines) {
    EXPECT_EQ((Distribution{Kind::uniform, 0, 1, 0, 0}.quantile(0.3)), 0.3);
    EXPECT_EQ((Distribution{Kind::uniform, -2, 6, 0, 0}.quantile(0.25)), 0);
    const Distribution decades{Kind::loguniform, 1e-2, 1e2, 0, 0};
    // exp(u log(max / min)) has the error of its exponent, u log 1e4 <= 9.3, relative to its value.
    for (const double u : {0.25, 0.5, 0.75}) {
        const double expected = std::pow(10, 4 * u - 2);
        EXPECT_NEAR(decades.quantile(u), expected, 12 * epsilon * expected);
    }
}

// Computed with 40 digits (mpmath), by bisection of the distribution function.
TEST(Distribution, TruncatedNormalsHaveTheirQuantilesInEitherTail) {
    struct Case {
        double u, mean, sd, min, max, expected;
    };
    const Case cases[] = {{0.3, 0.2, 0.1, 0, 1, 0.15208756735979085478},
                          {0.3, 0, 1, 5, 9, 5.0683342630129834951},
                          {0.75, 0, 1, -9, -5, -5.0551834053591118983},
                          {1e-10, 0, 1, -40, 40, -6.3613409024040561991},
                          {1 - 0x1p-40, 0, 1, -infinity, infinity, 7.0477002566644087254},
                          {0.999, 2, 0.5, 1, 1.5, 1.49971909141096569},
                          {0.5, 0, 1, -1, 1, 0}};
    for (const Case& c : cases) {
        const Distribution d{Kind::normal, c.min, c.max, c.mean, c.sd};
        // A bound z rounded to epsilon shifts the tail by z^2 epsilon of it, which is z epsilon in
        // z again; then a few roundings of each function.
        const double scale = std::abs(c.mean) + std::max(c.sd, std::abs(c.expected - c.mean));
        EXPECT_NEAR(d.quantile(c.u), c.expected, 8 * epsilon * scale) << to_string(d);
    }
}

TEST(Distribution, LognormalIsTheExponentialOfANormal) {
    const Distribution normal{Kind::normal, -infinity, infinity, 0.5, 2};
    const Distribution lognormal{Kind::lognormal, 0, infinity, 0.5, 2};
    for (const double u : {0.01, 0.3, 0.5, 0.9}) {
        EXPECT_EQ(lognormal.quantile(u), std::exp(normal.quantile(u)));
    }
    const Distribution cut{Kind::lognormal, std::exp(-1.0), std::exp(1.0), 0, 1};
    EXPECT_NEAR(cut.quantile(0.5), 1, 8 * epsilon);
}

TEST(Distribution, TriangularInvertsItsDistributionFunction) {
    const Distribution d{Kind::triangular, 1, 5, 2, 0};
    // Below the mode (x - 1)^2 / 4, above 1 - (5 - x)^2 / 12.
    for (const double u : {0.01, 0.2, 0.25}) {
        EXPECT_NEAR(std::pow(d.quantile(u) - 1, 2) / 4, u, 16 * epsilon);
    }
    for (const double u : {0.26, 0.5, 0.99}) {
        EXPECT_NEAR(1 - std::pow(5 - d.quantile(u), 2) / 12, u, 16 * epsilon);
    }
}

TEST(Distribution, BetaHasItsClosedForms) {
    for (const double u : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999}) {
        const double power = Distribution{Kind::beta, 0, 1, 3, 1}.quantile(u);
        EXPECT_NEAR(power, std::cbrt(u), 16 * epsilon * power);
        const double arcsine = Distribution{Kind::beta, 0, 1, 0.5, 0.5}.quantile(u);
        const double expected = std::pow(std::sin(std::numbers::pi * u / 2), 2);
        EXPECT_NEAR(arcsine, expected, 16 * epsilon * expected);
    }
}

// Computed with 40 digits (mpmath), by bisection of the distribution function.
TEST(Distribution, BetaHasItsQuantiles) {
    struct Case {
        double u, alpha, beta, expected;
    };
    const Case cases[] = {
        {0.3, 2, 5, 0.18180347131894916256},       {0.9, 20, 3.25, 0.94215037243013960142},
        {1e-6, 0.5, 3, 2.8444444444455229689e-13}, {0.5, 0.25, 0.75, 0.093312231439935705233},
        {0.01, 100, 200, 0.27188627118969093366},  {0.999, 1.5, 1.5, 0.99296312132631790634}};
    for (const Case& c : cases) {
        const Distribution d{Kind::beta, 0, 1, c.alpha, c.beta};
        EXPECT_NEAR(d.quantile(c.u), c.expected, 64 * epsilon * c.expected) << to_string(d);
        const Distribution wide{Kind::beta, -2, 2, c.alpha, c.beta};
        EXPECT_NEAR(wide.quantile(c.u), 4 * c.expected - 2, 300 * epsilon);
    }
}

TEST(Distribution, ImpossibleOnesSayWhatIsValid) {
    EXPECT_EQ(fault({Kind::uniform, 1, 1, 0, 0}), "min 1 is not below max 1");
    EXPECT_EQ(fault({Kind::uniform, nan, 1, 0, 0}), "min nan is not below max 1");
    EXPECT_EQ(fault({Kind::uniform, 0, infinity, 0, 0}),
              "a uniform distribution needs min and max");
    EXPECT_EQ(fault({Kind::beta, -infinity, 1, 1, 1}), "a beta distribution needs min and max");
    EXPECT_EQ(fault({Kind::uniform, -1e308, 1e308, 0, 0}),
              "the range from -1e+308 to 1e+308 is too wide");
    EXPECT_EQ(fault({Kind::loguniform, 0, 1, 0, 0}),
              "min 0 of a loguniform distribution (valid: above 0)");
    EXPECT_EQ(fault({Kind::loguniform, 1e-300, 1e300, 0, 0}),
              "the range from 1e-300 to 1e+300 is too wide");
    EXPECT_EQ(fault({Kind::lognormal, -2, 0, 0, 1}),
              "max 0 of a lognormal distribution (valid: above 0)");
    EXPECT_EQ(fault({Kind::normal, 0, 1, 0, 0}), "sd 0 is out of range (valid: above 0)");
    EXPECT_EQ(fault({Kind::normal, 0, 1, 0, infinity}), "sd inf is out of range (valid: above 0)");
    EXPECT_EQ(fault({Kind::normal, 0, 1, nan, 1}), "mean nan is not a finite number");
    EXPECT_EQ(fault({Kind::normal, 0, 1, 50, 1}), "there is no probability between 0 and 1");
    EXPECT_EQ(fault({Kind::lognormal, 0, infinity, 700, 9}),
              "mean 700 and sd 9 reach beyond double precision");
    EXPECT_EQ(fault({Kind::triangular, 0, 1, 2, 0}), "mode 2 is out of range (valid: 0 to 1)");
    EXPECT_EQ(fault({Kind::triangular, 0, 1, nan, 0}), "mode nan is out of range (valid: 0 to 1)");
    EXPECT_EQ(fault({Kind::beta, 0, 1, 0, 1}), "alpha 0 and beta 1 (valid: both 1e-06 to 1e+06)");
    EXPECT_EQ(fault({Kind::beta, 0, 1, 2.5, 5e18}),
              "alpha 2.5 and beta 5e+18 (valid: both 1e-06 to 1e+06)");
    EXPECT_EQ(fault({Kind::beta, 0, 1, 1, nan}),
              "alpha 1 and beta nan (valid: both 1e-06 to 1e+06)");
}

TEST(Distribution, ReadsWell) {
    EXPECT_EQ(to_string(Distribution{Kind::uniform, 0, 1, 0, 0}), "uniform from 0 to 1");
    EXPECT_EQ(to_string(Distribution{Kind::loguniform, 0.5, 1, 0, 0}), "loguniform from 0.5 to 1");
    EXPECT_EQ(to_string(Distribution{Kind::normal, 0, 1, 0.2, 0.1}),
              "normal with mean 0.2 and sd 0.1 from 0 to 1");
    EXPECT_EQ(to_string(Distribution{Kind::lognormal, 0, infinity, 0.2, 0.1}),
              "lognormal with mean 0.2 and sd 0.1 of the logarithm from 0");
    EXPECT_EQ(to_string(Distribution{Kind::normal, -infinity, infinity, 0.2, 0.1}),
              "normal with mean 0.2 and sd 0.1");
    EXPECT_EQ(to_string(Distribution{Kind::triangular, 0, 1, 0.2, 0}),
              "triangular with mode 0.2 from 0 to 1");
    EXPECT_EQ(to_string(Distribution{Kind::beta, 0, 1, 2, 5}),
              "beta with alpha 2 and beta 5 from 0 to 1");
}

}  // namespace
}  // namespace entente::driver
