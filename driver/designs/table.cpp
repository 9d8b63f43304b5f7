// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/table_csv.hpp"
#include "driver/designs/table_hdf5.hpp"
#include "results/columns.hpp"

namespace entente::driver {

std::unique_ptr<const Table> open_table(const std::filesystem::path& path) {
    // By what is in the file: its name may say anything.
    if (!results::is_hdf5(path)) return open_csv_table(path);
    return open_hdf5_table(path, allowance_for(path));
}

}  // namespace entente::driver
