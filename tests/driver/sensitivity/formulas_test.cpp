// SPDX-License-Identifier: Apache-2.0
//
// The same sample, analysed by the estimators' formulas as they are printed, agrees to 1e-10.
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "driver/designs/philox.hpp"
#include "driver/sensitivity/block_sums.hpp"
#include "driver/sensitivity/moments.hpp"
#include "tests/driver/blocks.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Outputs of blocks: numbers without any structure, about 1000.
std::vector<double> outputs(const Blocks& blocks) {
    std::vector<double> y;
    for (std::uint64_t i = 0; i < blocks.count * blocks.scenarios; ++i) {
        y.push_back(1000 + open_uniform(random_bits(5, Purpose::point, 0, i)[0]));
    }
    return y;
}

std::vector<double> estimates(const Moments& moments, const Summation& summation,
                              const std::vector<double>& y) {
    const Blocks& blocks = moments.blocks();
    BlockSums sums(moments, summation);
    std::vector<double> total(sums.layout().size());
    for (std::uint64_t b = 0; b < blocks.count; b += Blocks::turn) {
        const std::size_t count = std::min(Blocks::turn, blocks.count - b);
        const double* const at = y.data() + b * blocks.scenarios;
        const auto part = sums.turn(b, count, &at, nullptr);
        for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    }
    std::vector<double> reduced(moments.reduced()), result(estimate_count(moments));
    moments.reduce(total, reduced);
    moments.estimates({}, reduced, result);
    return result;
}

TEST(Formulas, SobolIndices) {
    for (const bool second : {false, true}) {
        Blocks blocks = blocks_of_kind(Blocks::Kind::saltelli, 5, 1000);
        blocks.second_order = second;
        blocks.scenarios = scenarios_in_block(blocks);
        const auto y = outputs(blocks);
        const auto found = estimates(*sobol_indices(blocks, true), {.centres = {1000.3}}, y);
        const std::size_t count = blocks.count, d = 5, last = blocks.scenarios - 1;
        const auto n = static_cast<double>(count);
        const auto f = [&](std::size_t j, std::size_t k) { return y[j * blocks.scenarios + k]; };
        double mean = 0, variance = 0, apart = 0;
        for (std::size_t j = 0; j < count; ++j) mean += (f(j, 0) + f(j, last)) / (2.0 * n);
        for (std::size_t j = 0; j < count; ++j) {
            const double a = f(j, 0) - mean, b = f(j, last) - mean;
            variance += (a * a + b * b) / (2.0 * n);
            apart += a * b / n;
        }
        std::vector<double> first(d), total(d), janon(d);
        for (std::size_t i = 0; i < d; ++i) {
            double m = 0, v = 0, cross = 0;
            for (std::size_t j = 0; j < count; ++j) {
                const double a = f(j, 0), b = f(j, last), ab = f(j, 1 + i);
                first[i] += (b - mean) * (ab - a) / (n * variance);
                total[i] += (a - ab) * (a - ab) / (2 * n * variance);
                m += (b + ab) / (2.0 * n);
                if (!second) continue;
                const double ba = f(j, 1 + d + i);
                first[i] += (a - mean) * (ba - b) / (n * variance);
                total[i] += (b - ba) * (b - ba) / (2 * n * variance);
            }
            for (std::size_t j = 0; j < count; ++j) {
                const double b = f(j, last) - m, ab = f(j, 1 + i) - m;
                v += (b * b + ab * ab) / (2.0 * n);
                cross += b * ab / n;
            }
            janon[i] = cross / v;
            if (second) first[i] /= 2, total[i] /= 2;
            EXPECT_NEAR(found[3 + i], first[i], 1e-10);
            EXPECT_NEAR(found[3 + d + i], total[i], 1e-10);
            EXPECT_NEAR(found[3 + 2 * d + i], janon[i], 1e-10);
        }
        EXPECT_NEAR(found[0], mean - 1000.3, 1e-10);
        EXPECT_NEAR(found[1], variance, 1e-10);
        EXPECT_NEAR(found[3 + 3 * d], apart / variance, 1e-10);
        if (!second) continue;
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t k = 0; k < d; ++k) {
                const double is = found[4 + 3 * d + i * d + k];
                if (i == k) {
                    EXPECT_TRUE(std::isnan(is));
                    continue;
                }
                double together = 0;
                for (std::size_t j = 0; j < count; ++j) {
                    together += (f(j, 1 + d + i) - mean) * (f(j, 1 + k) - mean) / (2.0 * n) +
                                (f(j, 1 + d + k) - mean) * (f(j, 1 + i) - mean) / (2.0 * n);
                }
                EXPECT_NEAR(is, (together - apart) / variance - first[i] - first[k], 1e-10);
            }
        }
    }
}

