// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "driver/commands/discover_command.hpp"

namespace entente::driver {

/// Adds the command `discover` and its options; `action` becomes its execution when it is given.
void add_discover(CLI::App& app, DiscoverCommand& options, std::function<int()>& action);

}  // namespace entente::driver
