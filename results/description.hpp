// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "results/hdf5_handle.hpp"

namespace entente::results {

/// The attribute of /integrity that holds description_checksum; it is not part of it.
inline constexpr char description_attribute[] = "description_crc32";

/// CRC-32 of all that a reader of the file gets besides the values of chunked datasets: the names,
/// types, shapes, chunks, filters, fill values and attributes of everything in it, coordinates and
/// texts. It does not depend on where things are in the file. Throws std::runtime_error when HDF5
/// fails.
std::uint32_t description_checksum(Id file);

}  // namespace entente::results
