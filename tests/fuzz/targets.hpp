// SPDX-License-Identifier: Apache-2.0
//
// The text inputs as functions of bytes: what libFuzzer drives, and what the replay test repeats.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace entente::fuzz {

/// A text input. One input of a target can be several files, with a line "=====" between them.
struct Target {
    std::string_view name;
    /// Writes the files that stay the same into a folder.
    void (*prepare)(const std::filesystem::path& folder);
    /// Writes the files that `input` is, then reads and plans the study that they belong to, as
    /// `entente plan` does. True if it is taken, false if it is refused. Throws std::logic_error if
    /// the refusal is not one readable line, or a scenario has a value that its parameter may not
    /// have; lets every exception but UserError pass.
    bool (*take)(const std::filesystem::path& folder, std::string_view input);
};

std::span<const Target> targets();

/// The target called `name`, which is one.
const Target& target(std::string_view name);

}  // namespace entente::fuzz
