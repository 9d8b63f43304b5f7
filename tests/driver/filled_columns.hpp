// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/designs/design.hpp"

namespace entente::driver {

/// Scenarios first .. first + count - 1 of a design: one vector per column.
inline std::vector<std::vector<double>> filled(const Design& design, std::uint64_t first,
                                               std::size_t count) {
    std::vector<std::vector<double>> columns(design.columns(), std::vector<double>(count));
    std::vector<double*> pointers;
    for (auto& column : columns) pointers.push_back(column.data());
    design.fill(first, count, pointers.data());
    return columns;
}

/// `columns` uniform distributions on [0, 1].
inline std::vector<Distribution> unit_cube(std::size_t columns) {
    return std::vector<Distribution>(columns);
}

}  // namespace entente::driver