TEST(Formulas, ElementaryEffects) {
    const Blocks blocks = blocks_of_kind(Blocks::Kind::morris, 4, 130);
    const auto y = outputs(blocks);
    const auto found = estimates(*elementary_effects(blocks, false), {.centres = {999}}, y);
    std::vector<std::vector<double>> effects(4);
    for (std::uint64_t b = 0; b < blocks.count; ++b) {
        std::vector<MorrisStep> steps(4);
        morris_steps(blocks, b, steps.data());
        for (std::size_t k = 0; k < 4; ++k) {
            effects[steps[k].factor].push_back((y[b * 5 + k + 1] - y[b * 5 + k]) / steps[k].change);
        }
    }
    for (std::size_t i = 0; i < 4; ++i) {
        double mu = 0, star = 0, squares = 0;
        for (const double e : effects[i]) mu += e / 130, star += std::abs(e) / 130;
        for (const double e : effects[i]) squares += (e - mu) * (e - mu) / 129;
        EXPECT_NEAR(found[3 + i], mu, 1e-10);
        EXPECT_NEAR(found[7 + i], star, 1e-10);
        EXPECT_NEAR(found[11 + i], std::sqrt(squares), 1e-10);
    }
}

// Of a block with a value that is not finite nothing counts; an imputed value counts as if it had
// been there.
TEST(Formulas, BlocksWithoutAResult) {
    Blocks blocks = blocks_of_kind(Blocks::Kind::saltelli, 3, 200);
    auto y = outputs(blocks);
    const auto whole = estimates(*sobol_indices(blocks, false), {.centres = {1000}}, y);
    EXPECT_EQ(whole[2], 200);
    auto holes = y, imputed = y, fewer = std::vector<double>();
    for (std::uint64_t b = 0; b < blocks.count; ++b) {
        const bool hit = b % 7 == 3;
        if (hit) {
            holes[b * 5 + b % 5] = b % 2 == 0 ? none : std::numeric_limits<double>::infinity();
            imputed[b * 5 + b % 5] = 1000.5;
        } else {
            fewer.insert(fewer.end(), y.begin() + static_cast<std::ptrdiff_t>(b * 5),
                         y.begin() + static_cast<std::ptrdiff_t>(b * 5 + 5));
        }
    }
    const auto dropped = estimates(*sobol_indices(blocks, false), {.centres = {1000}}, holes);
    Blocks less = blocks;
    less.count = fewer.size() / 5;
    const auto expected = estimates(*sobol_indices(less, false), {.centres = {1000}}, fewer);
    const auto as_imputed = estimates(*sobol_indices(blocks, false), {.centres = {1000}}, imputed);
    const auto replaced =
        estimates(*sobol_indices(blocks, false),
                  {.centres = {1000}, .failures = Failures::impute, .imputed = 1000.5}, holes);
    EXPECT_EQ(dropped[2], static_cast<double>(less.count));
    for (std::size_t i = 0; i < dropped.size(); ++i) {
        EXPECT_NEAR(dropped[i], expected[i], 1e-10) << i;  // summed in other turns
        EXPECT_EQ(replaced[i], as_imputed[i]) << i;
    }
}

}  // namespace
}  // namespace entente::driver
