// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "driver/designs/philox.hpp"

namespace entente::driver::given_data {

/// What random numbers of an analysis are for: each has its own.
enum class Draw : std::uint32_t {
    tie,
    fold,
    dummy,
    regression_rows,
    hsic_rows,
    hsic_permutation,
    shapley_rows
};

/// A sequence of random numbers that belongs to (seed, draw, number) alone; `number` < 2^24 tells
/// tasks from each other.
class Draws {
  public:
    Draws(std::uint64_t seed, Draw draw, std::size_t number) noexcept
        : seed_(seed),
          column_(static_cast<std::size_t>(draw)),
          next_(std::uint64_t{number} << 40) {}

    std::uint64_t bits() noexcept {
        if (left_ == 0) {
            both_ = random_bits(seed_, Purpose::resample, column_, next_++);
            left_ = 2;
        }
        return both_[--left_];
    }

    /// One of 0 .. count - 1, where 1 <= count <= 2^32: the high part of a product, where low parts
    /// that would favour a result are drawn again (Lemire, "Fast random integer generation in an
    /// interval", ACM TOMACS 29 (2019)).
    std::size_t below(std::uint64_t count) noexcept {
        std::uint64_t product = half() * count;
        if ((product & low) < count) {
            const std::uint64_t least = (std::uint64_t{1} << 32) % count;
            while ((product & low) < least) product = half() * count;
        }
        return product >> 32;
    }

    /// Puts `values` into an order of which all are equally likely (Fisher and Yates).
    template <class T>
    void shuffle(std::span<T> values) noexcept {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

  private:
    static constexpr std::uint64_t low = 0xffffffff;

    std::uint64_t half() noexcept {
        if (halves_ == 0) {
            word_ = bits();
            halves_ = 2;
        }
        const std::uint64_t taken = word_ & low;
        word_ >>= 32;
        --halves_;
        return taken;
    }

    std::uint64_t seed_;
    std::size_t column_;
    std::uint64_t next_;
    std::array<std::uint64_t, 2> both_{};
    std::size_t left_ = 0;
    std::uint64_t word_ = 0;
    int halves_ = 0;
};

/// min(count, rows) different rows of `rows`, in increasing order; all subsets are equally likely.
/// Takes 4 bytes per row meanwhile.
inline std::vector<std::uint32_t> some_rows(std::size_t rows, std::size_t count, Draws draws) {
    std::vector<std::uint32_t> all(rows);
    for (std::size_t i = 0; i < rows; ++i) all[i] = static_cast<std::uint32_t>(i);
    if (count >= rows) return all;
    for (std::size_t i = 0; i < count; ++i) std::swap(all[i], all[i + draws.below(rows - i)]);
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace entente::driver::given_data
