// SPDX-License-Identifier: Apache-2.0
//
// Which result files are the parts of one run, and what the whole says of itself. No file is opened
// here, but for a look whether a shard that is missing is still being written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/plan.hpp"
#include "driver/run_identity.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// The part of a run that a finished result file holds.
struct ShardFile {
    std::filesystem::path file;
    Shard shard;  ///< 1/1 of a run without --shard
    std::uint64_t first_tile, end_tile;
    std::uint64_t scenarios;  ///< that it has computed
    double seconds;           ///< that this took
    std::string start_time;
    std::string history;
};

/// What `schema`, that of the result file `file`, says of its part. Throws UserError if that is not
/// what a file of this program says.
ShardFile part_of(const std::filesystem::path& file, const results::Schema& schema);

/// The name that shard `index` has beside `file`, which is named like one by default
/// ("x.shard-3-of-16.h5"); nothing if it is not.
std::optional<std::filesystem::path> sibling(const std::filesystem::path& file,
                                             std::uint64_t index);

/// The shard that `file` is by its name; nothing if it is not named like one.
std::optional<Shard> shard_named(const std::filesystem::path& file);

/// "entente run STUDY --shard 3/16 -o x.shard-3-of-16.h5 --resume": what computes what is missing
/// in a part.
std::string resume_command(const std::filesystem::path& file, const Shard& shard);

/// Ascending numbers as one says them: "3, 5 and 7 to 9".
std::string numbers_text(std::span<const std::uint64_t> numbers);

/// Sorts the parts, which are of one run of `tiles` tiles, by their shards. Throws UserError if one
/// is there twice, if they are of different numbers of shards, or if they do not belong together.
void arrange(std::vector<ShardFile>& parts, std::uint64_t tiles);

/// The shards that are not among the arranged parts.
std::vector<std::uint64_t> missing_shards(std::span<const ShardFile> parts);

/// Throws UserError, which says which and whether they are unfinished, if any is missing.
void check_complete(std::span<const ShardFile> parts);

/// Throws UserError if the file `other` cannot be a part of what `first` is a part of: it has other
/// variables, another tiling or other filters. To be asked of files with the same identity.
void check_layout(const std::filesystem::path& first_file, const results::Schema& first,
                  const std::filesystem::path& file, const results::Schema& other);

/// Attributes of the root that come last, when a file is finished.
bool is_of_end(const std::string& attribute);

/// The schema of the whole, from that of the part `first` (of shard 1 if it is there): `plotted` as
/// a run has it, and only the attributes that do not tell of the run. Those are in `start`, as the
/// first said them, without what makes it a shard, and with the earliest start of `parts`.
struct Whole {
    results::Schema schema;
    results::RunStart start;
    std::uint64_t tiles;  ///< 0 .. tiles - 1: fewer than those of the design with --limit
};
Whole whole_of(results::Schema first, const Identity& identity, std::span<const ShardFile> parts);

/// Lines of `then`, then those of `more` that are not among them.
std::string joined_history(const std::string& then, std::span<const ShardFile> more);

}  // namespace entente::driver
