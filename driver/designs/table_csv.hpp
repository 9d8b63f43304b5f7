// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "driver/designs/design.hpp"

namespace entente::driver {

/// open_table() for CSV. Cells are read from the file when they are wanted; what stays in memory is
/// where every 1024th row begins.
std::unique_ptr<const Table> open_csv_table(const std::filesystem::path& path);

}  // namespace entente::driver
