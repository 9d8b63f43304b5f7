// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/ranks.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <numeric>

namespace entente::driver::given_data {
namespace {

constexpr unsigned digit_bits = 11;
constexpr std::size_t digits = (64 + digit_bits - 1) / digit_bits;
constexpr std::size_t radix = std::size_t{1} << digit_bits;

// Integers in the order of the doubles: the bits of negative ones are complemented, the sign bit of
// the others is set.
std::uint64_t key_of(double x) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);  // -0 becomes 0
    return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

std::size_t digit_of(std::uint64_t key, std::size_t d) noexcept {
    return key >> (d * digit_bits) & (radix - 1);
}

}  // namespace

std::vector<std::uint32_t> sorted_rows(std::span<const double> values) {
    const std::size_t n = values.size();
    std::vector<std::uint64_t> keys(n), next_keys(n);
    std::vector<std::uint32_t> rows(n), next_rows(n);
    std::vector<std::array<std::uint32_t, radix>> counts(digits);
    for (std::size_t i = 0; i < n; ++i) {
        keys[i] = key_of(values[i]);
        rows[i] = static_cast<std::uint32_t>(i);
        for (std::size_t d = 0; d < digits; ++d) ++counts[d][digit_of(keys[i], d)];
    }
    for (std::size_t d = 0; d < digits && n > 0; ++d) {
        auto& place = counts[d];
        if (place[digit_of(keys[0], d)] == n) continue;  // the same digit everywhere
        std::exclusive_scan(place.begin(), place.end(), place.begin(), std::uint32_t{0});
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t to = place[digit_of(keys[i], d)]++;
            next_keys[to] = keys[i];
            next_rows[to] = rows[i];
        }
        keys.swap(next_keys);
        rows.swap(next_rows);
    }
    return rows;
}

std::vector<std::uint32_t> equal_runs(std::span<const double> values,
                                      std::span<const std::uint32_t> sorted) {
    std::vector<std::uint32_t> first;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        if (k == 0 || values[sorted[k]] != values[sorted[k - 1]]) {
            first.push_back(static_cast<std::uint32_t>(k));
        }
    }
    first.push_back(static_cast<std::uint32_t>(sorted.size()));
    return first;
}

std::vector<double> mid_ranks(std::span<const double> values) {
    const auto sorted = sorted_rows(values);
    std::vector<double> ranks(values.size());
    for (std::size_t k = 0; k < sorted.size();) {
        std::size_t end = k + 1;
        while (end < sorted.size() && values[sorted[end]] == values[sorted[k]]) ++end;
        const double rank = (static_cast<double>(k + end) + 1) / 2;
        for (; k < end; ++k) ranks[sorted[k]] = rank;
    }
    return ranks;
}

}  // namespace entente::driver::given_data
