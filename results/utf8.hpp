// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace entente::results {

/// Whether `text` is well-formed UTF-8: no stray or missing bytes, no longer form than needed, no
/// surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

}  // namespace entente::results
