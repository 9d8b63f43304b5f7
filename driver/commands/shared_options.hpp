// SPDX-License-Identifier: Apache-2.0
//
// How several commands are told the same.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "driver/commands/options.hpp"

namespace entente::driver {

/// FILE, which is read: `what` it may be. The folder of an unfinished run is named without the
/// slash that a shell puts behind it.
void add_file_to_read(CLI::App& command, std::filesystem::path& file, const std::string& what);

/// The flags of what writes a result file; `attempt` is what goes on or begins anew: "run".
void add_writing(CLI::App& command, WritingOptions& options, const std::string& attempt);

}  // namespace entente::driver
