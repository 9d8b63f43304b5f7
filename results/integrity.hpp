// SPDX-License-Identifier: Apache-2.0
//
// What a finished file says about itself so that damage shows: the group /integrity (FORMAT.md).
// All throw std::runtime_error when HDF5 fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/description.hpp"
#include "results/hdf5_handle.hpp"
#include "results/journal.hpp"
#include "results/schema.hpp"

namespace entente::results {

inline constexpr char integrity_group[] = "integrity";

/// What must be the same for a run to have the same tiles, each text by its checksum.
using IdentityChecksums = std::vector<std::pair<std::string, std::uint32_t>>;
IdentityChecksums checksums_of(const RunStart& start);

/// Writes the checksums of all chunks, from the journal, those of the run's identity, and last that
/// of the file's description: nothing may be added to the file afterwards.
void write_integrity(Id file, const Schema& schema, JournalReader& journal);

/// The same of a file that has no chunks of its own.
void write_integrity(Id file, const RunStart& start);

/// The checksums of the file's chunks, read row by row.
class ChunkChecksums {
  public:
    /// Those of a file of `tiles` tiles and `variables` variables; throws if they are not there.
    ChunkChecksums(Id file, std::uint64_t tiles, std::size_t variables);

    /// One per variable.
    const std::vector<std::uint32_t>& of_tile(std::uint64_t tile);

  private:
    Handle dataset_;
    std::uint64_t tiles_, first_ = 0, rows_ = 0;
    std::size_t variables_;
    std::vector<std::uint32_t> block_, row_;
};

/// Whether the file has an /integrity group at all: files of format 1.0 have none.
bool has_integrity(Id file);

IdentityChecksums read_identity(Id file);

/// What the file states of its description; nothing if it does not.
std::optional<DescriptionChecksums> stated_description_checksums(Id file);

}  // namespace entente::results
