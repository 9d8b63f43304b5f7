// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "driver/document.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// Reads [output]; paths are relative to `folder`. Throws UserError.
OutputEntry read_output(const Value& output, const std::filesystem::path& folder, DesignKind kind);

}  // namespace entente::driver
