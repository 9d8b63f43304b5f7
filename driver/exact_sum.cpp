// SPDX-License-Identifier: Apache-2.0
#include "driver/exact_sum.hpp"

#include <algorithm>
#include <cmath>

#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

__extension__ using Wide = unsigned __int128;

// Values that are summed without rounding, by vectors of up to so many lanes.
constexpr std::size_t block = 512;
constexpr std::size_t lanes = 16;

struct Layer {
    double sum;   // of what was taken from the values
    double most;  // the largest magnitude of what is left of them
};

// Takes from each value all that is a multiple of u, where `anchor` is 1.5 2^52 u.
ENTENTE_VECTOR_BUILDS
Layer take_layer(double* values, std::size_t count, double anchor) noexcept {
    double sum[lanes] = {}, most[lanes] = {};
    const auto take = [&](std::size_t i, std::size_t lane) {
        const double taken = values[i] + anchor - anchor;
        const double left = values[i] - taken;
        values[i] = left;
        sum[lane] += taken;
        most[lane] = std::max(most[lane], std::abs(left));
    };
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) take(i + k, k);
    }
    for (; i < count; ++i) take(i, i % lanes);
    for (std::size_t k = 1; k < lanes; ++k) {
        sum[0] += sum[k];
        most[0] = std::max(most[0], most[k]);
    }
    return {sum[0], most[0]};
}

}  // namespace

// Afterwards all digits but the last, which has the sign, are in 0 .. 2^32 - 1.
void ExactSum::carry() noexcept {
    for (std::size_t i = 0; i + 1 < size; ++i) {
        const std::int64_t excess = digits_[i] >> 32;
        digits_[i] -= excess * (std::int64_t{1} << 32);
        digits_[i + 1] += excess;
    }
    pending_ = 0;
}

// Layer by layer, from the leading digits down. A layer holds the multiples of u = 2^(e - 43) in
// values of at most 2^e: the sum of 512 of them is a multiple of u of at most 2^52 u, so that no
// partial sum is rounded either, and what is left of a value is at most u / 2. Values of similar
// magnitude have two layers.
void ExactSum::add(std::span<const double> values, double most) noexcept {
    constexpr int reach = 1000;  // below, the anchors are finite
    std::array<double, block> left;
    for (std::size_t i = 0; i < values.size(); i += block) {
        const auto part = values.subspan(i, std::min(block, values.size() - i));
        if (most >= std::ldexp(1, reach)) {
            for (const double value : part) add(value);
            continue;
        }
        std::copy(part.begin(), part.end(), left.begin());
        for (double largest = most; largest > 0;) {
            const int unit = std::max(std::ilogb(largest) + 1 - 43, -1074);
            const Layer layer = take_layer(left.data(), part.size(), std::ldexp(1.5, 52 + unit));
            add(layer.sum);
            largest = layer.most;
        }
    }
}

void ExactSum::add(const ExactSum& other) noexcept {
    ExactSum carried = other;
    carried.carry();
    carry();
    for (std::size_t i = 0; i < size; ++i) digits_[i] += carried.digits_[i];
    pending_ = 1;
}

void ExactSum::save(results::Bytes& to) const {
    // All but a few digits are 0, as values are of similar magnitude.
    const auto used = std::count_if(digits_.begin(), digits_.end(), [](auto d) { return d != 0; });
    using results::append;
    append(to, pending_);
    append(to, static_cast<std::uint8_t>(used));
    for (std::size_t i = 0; i < size; ++i) {
        if (digits_[i] == 0) continue;
        append(to, static_cast<std::uint8_t>(i));
        append(to, digits_[i]);
    }
}

bool ExactSum::load(std::span<const std::byte>& from) {
    constexpr std::int64_t most_digit = std::int64_t{1} << 62;
    const auto pending = results::take<std::uint32_t>(from);
    const auto used = results::take<std::uint8_t>(from);
    if (!pending || !used || *pending > most_pending) return false;
    pending_ = *pending;
    digits_.fill(0);
    for (int left = *used; left > 0; --left) {
        const auto place = results::take<std::uint8_t>(from);
        const auto digit = results::take<std::int64_t>(from);
        if (!place || !digit || *place >= size || *digit > most_digit || *digit < -most_digit)
            return false;
        digits_[*place] = *digit;
    }
    return true;
}

double ExactSum::over(std::uint64_t count) const noexcept {
    ExactSum magnitude = *this;
    magnitude.carry();
    const bool negative = magnitude.digits_.back() < 0;
    if (negative) {
        for (std::int64_t& digit : magnitude.digits_) digit = -digit;
        magnitude.carry();
    }
    std::size_t top = size;
    while (top > 0 && magnitude.digits_[top - 1] == 0) --top;
    if (top == 0) return 0;

    // Three digits have 65 bits or more; that something follows them is all that rounding to 53
    // needs to know of the rest.
    Wide leading = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        leading <<= 32;
        if (top > i) leading |= static_cast<Wide>(magnitude.digits_[top - 1 - i]);
    }
    for (std::size_t i = 0; i + 3 < top; ++i) leading |= magnitude.digits_[i] != 0;
    const int exponent = 32 * (static_cast<int>(top) - 3) - 1074;
    const double quotient = static_cast<double>(leading) / static_cast<double>(count);
    return std::ldexp(negative ? -quotient : quotient, exponent);
}

}  // namespace entente::driver
