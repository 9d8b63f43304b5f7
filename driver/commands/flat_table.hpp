// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>

#include "results/reader.hpp"

namespace entente::driver {

/// Writes the whole file as CSV: a row per scenario with its number, its coordinates on the axes,
/// and every variable; a variable with a further dimension has a column per entry, "name[entry]".
/// Streamed in bounded memory. Scenarios of tiles that are missing have "nan".
void write_flat_table(const results::Reader& reader, std::FILE* file);

}  // namespace entente::driver
