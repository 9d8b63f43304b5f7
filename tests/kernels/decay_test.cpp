// SPDX-License-Identifier: Apache-2.0
//
// kernels/lanes/decay-inl.hpp on every instruction set, against long doubles.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/kernels/decay_test.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/lanes/builds.hpp"
#include "kernels/lanes/decay-inl.hpp"
#include "kernels/lanes/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

// Of each number y in the first column: remaining and, below 1, rate_of.
void decay_of(const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real y = take(batch, 0, i);
        put(batch, 0, i, remaining(y));
        put(batch, 1, i, rate_of(min(y, 0x1.fffffffffffffp-1)));
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace {

constexpr Builds<const Batch&> builds = ENTENTE_BUILDS(decay_of);

std::vector<double> numbers() {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> decades(-20, 3), near(0, 2);
    std::vector<double> list{0, 1e-300, 0.5, 1, 706.9};
    for (int k = 0; k < 20000; ++k) {
        list.push_back(std::min(706.9, std::pow(10, decades(random))));
        list.push_back(near(random));
        list.push_back(std::min(1.0, 1 - std::pow(10, -16 * near(random) / 2)));
    }
    return list;
}

TEST(Decay, IsAsAccurateAsItSays) {
    const std::vector<double> list = numbers();
    Workspace in(1, list.size()), out(2, list.size());
    std::copy(list.begin(), list.end(), in[0]);
    in.pad(list.size());
    for (const Isa isa : available_isas()) {
        builds[static_cast<std::size_t>(isa)]({in.columns(), out.columns(), list.size()});
        for (std::size_t i = 0; i < list.size(); ++i) {
            const long double y = list[i];
            const auto within = [&](std::size_t column, long double exact, double bound) {
                const auto error = static_cast<double>(std::abs(out[column][i] - exact));
                ASSERT_LE(error, bound * static_cast<double>(std::abs(exact)))
                    << column << " of " << list[i] << " on " << name(isa);
            };
            // Where multiply and add are not fused, the argument's multiple of ln 2 is rounded.
            within(0, std::exp(-y), 1.5e-15 + (isa == Isa::sse4 ? 2e-16 : 4e-17) * list[i]);
            const long double chance = std::min(y, 1 - 0x1p-53L);
            within(1, -std::log1p(-chance), 1.5e-15);
        }
    }
}

TEST(Decay, EndsAtZero) {
    Workspace in(1, 1), out(2, 1);
    in[0][0] = 1e5;
    in.pad(1);
    for (const Isa isa : available_isas()) {
        builds[static_cast<std::size_t>(isa)]({in.columns(), out.columns(), 1});
        EXPECT_EQ(out[0][0], 0);
    }
}

}  // namespace
}  // namespace entente::kernels
#endif
