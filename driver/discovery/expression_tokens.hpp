// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente::driver::discovery {

/// A piece of an expression. A name has its entry: "x[7]" is one token.
struct Token {
    enum class Kind { number, name, symbol, end };
    Kind kind;
    std::string_view text;  ///< of a name, without the brackets
    std::size_t at;         ///< bytes before it
    double number = 0;
    std::string_view entry = {};  ///< what stands in a name's brackets
    bool has_entry = false;
};

/// The tokens of `text`, the last of which is an end. Words such as "and" are symbols. Throws
/// UserError, "option:1:column: ...".
std::vector<Token> tokens_of(std::string_view text, std::string_view option);

/// Throws UserError at the character that begins with byte `at` of `text`.
[[noreturn]] void refuse_at(std::string_view text, std::string_view option, std::size_t at,
                            const std::string& why);

}  // namespace entente::driver::discovery
