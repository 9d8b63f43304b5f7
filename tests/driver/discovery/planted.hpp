// SPDX-License-Identifier: Apache-2.0
//
// Scenarios of which it is known what tells the ones of interest.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/designs/philox.hpp"
#include "driver/discovery/scenarios.hpp"

namespace entente::driver::discovery {

using Point = std::vector<double>;

/// `count` points, uniform in the unit cube of `inputs` dimensions, but that `levels` > 0 rounds
/// them down to multiples of 1 / levels. `probability` of being of interest at a point.
inline Scenarios planted(std::size_t count, std::size_t inputs,
                         const std::function<double(const Point&)>& probability,
                         std::size_t levels = 0, std::uint64_t seed = 1) {
    Scenarios scenarios;
    for (std::size_t d = 0; d < inputs; ++d) {
        scenarios.inputs.push_back({.name = "x" + std::to_string(d),
                                    .meaning = "",
                                    .unit = "1",
                                    .words = {},
                                    .values = std::vector<double>(count)});
    }
    const auto uniform = [&](std::size_t column, std::uint64_t i) {
        return open_uniform(random_bits(seed, Purpose::point, column, i)[0]);
    };
    for (std::size_t i = 0; i < count; ++i) {
        Point point(inputs);
        for (std::size_t d = 0; d < inputs; ++d) {
            point[d] = uniform(d, i);
            const auto n = static_cast<double>(levels);
            if (levels > 0) point[d] = static_cast<double>(static_cast<int>(point[d] * n)) / n;
            scenarios.inputs[d].values[i] = point[d];
        }
        scenarios.of_interest.push_back(uniform(inputs, i) < probability(point) ? 1 : 0);
    }
    find_levels(scenarios.inputs);
    return scenarios;
}

/// All of them, and those of interest.
inline Count count_all(const Scenarios& scenarios) {
    Count count;
    for (const auto of_interest : scenarios.of_interest) count += {1, of_interest};
    return count;
}

}  // namespace entente::driver::discovery
