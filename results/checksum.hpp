// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace entente::results {

/// CRC-32 (ISO-HDLC, that of gzip and PNG) of `bytes`, continued from that of what comes before
/// them. Every change within 32 bits in a row is found, and of others all but one in 2^32.
std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0) noexcept;

/// That of a chunk as the file holds it, and of its filter mask behind it (4 bytes).
std::uint32_t chunk_checksum(std::span<const std::byte> bytes, std::uint32_t filter_mask) noexcept;

/// The same, from the CRC-32 of the chunk's bytes.
std::uint32_t chunk_checksum_after(std::uint32_t bytes, std::uint32_t filter_mask) noexcept;

/// That of a whole file, read in pieces. Throws std::runtime_error if it cannot be read.
std::uint32_t file_checksum(const std::filesystem::path& path);

}  // namespace entente::results
