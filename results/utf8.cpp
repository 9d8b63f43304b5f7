// SPDX-License-Identifier: Apache-2.0
#include "results/utf8.hpp"

#include <cstddef>

namespace entente::results {
namespace {

// Bytes of the sequence that begins with `lead`; 0 if none does.
std::size_t sequence_length(unsigned char lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

// The second byte's range is narrower after four lead bytes: too long forms, surrogates, and what
// is above U+10FFFF.
bool is_second(unsigned char lead, unsigned char byte) noexcept {
    const unsigned char lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return byte >= lowest && byte <= highest;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const auto length = sequence_length(byte(i));
        if (length == 0 || length > text.size() - i) return false;
        if (length > 1 && !is_second(byte(i), byte(i + 1))) return false;
        for (std::size_t k = 2; k < length; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return false;
        i += length;
    }
    return true;
}

}  // namespace entente::results
