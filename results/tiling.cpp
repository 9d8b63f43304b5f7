// SPDX-License-Identifier: Apache-2.0
#include "results/tiling.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace entente::results {
namespace {

constexpr std::uint64_t most_scenarios = std::numeric_limits<std::int64_t>::max();

std::uint64_t product(std::span<const std::uint64_t> lengths) {
    std::uint64_t product = 1;
    for (const auto length : lengths) {
        if (length == 0) throw std::invalid_argument("a design dimension has no points");
        if (product > most_scenarios / length)
            throw std::invalid_argument("the design has more than 2^63 scenarios");
        product *= length;
    }
    return product;
}

constexpr std::uint64_t ceil_divide(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace

Tiling::Tiling(std::vector<std::uint64_t> shape, std::uint64_t most) : shape_(std::move(shape)) {
    if (shape_.empty()) throw std::invalid_argument("a design needs a dimension");
    if (most == 0) throw std::invalid_argument("a tile needs a scenario");
    scenarios_ = product(shape_);

    // The first axis whose points fit into a tile whole. The last one's do: they are scenarios.
    cut_ = 0;
    stride_ = scenarios_ / shape_[0];
    while (stride_ > most) stride_ /= shape_[++cut_];

    // As few tiles as `most` allows, then as even as they come, so that little of the last is
    // padding.
    const auto length = shape_[cut_];
    const auto longest = std::min(length, most / stride_);
    const auto part = ceil_divide(length, ceil_divide(length, longest));
    cuts_ = ceil_divide(length, part);

    chunk_ = shape_;
    std::fill_n(chunk_.begin(), cut_, 1);
    chunk_[cut_] = part;
    chunk_scenarios_ = part * stride_;
    tiles_ = scenarios_ / (length * stride_) * cuts_;
}

Tile Tiling::tile(std::uint64_t index) const noexcept {
    const auto length = shape_[cut_];
    const auto begin = index % cuts_ * chunk_[cut_];
    return {.index = index,
            .first = (index / cuts_ * length + begin) * stride_,
            .count = std::min(chunk_[cut_], length - begin) * stride_};
}

std::uint64_t Tiling::tiles_before(std::uint64_t end) const noexcept {
    std::uint64_t low = 0, high = tiles_;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (tile(middle).first < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::vector<std::uint64_t> Tiling::offset(std::uint64_t index) const {
    std::vector<std::uint64_t> offset(shape_.size(), 0);
    offset[cut_] = index % cuts_ * chunk_[cut_];
    auto leading = index / cuts_;
    for (auto axis = cut_; axis-- > 0; leading /= shape_[axis])
        offset[axis] = leading % shape_[axis];
    return offset;
}

}  // namespace entente::results
