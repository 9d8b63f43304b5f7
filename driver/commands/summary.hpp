// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "driver/run.hpp"

namespace entente::driver {

/// What a finished run says: the file, the time, the range of every output, and for a grid the
/// corners where its first output is highest and lowest.
std::string summary(const Plan& plan, const RunOptions& options, const RunReport& report);

/// The values of a grid's axes in `scenario`: "recovery = 0.15, integration = 1". Empty without
/// axes.
std::string corner(const Plan& plan, std::uint64_t scenario);

}  // namespace entente::driver
