// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "results/hdf5_handle.hpp"

namespace entente::results {

/// Checksums of all that a reader of the file gets besides the values of chunked datasets.
struct DescriptionChecksums {
    /// CRC-32 of the names, types, shapes, chunks, filters, fill values and attributes of
    /// everything in the file, of coordinates and of texts; it does not depend on where they are in
    /// the file.
    std::uint32_t description = 0;
    /// That of the root attributes which tell when the file was made, in which two files of one
    /// study differ: start_time, end_time, seconds, history.
    std::uint32_t times = 0;

    bool operator==(const DescriptionChecksums&) const = default;
};

/// The attributes of /integrity that hold them; they are not part of them.
inline constexpr char description_attribute[] = "description_crc32";
inline constexpr char times_attribute[] = "times_crc32";

/// Throws std::runtime_error when HDF5 fails.
DescriptionChecksums description_checksums(Id file);

}  // namespace entente::results
