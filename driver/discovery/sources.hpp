// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/discovery/scenarios.hpp"
#include "results/reader.hpp"

namespace entente::driver::discovery {

/// Where one input's values come from: an axis of a grid, or a column.
struct Source {
    const results::Dimension* axis = nullptr;  ///< of a grid
    std::uint64_t stride = 1;                  ///< scenarios from one value of it to the next
    const results::Variable* column = nullptr;
    bool is_lever = false;

    const std::string& name() const { return axis != nullptr ? axis->name : column->name; }
    double at(std::uint64_t scenario) const {
        const auto i = static_cast<std::size_t>(scenario / stride % axis->size);
        return axis->values.empty() ? static_cast<double>(i) : axis->values[i];
    }
};

/// The inputs of a file; axes of one point are none.
std::vector<Source> sources_of(const results::Reader& reader);

/// Only those that `request` asks for, with the levers that it names. Throws UserError.
std::vector<Source> sources_for(const results::Reader& reader, const Request& request);

}  // namespace entente::driver::discovery
