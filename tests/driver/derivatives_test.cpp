// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/driver/blocks.hpp"
#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

TEST(Derivatives, StepAlongOneAxisAtATimeInsideTheCube) {
    constexpr std::size_t d = 4, n = 1024;
    for (const double step : {1e-8, 1e-4, 0.25}) {
        Blocks blocks = blocks_of_kind(Blocks::Kind::derivatives, d, n, 4);
        blocks.step = step;
        const auto columns =
            filled(*make_derivatives(unit_cube(d), blocks, single_columns(d), Scrambling::owen), 0,
                   n * blocks.scenarios);
        for (std::size_t b = 0; b < n; ++b) {
            for (std::size_t c = 0; c < d; ++c) {
                const double at = columns[c][b * (d + 1)];
                ASSERT_GT(at, 0);
                ASSERT_LT(at, 1 - step);
                for (std::size_t f = 0; f < d; ++f) {
                    const double moved = columns[c][b * (d + 1) + 1 + f];
                    // What a sum below 1 is rounded by.
                    const double wanted = c == f ? derivative_step(blocks, b, f) : 0;
                    ASSERT_NEAR(moved - at, wanted, 0x1p-53);
                    ASSERT_LT(moved, 1);
                }
            }
        }
    }
}

TEST(Derivatives, PointsAreThoseOfASobolSequence) {
    const Blocks blocks = blocks_of_kind(Blocks::Kind::derivatives, 3, 500);
    const auto columns = filled(
        *make_derivatives(unit_cube(3), blocks, single_columns(3), Scrambling::owen), 0, 2000);
    const auto points =
        filled(*make_sobol(unit_cube(3), 500, blocks.seed, Scrambling::owen), 0, 500);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t b = 0; b < 500; ++b) {
            EXPECT_EQ(columns[c][4 * b], points[c][b] * (1 - blocks.step));
        }
    }
}

}  // namespace
}  // namespace entente::driver
