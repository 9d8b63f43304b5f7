// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "driver/commands/analyze_command.hpp"

namespace entente::driver {

/// Adds the command `analyze` and its options; `action` becomes its execution when it is given.
void add_analyze(CLI::App& app, AnalyzeCommand& options, std::function<int()>& action);

}  // namespace entente::driver
