// SPDX-License-Identifier: Apache-2.0
#include "driver/whole_points.hpp"

#include <algorithm>
#include <cmath>

namespace entente::driver {

std::vector<std::uint64_t> whole_points(double from, double to, std::uint64_t points) {
    const double span = std::abs(to - from);
    const auto are_whole = [&](std::uint64_t n) {
        return std::fmod(span, static_cast<double>(n - 1)) == 0;
    };
    std::vector<std::uint64_t> found;
    for (std::uint64_t n = points; n >= 2 && found.empty(); --n) {
        if (are_whole(n)) found.push_back(n);
    }
    const double most = std::min(span + 1, static_cast<double>(most_points));
    for (std::uint64_t n = points + 1; static_cast<double>(n) <= most; ++n) {
        if (!are_whole(n)) continue;
        found.push_back(n);
        break;
    }
    return found;
}

}  // namespace entente::driver
