// SPDX-License-Identifier: Apache-2.0
#include "driver/control_characters.hpp"

#include <algorithm>

namespace entente::driver {
namespace {

// Bytes of the character at `i` if it is one that acts, else 0.
std::size_t control_bytes(std::string_view text, std::size_t i) noexcept {
    const auto byte = [&](std::size_t k) {
        return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;  // U+0080 to U+009F
    if (byte(0) != 0xE2) return 0;
    const bool separates_or_turns = byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE;
    const bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
    return separates_or_turns || isolates ? 3 : 0;  // U+2028 to U+202E, U+2066 to U+2069
}

}  // namespace

bool has_control_characters(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_space = text[i] == '\t' || text[i] == '\r' || text[i] == '\n';
        if (!is_space && control_bytes(text, i) > 0) return true;
    }
    return false;
}

std::string without_control_characters(std::string text) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < text.size(); ++kept) {
        const std::size_t bytes = control_bytes(text, i);
        text[kept] = bytes > 0 ? ' ' : text[i];
        i += std::max<std::size_t>(bytes, 1);
    }
    text.resize(kept);
    return text;
}

}  // namespace entente::driver
