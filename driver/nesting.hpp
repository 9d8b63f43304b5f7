// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace entente::driver {

/// Far more than any TOML document needs: parts of a dotted name ("a.b.c" has 3), and brackets open
/// at a place.
inline constexpr std::size_t most_name_parts = 16, most_open_brackets = 16;

/// Throws UserError where `text`, a TOML document, has more of either. Both are read, and later
/// taken apart, by functions that call themselves: a million would exhaust the stack. Without
/// lines, the place is `file` as a whole.
void check_nesting(std::string_view text, const std::string& file, bool with_lines);

}  // namespace entente::driver
