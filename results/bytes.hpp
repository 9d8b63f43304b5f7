// SPDX-License-Identifier: Apache-2.0
//
// Numbers and texts as bytes and back: little-endian, texts and lists with their length before
// them. What is read may come from anywhere, so every length is checked against what is there.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace entente::results {

static_assert(std::endian::native == std::endian::little, "files are little-endian");

using Bytes = std::vector<std::byte>;

/// Appends to `to`.
template <class Number>
requires std::is_arithmetic_v<Number>
void append(Bytes& to, Number number) {
    const auto* from = reinterpret_cast<const std::byte*>(&number);
    to.insert(to.end(), from, from + sizeof number);
}

inline void append(Bytes& to, std::string_view text) {
    append(to, std::uint64_t{text.size()});
    const auto* from = reinterpret_cast<const std::byte*>(text.data());
    to.insert(to.end(), from, from + text.size());
}

/// Takes from the front of `from`, which it shortens; nothing if there is not enough.
template <class Number>
requires std::is_arithmetic_v<Number> std::optional<Number> take(std::span<const std::byte>& from) {
    if (from.size() < sizeof(Number)) return std::nullopt;
    Number number;
    std::memcpy(&number, from.data(), sizeof number);
    from = from.subspan(sizeof number);
    return number;
}

inline std::optional<std::string> take_text(std::span<const std::byte>& from) {
    auto rest = from;
    const auto size = take<std::uint64_t>(rest);
    if (!size || *size > rest.size()) return std::nullopt;
    std::string text(reinterpret_cast<const char*>(rest.data()), *size);
    from = rest.subspan(*size);
    return text;
}

}  // namespace entente::results
