// SPDX-License-Identifier: Apache-2.0
//
// What commands tell of a run that is not finished.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace entente::driver {

/// Whether `path` is the folder of an unfinished run.
bool is_unfinished_run(const std::filesystem::path& path);

/// Throws UserError if no segment is in `folder`: the run has just begun, or keeps sums only.
void check_has_segments(const std::filesystem::path& folder);

/// Throws UserError, which says what to do, if `path` is the folder of an unfinished run: for
/// `what`, which takes finished files only.
void check_is_no_unfinished_run(const std::filesystem::path& path, std::string_view what);

/// Prints how far the run in `folder` is, what its outputs are so far, and who is writing there.
/// Returns the exit status, 0; throws UserError if there is nothing readable.
int show_unfinished_run(const std::filesystem::path& folder);

/// The data files with tiles of the run in `folder`, which have been read and are sound, for HDF5,
/// too. Throws UserError if there are none, or some are not, as HDF5 would take them for values, or
/// for missing: a run that is ended while it puts together what earlier ones have left has given
/// back the space of what it had copied, and one that was killed has not written the index.
std::vector<std::filesystem::path> sound_data_of(const std::filesystem::path& folder);

/// Reads all tiles and prints how many are sound. Returns 1: the run is not finished.
int verify_unfinished_run(const std::filesystem::path& folder);

}  // namespace entente::driver
