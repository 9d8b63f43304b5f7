// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "driver/user_error.hpp"

namespace entente::driver {

/// Opens a file for reading. Throws UserError at `where`, the place that named it, saying why not:
/// it does not exist, is a folder, must not be read.
std::ifstream open_input(const std::filesystem::path& path, const Position& where);

/// All of a file, which is meant to be small: throws UserError at `where` beyond 16 MiB, too.
std::string read_text(const std::filesystem::path& path, const Position& where);

}  // namespace entente::driver
