// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "driver/study.hpp"
#include "kernels/theatre.hpp"

namespace entente::driver {

/// A theatre with where it comes from.
struct TheatreFile {
    kernels::Theatre theatre;
    std::map<std::string, Position, std::less<>> default_places;  ///< "europe.belief", where given
    std::vector<SourceText> texts;  ///< "europe.theatre" and, if it is a file, "europe.members"
};

/// Reads a theatre file and the members it points at. `where` is the place that named it. Throws
/// UserError.
TheatreFile read_theatre(const std::filesystem::path& path, const Position& where);

}  // namespace entente::driver
