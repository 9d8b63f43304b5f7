// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "driver/containment.hpp"
#include "driver/designs/design.hpp"

namespace entente::driver {

/// open_table() for HDF5: the 1-D datasets at the root. A cell's position is
/// "table.h5:/mirror[17]", as if its file had that name. The file is read in a process of its own
/// (containment.hpp), which is begun here and lives as long as the table.
std::unique_ptr<const Table> open_hdf5_table(const std::filesystem::path& path,
                                             const Allowance& allowance);

}  // namespace entente::driver
