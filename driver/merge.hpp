// SPDX-License-Identifier: Apache-2.0
//
// Puts the result files of the shards of one run together into the file of the run.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "driver/merging.hpp"
#include "driver/run.hpp"
#include "results/checked_file.hpp"

namespace entente::driver {

/// What others may see of a merge, and ask of it, while it works: also from another process, if it
/// is in shared memory.
struct MergeWatch {
    std::atomic<bool> stop = false;
    /// The file that is being read: its place among those that were given; `none` before and after.
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::atomic<std::size_t> reading = none;
};

/// The shards of one run, all of them looked at and found to belong together.
struct Shards {
    std::vector<ShardFile> parts;     ///< by shard
    std::vector<std::size_t> places;  ///< of each among the files that were given
    Whole whole;
    std::vector<results::DescriptionChecksums> sums;  ///< that the files state
    std::uint64_t bytes;                              ///< of the files
};

/// Reads what `files` say of themselves, one after another, and checks that they are finished,
/// sound but for their tiles (these are looked at when they are copied), and of one run.
/// `complete`: and that no shard is missing. Nothing when stopped. Throws UserError with the names
/// of the files.
std::optional<Shards> read_shards(const std::vector<std::filesystem::path>& files, bool complete,
                                  MergeWatch& watch);

struct MergeOptions {
    std::filesystem::path file;
    std::string command_line;  ///< for the history; empty: "merge"
    bool resume = false;       ///< as RunOptions has them
    bool only_new = false;
    bool take_over = false;
    std::optional<std::chrono::seconds> sync = {};
};

struct MergeReport {
    bool complete;        ///< false when stopped
    std::uint64_t tiles;  ///< in the file
    std::uint64_t copied_bytes;
    std::uint64_t copied;     ///< tiles that this merge has copied
    std::uint64_t scenarios;  ///< in the file
    double seconds;
    std::uint64_t bytes;  ///< of the file
};

/// Writes the file of the whole run, tile by tile as they are stored: nothing is decompressed, and
/// one tile is in memory. The file is what the run itself would have written, but for what
/// FORMAT.md lists ("Merged files"). It grows in FILE.partial, with which another merge of the same
/// shards, or a run of the whole study, can go on. Counts scenarios in `counts`.
///
/// Throws UserError if it cannot go on with what is there, or a tile of a shard is damaged;
/// std::runtime_error when the machine fails. Either leaves FILE.partial.
MergeReport merge(const Shards& shards, const MergeOptions& options, MergeWatch& watch,
                  RunCounts& counts);

/// Writes, in the place of OUT, a virtual view over the shards, any of which may be missing: a file
/// without values of its own, which refers to theirs. Throws UserError if a reader could not open
/// so many files at once; std::runtime_error when the machine fails.
void make_view(const Shards& shards, const MergeOptions& options);

/// Whether the finished file `file` is the whole of `shards`, and every byte what was written.
/// Throws UserError if it is something else.
bool is_merged(const std::filesystem::path& file, const Shards& shards);

}  // namespace entente::driver
