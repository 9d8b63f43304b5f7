// SPDX-License-Identifier: Apache-2.0
//
// Result files whose every value is known by a formula, which check_sample.py repeats.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "results/writer.hpp"

namespace entente::tests {

/// The value of column `column` of variable number `variable` for a scenario.
using Formula = std::function<double(std::uint64_t scenario, std::size_t variable,
                                     std::size_t column, results::ElementType type)>;

/// Floats: eighths below 125, which every precision of the samples holds exactly, and for variable
/// 1 now and then NaN. int32: 1000 scenario. uint8: 0, 1, 2 in turn.
double sample_value(std::uint64_t scenario, std::size_t variable, std::size_t column,
                    results::ElementType type);

/// A grid of 7 x 5 x 4 in tiles of at most `most` scenarios: all element types, outputs over years
/// and over members, flags, attributes of every kind, a name beyond ASCII.
results::Schema grid_schema(std::uint64_t most = 8);

/// 1000 scenarios over the bare dimension `scenario` in tiles of 128.
results::Schema samples_schema();

/// `schema` with one variable over `scenarios` scenarios; the least that can be written.
results::Schema small_schema(std::uint64_t scenarios, std::uint64_t most);

results::EncodedTile encode_tile(const results::Schema& schema, const results::Encoder& encoder,
                                 std::uint64_t tile, const Formula& formula = sample_value);

/// Writes the tiles `tiles` in this order and finishes the file.
void write_file(const std::filesystem::path& path, const results::Schema& schema,
                const std::vector<std::uint64_t>& tiles, const Formula& formula = sample_value);

/// The tiles of all segments of the unfinished file `path` that are as they were written, in order.
std::vector<std::uint64_t> sound_tiles(const std::filesystem::path& path);

/// 0, 1, ... all tiles of `schema`.
std::vector<std::uint64_t> all_tiles(const results::Schema& schema);

}  // namespace entente::tests
