// SPDX-License-Identifier: Apache-2.0
//
// Counts as a person reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace entente::driver {

/// "1,045,440".
std::string grouped(std::uint64_t count);

/// "1,045,440 scenarios", "1 scenario".
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural = "");

}  // namespace entente::driver
