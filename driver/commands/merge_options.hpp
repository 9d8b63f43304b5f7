// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "driver/commands/merge_command.hpp"

namespace entente::driver {

/// Adds the command `merge` and its options; `action` becomes its execution when it is given.
void add_merge(CLI::App& app, MergeCommand& options, std::function<int()>& action);

}  // namespace entente::driver
