// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "driver/designs/design.hpp"
#include "driver/parameter_names.hpp"

namespace entente::driver {

/// A table of scenarios, and the parameter that each of its columns holds.
struct ParameterTable {
    std::unique_ptr<const Table> table;
    std::vector<std::size_t> parameters;
};

/// Opens the table at `path` and checks all of it, in bounded memory: every column is a parameter
/// of the model, every cell is in range. Throws UserError with the place of the column or the cell.
ParameterTable open_parameter_table(const std::filesystem::path& path, const ParameterNames& names);

}  // namespace entente::driver
