// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <new>
#include <optional>
#include <stdexcept>

#include <libdeflate.h>

#include "results/checksum.hpp"
#include "results/deflate_level.hpp"
#include "results/rounding.hpp"
#include "results/shuffle.hpp"
#include "results/writer.hpp"

namespace entente::results {
namespace {

// What the encoder must know of a variable.
struct Layout {
    ElementType type;
    std::size_t extent;
    int bits;   ///< mantissa bits kept; 0 = all
    int level;  ///< of deflate
};

std::size_t scenario_bytes(const Layout& layout) noexcept {
    return layout.extent * bytes(layout.type);
}

// One spelling of "not a number", whatever computed it: files of the same run are the same bytes.
template <class Float>
Float plain_nan(Float x) noexcept {
    return std::isnan(x) ? std::numeric_limits<Float>::quiet_NaN() : x;
}

// Whole numbers in range by contract; anything else is missing.
template <class Integer>
Integer whole(double x, double none) noexcept {
    using Limits = std::numeric_limits<Integer>;
    const bool in_range = x >= double{Limits::min()} && x <= double{Limits::max()};
    return static_cast<Integer>(in_range ? x : none);
}

// Columns become rows of `extent` values, in blocks that stay in the first-level cache.
template <class Element, class Convert>
void interleave(const double* const* columns, std::size_t count, std::size_t extent, std::byte* to,
                Convert convert) noexcept {
    constexpr std::size_t block = 256;
    auto* elements = reinterpret_cast<Element*>(to);
    for (std::size_t first = 0; first < count; first += block) {
        const auto last = std::min(count, first + block);
        for (std::size_t c = 0; c < extent; ++c) {
            const double* column = columns[c];
            if (extent == 1)
                for (auto i = first; i < last; ++i) elements[i] = convert(column[i]);
            else
                for (auto i = first; i < last; ++i) elements[i * extent + c] = convert(column[i]);
        }
    }
}

// Writes the elements of `count` scenarios.
void convert(const Layout& layout, const double* const* columns, std::size_t count,
             std::byte* to) noexcept {
    const auto run = [&](auto element, auto conversion) {
        interleave<decltype(element)>(columns, count, layout.extent, to, conversion);
    };
    const double none = missing(layout.type);
    const int bits = layout.bits;
    switch (layout.type) {
        case ElementType::float32:
            if (bits == 0)
                run(float{}, [](double x) { return plain_nan(static_cast<float>(x)); });
            else
                run(float{}, [bits](double x) { return plain_nan(rounded_float(x, bits)); });
            break;
        case ElementType::float64:
            if (bits == 0)
                run(double{}, [](double x) { return plain_nan(x); });
            else
                run(double{}, [bits](double x) { return plain_nan(rounded(x, bits)); });
            break;
        case ElementType::int32:
            run(std::int32_t{}, [none](double x) { return whole<std::int32_t>(x, none); });
            break;
        case ElementType::uint8:
            run(std::uint8_t{}, [none](double x) { return whole<std::uint8_t>(x, none); });
            break;
    }
}

// Marks `count` elements as missing.
void fill_missing(ElementType type, std::size_t count, std::byte* to) noexcept {
    const auto run = [&](auto element) {
        const auto none = static_cast<decltype(element)>(missing(type));
        std::fill_n(reinterpret_cast<decltype(element)*>(to), count, none);
    };
    switch (type) {
        case ElementType::float32:
            return run(float{});
        case ElementType::float64:
            return run(double{});
        case ElementType::int32:
            return run(std::int32_t{});
        case ElementType::uint8:
            return run(std::uint8_t{});
    }
}

struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const {
        libdeflate_free_compressor(compressor);
    }
};

// The memory that one call of finish() works in, for its largest chunk.
struct Scratch {
    explicit Scratch(std::size_t size)
        : shuffled(std::make_unique_for_overwrite<std::byte[]>(size)),
          compressed(std::make_unique_for_overwrite<std::byte[]>(size)) {}

    libdeflate_compressor* compressor(int level) {
        auto& compressor = compressors.at(static_cast<std::size_t>(level));
        if (!compressor) compressor.reset(libdeflate_alloc_compressor(level));
        if (!compressor) throw std::bad_alloc();
        return compressor.get();
    }

