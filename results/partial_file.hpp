// SPDX-License-Identifier: Apache-2.0
//
// What a result file needs of the file system besides HDF5. All throw std::runtime_error "cannot
// ACTION (CAUSE)".
#pragma once

#include <filesystem>

namespace entente::results {

/// Makes way for a new file that will grow as `partial` and end as `path`: removes an earlier
/// partial file. Refuses if another process is writing that one, and if `path` is a folder, which
/// would otherwise show only at the end of the run.
void make_way(const std::filesystem::path& partial, const std::filesystem::path& path);

/// Waits until the file's contents are on the disk.
void settle(const std::filesystem::path& file);

/// Gives the settled file `partial` the name `path`, at once and for good.
void publish(const std::filesystem::path& partial, const std::filesystem::path& path);

}  // namespace entente::results
