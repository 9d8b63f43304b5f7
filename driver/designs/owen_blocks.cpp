// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/owen_blocks.hpp"

#include "driver/designs/keyed_hash.hpp"
#include "driver/vector_builds.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace entente::driver {
namespace {

constexpr std::size_t block = OwenCoins::block;
constexpr unsigned levels = OwenCoins::levels;
constexpr unsigned trees = 4;  // below the second

// What the first six bits add to the state of each tree's hash: only a number that is the same for
// the whole block is to be added to it.
using Strides = std::array<std::array<std::uint64_t, block>, trees>;

constexpr Strides make_strides() {
    Strides strides{};
    for (unsigned tree = 0; tree < trees; ++tree) {
        for (std::uint64_t t = 0; t < block; ++t) {
            strides[tree][t] = keyed_state(t << (levels * (tree + 1)), 0);
        }
    }
    return strides;
}

alignas(64) constexpr Strides strides = make_strides();

// Bits of `rest` above the levels of tree `tree`, the trees below the second counting from 0.
constexpr std::uint64_t above(std::uint64_t rest, unsigned tree) {
    return rest >> (64 - levels * (tree + 2));
}

constexpr unsigned below_trees = 64 - levels * (trees + 1);  // 34: levels of the last hash

using Masks = std::array<std::uint64_t, levels>;

Masks masks_along(std::uint64_t path) noexcept {
    Masks masks{};
    for (unsigned level = 0; level < levels; ++level) {
        masks[level] = std::uint64_t{1} << node_on(path, level);
    }
    return masks;
}

// The coins that have a mask, the first of them at bit `at`.
template <unsigned at>
inline std::uint64_t taken(std::uint64_t coins, const Masks& masks) noexcept {
    std::uint64_t flips = 0;
    for (unsigned level = 0; level < levels; ++level) {
        flips |= (coins & masks[level]) != 0 ? std::uint64_t{1} << (at - level) : 0;
    }
    return flips;
}

template <unsigned tree>
inline void scramble_tree(const OwenCoins& coins, std::uint64_t rest,
                          std::uint64_t* scrambled) noexcept {
    const Masks masks = masks_along(rest >> (64 - levels * (tree + 3)));
    const std::uint64_t state = keyed_state(above(rest, tree), coins.keys[tree]);
    for (std::size_t t = 0; t < block; ++t) {
        scrambled[t] ^=
            taken<63 - levels*(tree + 2)>(hash_of_state(state + strides[tree][t]), masks);
    }
}

ENTENTE_VECTOR_BUILDS
void scramble_plainly(const OwenCoins& coins, std::uint64_t rest,
                      std::uint64_t* scrambled) noexcept {
    const Masks masks = masks_along(rest >> (64 - 2 * levels));
    for (std::size_t t = 0; t < block; ++t) {
        scrambled[t] = (coins.first[t] | rest) ^ taken<63 - levels>(coins.second[t], masks);
    }
    scramble_tree<0>(coins, rest, scrambled);
    scramble_tree<1>(coins, rest, scrambled);
    scramble_tree<2>(coins, rest, scrambled);
    const std::uint64_t state = keyed_state(above(rest, 3), coins.keys[3]);
    for (std::size_t t = 0; t < block; ++t) {
        scrambled[t] ^= hash_of_state(state + strides[3][t]) >> (64 - below_trees);
    }
}

#if defined(__x86_64__)

// AVX-512 with BITALG (Ice Lake, Zen 4 and later) picks a tree's six coins in one instruction, to
// which no plain loop compiles.
#define ENTENTE_BITALG "avx512f,avx512bw,avx512dq,avx512vl,avx512bitalg"
#define ENTENTE_BITALG_INLINE __attribute__((target(ENTENTE_BITALG), always_inline)) inline

using Words = std::uint64_t __attribute__((vector_size(64), may_alias));

ENTENTE_BITALG_INLINE Words loaded(const std::uint64_t* words) noexcept {
    return *reinterpret_cast<const Words*>(words);
}

ENTENTE_BITALG_INLINE Words hashes(std::uint64_t state, const std::uint64_t* stride) noexcept {
    Words h = loaded(stride) + state;
    h = (h ^ h >> 30) * hash_factors[0];
    h = (h ^ h >> 27) * hash_factors[1];
    return h ^ h >> 31;
}

// The coins of eight trees along `nodes`, the first of them at bit `at`.
ENTENTE_BITALG_INLINE Words picked(Words coins, std::uint64_t nodes, unsigned at) noexcept {
    constexpr __mmask64 of_levels = 0x3f3f3f3f3f3f3f3f;  // six of a lane's eight bits
    const Words everywhere = Words{} + nodes;
    const __mmask64 bits = _mm512_mask_bitshuffle_epi64_mask(
        of_levels, reinterpret_cast<__m512i>(coins), reinterpret_cast<__m512i>(everywhere));
    const __m128i bytes = _mm_cvtsi64_si128(static_cast<long long>(bits));
    return reinterpret_cast<Words>(_mm512_maskz_cvtepu8_epi64(0xff, bytes)) << (at + 1 - levels);
}

// Which bit of the coins each bit of the flips is, a byte for each.
std::uint64_t nodes_along(std::uint64_t path) noexcept {
    std::uint64_t nodes = 0;
    for (unsigned level = 0; level < levels; ++level) {
        nodes |= std::uint64_t{node_on(path, level)} << (8 * (levels - 1 - level));
    }
    return nodes;
}

__attribute__((target(ENTENTE_BITALG))) void scramble_with_bitalg(const OwenCoins& coins,
                                                                  std::uint64_t rest,
                                                                  std::uint64_t* scrambled) {
    std::array<std::uint64_t, trees> nodes, states;
    for (unsigned tree = 0; tree < trees; ++tree) {
        nodes[tree] = nodes_along(rest >> (64 - levels * (tree + 2)));
        states[tree] = keyed_state(above(rest, tree), coins.keys[tree]);
    }
    for (std::size_t t = 0; t < block; t += 8) {
        const Words second = loaded(&coins.second[t]);
        Words x = loaded(&coins.first[t]) ^ rest;
        x ^= picked(second, nodes[0], 63 - levels);
        x ^= picked(hashes(states[0], &strides[0][t]), nodes[1], 63 - 2 * levels);
        x ^= picked(hashes(states[1], &strides[1][t]), nodes[2], 63 - 3 * levels);
        x ^= picked(hashes(states[2], &strides[2][t]), nodes[3], 63 - 4 * levels);
        x ^= hashes(states[3], &strides[3][t]) >> (64 - below_trees);
        *reinterpret_cast<Words*>(scrambled + t) = x;
    }
}

#undef ENTENTE_BITALG_INLINE
#undef ENTENTE_BITALG

#endif

}  // namespace

std::span<const OwenBlock> owen_blocks() noexcept {
#if defined(__x86_64__)
    static constexpr OwenBlock builds[] = {scramble_with_bitalg, scramble_plainly};
    static const bool has_bitalg =
        __builtin_cpu_supports("avx512bitalg") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0;
    return std::span(builds).subspan(has_bitalg ? 0 : 1);
#else
    static constexpr OwenBlock builds[] = {scramble_plainly};
    return builds;
#endif
}

}  // namespace entente::driver
