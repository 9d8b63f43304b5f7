// SPDX-License-Identifier: Apache-2.0
//
// kernels/lanes/sine-inl.hpp on every instruction set, against long doubles.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/kernels/sine_test.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/lanes/builds.hpp"
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/lanes/sine-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

void sine_of(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes)
        put(batch, 0, i, sin(take(batch, 0, i)));
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace {

constexpr Builds<const Batch&> sine ENTENTE_BUILDS(sine_of);

std::vector<double> sines(Isa isa, const std::vector<double>& arguments) {
    Workspace in(1, arguments.size()), out(1, arguments.size());
    std::copy(arguments.begin(), arguments.end(), in[0]);
    in.pad(arguments.size());
    sine[static_cast<std::size_t>(isa)]({in.columns(), out.columns(), arguments.size()});
    return {out[0], out[0] + arguments.size()};
}

// All over the stated range and near its zeros, down to the last bit.
std::vector<double> arguments() {
    std::mt19937_64 random(4);
    std::vector<double> list;
    for (int k = 0; k < 200000; ++k) {
        const double part = static_cast<double>(random() >> 11) * 0x1p-53;
        list.push_back(8 * part - 4);
        list.push_back(std::ldexp(part, -k % 900));
    }
    constexpr double pi = 0x1.921fb54442d18p1;
    for (const double zero : {pi, -pi}) {
        double above = zero, below = zero;
        for (int k = 0; k < 64; ++k) {
            list.insert(list.end(), {above, below, zero * (1 + std::ldexp(1.0, -k / 2 - 2))});
            above = std::nextafter(above, 4);
            below = std::nextafter(below, -4);
        }
    }
    return list;
}

TEST(Sine, HasTheStatedAccuracy) {
    const std::vector<double> at = arguments();
    for (const Isa isa : available_isas()) {
        const std::vector<double> found = sines(isa, at);
        for (std::size_t i = 0; i < at.size(); ++i) {
            const long double right = std::sin(static_cast<long double>(at[i]));
            if (right == 0) continue;
            const auto error = static_cast<double>(std::abs((found[i] - right) / right));
            ASSERT_LE(error, 7e-16) << name(isa) << " at " << at[i];
        }
    }
}

TEST(Sine, IsOddAndOneAtARightAngle) {
    std::vector<double> at = arguments(), opposite = at;
    for (double& a : opposite) a = -a;
    for (const Isa isa : available_isas()) {
        const std::vector<double> found = sines(isa, at), turned = sines(isa, opposite);
        for (std::size_t i = 0; i < at.size(); ++i) ASSERT_EQ(turned[i], -found[i]) << at[i];
        EXPECT_EQ(sines(isa, {0.0, 0x1.921fb54442d18p0}), (std::vector<double>{0, 1})) << name(isa);
    }
}

TEST(Sine, HasTheSameBitsWhereMultiplyAndAddAreFused) {
    const std::vector<double> at = arguments();
    std::vector<std::vector<double>> found;
    for (const Isa isa : available_isas()) {
        if (fuses_multiply_add(isa)) found.push_back(sines(isa, at));
    }
    if (found.size() < 2) GTEST_SKIP() << "this machine has fewer than two such instruction sets";
    EXPECT_EQ(std::memcmp(found[0].data(), found[1].data(), at.size() * sizeof(double)), 0);
}

}  // namespace
}  // namespace entente::kernels
#endif