    std::unique_ptr<std::byte[]> shuffled, compressed;
    std::array<std::unique_ptr<libdeflate_compressor, FreeCompressor>, 13> compressors;
};

// Makes of the plain chunk the one that HDF5's own filters would make; what does not shrink stays
// as it is, and the mask tells readers to apply no filter.
void compress(const Layout& layout, Scratch& scratch, EncodedTile::Chunk& chunk) {
    const auto element = bytes(layout.type);
    const auto size = chunk.bytes.size();
    const std::byte* from = chunk.bytes.data();
    if (element > 1) {
        shuffle(from, scratch.shuffled.get(), size / element, element);
        from = scratch.shuffled.get();
    }
    const auto length = libdeflate_zlib_compress(scratch.compressor(layout.level), from, size,
                                                 scratch.compressed.get(), size);
    if (length == 0) {
        chunk.filter_mask = element > 1 ? 0b11 : 0b1;
    } else {
        chunk.bytes.assign(scratch.compressed.get(), scratch.compressed.get() + length);
    }
}

}  // namespace

struct Encoder::Impl {
    std::vector<Layout> layouts;
    std::size_t scenarios_per_chunk;
    std::size_t largest_chunk = 0;
    bool deflates;

    std::size_t chunk_bytes(const Layout& layout) const {
        return scenarios_per_chunk * scenario_bytes(layout);
    }
};

Encoder::Encoder(const Schema& schema) {
    check(schema);
    impl_ = std::make_unique<Impl>();
    impl_->scenarios_per_chunk = schema.tiling.scenarios_per_chunk();
    impl_->deflates = schema.compression == Compression::deflate;
    for (const auto& variable : schema.variables) {
        impl_->layouts.push_back({.type = variable.type,
                                  .extent = extent(schema, variable),
                                  .bits = variable.significant_bits.value_or(0),
                                  .level = deflate_level(variable)});
        const auto size = impl_->chunk_bytes(impl_->layouts.back());
        impl_->largest_chunk = std::max(impl_->largest_chunk, size);
    }
}

Encoder::~Encoder() = default;

void Encoder::start(const Tile& tile, EncodedTile& encoded) const {
    if (tile.count > impl_->scenarios_per_chunk)
        throw std::invalid_argument("a tile that is not of this file cannot be encoded");
    const auto& layouts = impl_->layouts;
    encoded.index = tile.index;
    encoded.chunks.resize(layouts.size());
    for (std::size_t v = 0; v < layouts.size(); ++v) {
        encoded.chunks[v].bytes.resize(impl_->chunk_bytes(layouts[v]));
        encoded.chunks[v].filter_mask = 0;
        encoded.chunks[v].checksum = 0;
    }
    encoded.notes.clear();
}

void Encoder::add(std::size_t first, std::size_t count,
                  std::span<const double* const* const> columns, EncodedTile& encoded) const {
    const auto& layouts = impl_->layouts;
    if (columns.size() != layouts.size() || first > impl_->scenarios_per_chunk ||
        count > impl_->scenarios_per_chunk - first)
        throw std::invalid_argument("a tile that is not of this file cannot be encoded");
    for (std::size_t v = 0; v < layouts.size(); ++v) {
        auto& chunk = encoded.chunks[v];
        const auto each = scenario_bytes(layouts[v]);
        const auto part = std::span(chunk.bytes).subspan(first * each, count * each);
        convert(layouts[v], columns[v], count, part.data());
        // What is stored as it is has its checksum taken while it is in a cache.
        if (!impl_->deflates) chunk.checksum = crc32(part, chunk.checksum);
    }
}

void Encoder::finish(const Tile& tile, EncodedTile& encoded) const {
    const auto& layouts = impl_->layouts;
    const auto missing = impl_->scenarios_per_chunk - tile.count;
    std::optional<Scratch> scratch;
    if (impl_->deflates) scratch.emplace(impl_->largest_chunk);
    for (std::size_t v = 0; v < layouts.size(); ++v) {
        auto& chunk = encoded.chunks[v];
        const auto rest = std::span(chunk.bytes).subspan(tile.count * scenario_bytes(layouts[v]));
        fill_missing(layouts[v].type, missing * layouts[v].extent, rest.data());
        if (scratch) {
            compress(layouts[v], *scratch, chunk);
            chunk.checksum = crc32(chunk.bytes);
        } else {
            chunk.checksum = crc32(rest, chunk.checksum);
        }
        chunk.checksum = chunk_checksum_after(chunk.checksum, chunk.filter_mask);
    }
}

void Encoder::encode(const Tile& tile, std::span<const double* const* const> columns,
                     EncodedTile& encoded) const {
    start(tile, encoded);
    add(0, tile.count, columns, encoded);
    finish(tile, encoded);
}

}  // namespace entente::results
