// SPDX-License-Identifier: Apache-2.0
#include "results/open_to_read.hpp"

#include <hdf5.h>

namespace entente::results {

Handle open_to_read(const std::filesystem::path& path, const Handle& access) {
    Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
    if (file.id() >= 0 || !lacks_locks()) return file;
    checked(H5Pset_file_locking(access.id(), false, true), "open the file without a lock");
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose};
}

}  // namespace entente::results
