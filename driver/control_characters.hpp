// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace entente::driver {

/// Whether `text` has a character that does not print but acts, on a terminal or on the text around
/// it: control characters, line and paragraph separators, and what turns the direction of writing.
/// Tabs, carriage returns and line feeds are allowed. `text` is UTF-8.
bool has_control_characters(std::string_view text) noexcept;

/// `text` with a space for every such character, and for tabs, carriage returns and line feeds.
std::string without_control_characters(std::string text);

}  // namespace entente::driver
