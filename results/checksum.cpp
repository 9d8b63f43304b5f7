// SPDX-License-Identifier: Apache-2.0
#include "results/checksum.hpp"

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <isa-l/crc.h>

namespace entente::results {

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) noexcept {
    return crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size());
}

std::uint32_t chunk_checksum(std::span<const std::byte> bytes, std::uint32_t filter_mask) noexcept {
    return chunk_checksum_after(crc32(bytes), filter_mask);
}

std::uint32_t chunk_checksum_after(std::uint32_t bytes, std::uint32_t filter_mask) noexcept {
    return crc32(std::as_bytes(std::span(&filter_mask, 1)), bytes);
}

std::uint32_t file_checksum(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> piece(std::size_t{1} << 20);
    std::uint32_t sum = 0;
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto count = static_cast<std::size_t>(in.gcount());
        sum = crc32(std::as_bytes(std::span(piece.data(), count)), sum);
    }
    if (!in.eof()) throw std::runtime_error("cannot read '" + path.string() + "'");
    return sum;
}

}  // namespace entente::results
