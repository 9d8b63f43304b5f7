// SPDX-License-Identifier: Apache-2.0
#include "results/checksum.hpp"

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <isa-l/crc.h>

namespace entente::results {
namespace {

// ISA-L leaves the upper halves of the vector registers in use, which makes every SSE instruction
// after it wait for them: plain loops would take three times as long.
#if defined(__x86_64__)
__attribute__((target("avx"))) void clear_upper_halves() noexcept { __builtin_ia32_vzeroupper(); }
bool has_upper_halves() noexcept { return __builtin_cpu_supports("avx") != 0; }
#else
void clear_upper_halves() noexcept {}
bool has_upper_halves() noexcept { return false; }
#endif

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) noexcept {
    const auto sum =
        crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    if (has_upper_halves()) clear_upper_halves();
    return sum;
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
