// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "results/hdf5_handle.hpp"

namespace entente::results {

/// Opens the HDF5 file `path` to read it, by the access list `access`; no object if HDF5 fails,
/// whose hdf5_cause() says why until the next call of HDF5 (the end of `access` is one).
///
/// Locks it as HDF5 does, so that a file that a program is writing is refused. Where the file
/// system has no locks (flock fails with ENOLCK, EOPNOTSUPP ... on some parallel and network file
/// systems), it is opened without: nobody could hold one. HDF5_USE_FILE_LOCKING=TRUE in the
/// environment forbids that, as HDF5 says.
Handle open_to_read(const std::filesystem::path& path, const Handle& access);

}  // namespace entente::results
