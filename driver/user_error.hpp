// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace entente::driver {

/// A place in a text file; lines and columns count from 1, 0 means "the file as a whole".
/// What came with `--set NAME=VALUE` has that as its file.
struct Position {
    std::string file;
    int line = 0;
    int column = 0;
};

/// "study.toml:12:7", or less where less is known.
std::string to_string(const Position& where);

/// `text` as one line of UTF-8, whatever bytes a user's file put into it.
std::string one_line(std::string text);

/// The user asked for something impossible. what() is one clear line, "file:line:column: what and
/// why (valid: ...)", of readable text and at most some 2000 bytes; the program prints it and exits
/// with status 2.
class UserError : public std::runtime_error {
  public:
    explicit UserError(const std::string& message);
    UserError(const Position& where, const std::string& message);
};

/// The one of `valid` that the unknown `name` seems to mean, or null.
const std::string* closest(std::string_view name, std::span<const std::string> valid);

/// What to say after an unknown name: "did you mean 'mirror'?" when one of `valid` is close to it,
/// else "valid: " and all of them, unless they are too many to list; then `otherwise`.
std::string suggestion(std::string_view name, std::span<const std::string> valid,
                       std::string_view otherwise = "");

}  // namespace entente::driver
