// SPDX-License-Identifier: Apache-2.0
#include "kernels/isa.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace entente::kernels {
namespace {

TEST(Isas, AreCalledByTheirNames) {
    EXPECT_EQ(name(Isa::scalar), "scalar");
    EXPECT_EQ(name(Isa::sse4), "sse4");
    EXPECT_EQ(name(Isa::avx2), "avx2");
    EXPECT_EQ(name(Isa::avx512), "avx512");
}

TEST(Isas, AreFoundByTheirNames) {
    for (const Isa isa : {Isa::scalar, Isa::sse4, Isa::avx2, Isa::avx512}) {
        EXPECT_EQ(parse_isa(name(isa)), isa);
    }
}

TEST(Isas, AreNotFoundByOtherNames) {
    for (const char* text : {"", "AVX2", "avx", "avx512 ", "neon", "unknown"}) {
        EXPECT_FALSE(parse_isa(text).has_value()) << text;
    }
}

TEST(AvailableIsas, BeginWithScalarAndWiden) {
    const auto isas = available_isas();
    ASSERT_FALSE(isas.empty());
    EXPECT_EQ(isas.front(), Isa::scalar);
    EXPECT_TRUE(std::is_sorted(isas.begin(), isas.end()));
    EXPECT_EQ(std::adjacent_find(isas.begin(), isas.end()), isas.end());
    EXPECT_EQ(widest_isa(), isas.back());
}

TEST(AvailableIsas, AreThoseOfTheProcessor) {
    __builtin_cpu_init();
    const auto isas = available_isas();
    const auto has = [&](Isa isa) {
        return std::find(isas.begin(), isas.end(), isa) != isas.end();
    };
    EXPECT_EQ(has(Isa::sse4), __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("aes"));
    EXPECT_EQ(has(Isa::avx2), __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
    EXPECT_EQ(has(Isa::avx512),
              __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"));
}

TEST(Isas, FuseMultiplyAndAddFromAvx2On) {
    EXPECT_FALSE(fuses_multiply_add(Isa::scalar));
    EXPECT_FALSE(fuses_multiply_add(Isa::sse4));
    EXPECT_TRUE(fuses_multiply_add(Isa::avx2));
    EXPECT_TRUE(fuses_multiply_add(Isa::avx512));
}

}  // namespace
}  // namespace entente::kernels
