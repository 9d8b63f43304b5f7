// SPDX-License-Identifier: Apache-2.0
//
// Numbers, and other words, as a person reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "driver/counted.hpp"  // IWYU pragma: export

namespace entente::driver {

/// "0.04 s", "35 s", "2 min 05 s", "3 h 12 min", "12 days", "1,200 years".
std::string duration(double seconds);

/// "12.3 MB", in powers of 1000.
std::string byte_size(double bytes);

/// "30,100 scenarios/s", to three digits or so.
std::string rate(double scenarios_per_second);

/// A value to six digits; "-" for NaN.
std::string value_text(double value);

/// A double to as many digits as it needs to be read back the same.
std::string exact(double value);

/// Columns of text, each as wide as its widest cell, two spaces apart. The first `left` columns are
/// aligned to the left, the others to the right. No space ends a line.
std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t left);

/// Breaks `text` at its line ends and between words into lines of at most `width`, each but the
/// first behind `indent` spaces, which do not count: where something as wide stands before the
/// first, all end alike.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

/// `text`, line by line, with a space for what would command a terminal, and a question mark for
/// what is not UTF-8.
std::string legible(const std::string& text);

/// `message`, with "FILE: " before it unless it names the file.
std::string about(const std::filesystem::path& file, const std::string& message);

/// A field of a CSV file, quoted where it must be.
std::string csv_field(std::string_view text);

}  // namespace entente::driver
