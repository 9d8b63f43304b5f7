// SPDX-License-Identifier: Apache-2.0
//
// The constants of FORMAT.md.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace entente::results {

/// Value of the root attribute `format`, by which a result file is known.
inline constexpr char format_name[] = "entente-results";

/// The version that this library writes: major.minor. A minor version only adds; a reader opens
/// every file of its own major version and of earlier ones.
inline constexpr int format_major = 1;
inline constexpr int format_minor = 1;
inline constexpr char format_version[] = "1.1";

/// The same of a file that holds an analysis, not scenarios.
inline constexpr char analysis_format_name[] = "entente-analysis";
inline constexpr int analysis_format_major = 1;
inline constexpr char analysis_format_version[] = "1.1";

/// Whether the root attribute `name` says what kind of file this is, and not what is in it: writers
/// give it to a file by themselves.
constexpr bool is_of_format(std::string_view name) {
    constexpr std::array<std::string_view, 4> names{"Conventions", "format", "format_version",
                                                    "design_dimensions"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace entente::results
