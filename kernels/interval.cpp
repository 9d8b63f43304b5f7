// SPDX-License-Identifier: Apache-2.0
#include "kernels/interval.hpp"

#include <charconv>
#include <cmath>

namespace entente::kernels {
namespace {

std::string shortest(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

}  // namespace

bool Interval::contains(double value) const noexcept {
    if (!std::isfinite(value)) return false;
    return (lo_open ? value > lo : value >= lo) && (hi_open ? value < hi : value <= hi);
}

std::string to_string(const Interval& interval) {
    const auto lo = shortest(interval.lo);
    const auto hi = shortest(interval.hi);
    if (interval.hi_open) return (interval.lo_open ? "above " : "from ") + lo + ", below " + hi;
    return (interval.lo_open ? "above " : "") + lo + " to " + hi;
}

}  // namespace entente::kernels
