// SPDX-License-Identifier: Apache-2.0
#include "results/shuffle.hpp"

#include <cstdint>
#include <cstring>

namespace entente::results {
namespace {

// Shifts and narrowing stores, which compilers turn into vector packs; a copy byte by byte they do
// not.
template <class Word>
void shuffle_words(const std::byte* __restrict from, std::byte* __restrict to,
                   std::size_t elements) {
    for (std::size_t byte = 0; byte < sizeof(Word); ++byte) {
        auto* plane = reinterpret_cast<unsigned char*>(to) + byte * elements;
        const auto shift = static_cast<unsigned>(8 * byte);
        for (std::size_t i = 0; i < elements; ++i) {
            Word word;
            std::memcpy(&word, from + i * sizeof word, sizeof word);
            plane[i] = static_cast<unsigned char>(word >> shift);
        }
    }
}

}  // namespace

void shuffle(const std::byte* from, std::byte* to, std::size_t elements,
             std::size_t size) noexcept {
    if (size == 8)
        shuffle_words<std::uint64_t>(from, to, elements);
    else
        shuffle_words<std::uint32_t>(from, to, elements);
}

}  // namespace entente::results
