// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "tests/results/sample_files.hpp"

namespace entente::results {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The one chunk of a plain, uncompressed tile of `values`.
template <class Element>
std::vector<Element> encoded_plainly(ElementType type, const std::vector<double>& values,
                                     std::uint64_t capacity, std::optional<int> bits = {}) {
    auto schema = tests::small_schema(capacity, capacity);
    schema.compression = Compression::none;
    schema.variables[0].type = type;
    schema.variables[0].significant_bits = bits;
    const double* column = values.data();
    const double* const* columns[] = {&column};
    EncodedTile encoded;
    Encoder(schema).encode({.index = 0, .first = 0, .count = values.size()}, columns, encoded);
    EXPECT_EQ(encoded.chunks.at(0).filter_mask, 0u);
    std::vector<Element> elements(encoded.chunks[0].bytes.size() / sizeof(Element));
    std::memcpy(elements.data(), encoded.chunks[0].bytes.data(), encoded.chunks[0].bytes.size());
    return elements;
}

TEST(Encoder, RoundsToTheBitsAskedFor) {
    EXPECT_EQ(encoded_plainly<float>(ElementType::float32, {1.2, 1.3, 3.2}, 3, 1),
              (std::vector<float>{1.0F, 1.5F, 3.0F}));
    EXPECT_EQ(encoded_plainly<double>(ElementType::float64, {1.2, 1.3, 3.2}, 3, 1),
              (std::vector<double>{1.0, 1.5, 3.0}));
    EXPECT_EQ(encoded_plainly<double>(ElementType::float64, {0.1}, 1), std::vector<double>{0.1});
    EXPECT_EQ(encoded_plainly<float>(ElementType::float32, {0.1}, 1), std::vector<float>{0.1F});
}

TEST(Encoder, KeepsIntegersAndReadsWhatIsNoneAsMissing) {
    EXPECT_EQ(encoded_plainly<std::int32_t>(
                  ElementType::int32, {-2147483648.0, -1, 2147483647.0, 2147483648.0, nan}, 5),
              (std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::min(), -1,
                                         std::numeric_limits<std::int32_t>::max(), -1, -1}));
    EXPECT_EQ(encoded_plainly<std::uint8_t>(ElementType::uint8, {0, 255, 256, -1, nan}, 5),
              (std::vector<std::uint8_t>{0, 255, 255, 255, 255}));
}

TEST(Encoder, FillsShortTilesUpWithTheFillValue) {
    const auto floats = encoded_plainly<float>(ElementType::float32, {1, 2}, 4);
    ASSERT_EQ(floats.size(), 4u);
    EXPECT_EQ(floats[1], 2.0F);
    EXPECT_TRUE(std::isnan(floats[2]) && std::isnan(floats[3]));
    EXPECT_EQ(encoded_plainly<std::uint8_t>(ElementType::uint8, {7}, 3),
              (std::vector<std::uint8_t>{7, 255, 255}));
    EXPECT_EQ(encoded_plainly<std::int32_t>(ElementType::int32, {7}, 3),
              (std::vector<std::int32_t>{7, -1, -1}));
}

TEST(Encoder, WritesEveryNotANumberAlike) {
    const auto doubles = encoded_plainly<double>(ElementType::float64, {nan, -nan}, 2);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(doubles[0]), std::bit_cast<std::uint64_t>(doubles[1]));
    const auto floats = encoded_plainly<float>(ElementType::float32, {nan, -nan}, 2, 8);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(floats[0]), std::bit_cast<std::uint32_t>(floats[1]));
}

TEST(Encoder, PutsTheColumnsOfAScenarioTogether) {
    auto schema = tests::small_schema(600, 600);
    schema.compression = Compression::none;
    schema.further.push_back({.name = "year", .long_name = {}, .units = {}, .size = 3});
    schema.variables[0].further = 0;
    const auto tile =
        tests::encode_tile(schema, Encoder(schema), 0, [](auto scenario, auto, auto column, auto) {
            return static_cast<double>(scenario * 3 + column);
        });
    for (std::size_t i = 0; i < 1800; ++i) {
        float value = 0;
        std::memcpy(&value, tile.chunks[0].bytes.data() + i * sizeof value, sizeof value);
        ASSERT_EQ(value, static_cast<float>(i));
    }
}

TEST(Encoder, StoresWhatDoesNotShrinkAsItIs) {
    auto schema = tests::small_schema(4096, 4096);
    schema.variables.push_back(
        {.name = "noise", .long_name = {}, .units = {}, .type = ElementType::float64});
    schema.variables.push_back(
        {.name = "code", .long_name = {}, .units = {}, .type = ElementType::uint8});
    std::mt19937_64 random(1);
    const auto tile = tests::encode_tile(
        schema, Encoder(schema), 0, [&](auto scenario, auto variable, auto, auto) {
            if (variable == 0) return static_cast<double>(scenario / 100);
            if (variable == 2) return static_cast<double>(random() % 256);
            // All bits but those of the exponent's top: no not-a-numbers.
            return std::bit_cast<double>(random() & ~(std::uint64_t{1} << 62));
        });
    EXPECT_EQ(tile.chunks[0].filter_mask, 0u);
    EXPECT_LT(tile.chunks[0].bytes.size(), 4096u);
    EXPECT_EQ(tile.chunks[1].filter_mask, 3u);
    EXPECT_EQ(tile.chunks[1].bytes.size(), 4096u * 8);
    EXPECT_EQ(tile.chunks[2].filter_mask, 1u) << "bytes are not shuffled";
    EXPECT_EQ(tile.chunks[2].bytes.size(), 4096u);
}

TEST(Encoder, GivesTheSameBytesOnEveryThreadAndInReusedMemory) {
    const auto schema = tests::grid_schema();
    const Encoder encoder(schema);
    std::vector<EncodedTile> expected;
    for (const auto t : tests::all_tiles(schema))
        expected.push_back(tests::encode_tile(schema, encoder, t));
    std::vector<int> same(4, 0);
    {
        std::vector<std::jthread> threads;
        for (auto& count : same)
            threads.emplace_back([&] {
                for (const auto t : tests::all_tiles(schema)) {
                    const auto tile = tests::encode_tile(schema, encoder, t);
                    for (std::size_t v = 0; v < tile.chunks.size(); ++v)
                        count += tile.chunks[v].bytes == expected[t].chunks[v].bytes ? 1 : 0;
                }
            });
    }
    const auto all = static_cast<int>(expected.size() * schema.variables.size());
    EXPECT_EQ(same, std::vector<int>(4, all));

    const std::vector<double> zeros(8, 0.0), ones(8, 1.0);
    auto small = tests::small_schema(16, 8);
    const Encoder small_encoder(small);
    const auto encode = [&](const std::vector<double>& values, EncodedTile& into) {
        const double* column = values.data();
        const double* const* columns[] = {&column};
        small_encoder.encode(small.tiling.tile(1), columns, into);
    };
    EncodedTile used, fresh;
    encode(zeros, used);
    encode(ones, used);
    encode(ones, fresh);
    EXPECT_EQ(used.index, 1u);
    EXPECT_EQ(used.chunks[0].bytes, fresh.chunks[0].bytes);
}

TEST(Encoder, GivesTheSameBytesPartByPart) {
    auto schema = tests::small_schema(10, 10);
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7};  // of a tile of 10: three are missing
    const double* column = values.data();
    const double* const* columns[] = {&column};
    for (const auto compression : {Compression::none, Compression::deflate}) {
        schema.compression = compression;
        const Encoder encoder(schema);
        const Tile tile{.index = 0, .first = 0, .count = values.size()};
        EncodedTile whole, parts;
        encoder.encode(tile, columns, whole);
        for ([[maybe_unused]] const char* use : {"fresh", "again"}) {
            encoder.start(tile, parts);
            for (const auto& [first, count] : {std::pair(0UL, 3UL), std::pair(3UL, 4UL)}) {
                const double* part = values.data() + first;
                const double* const* pointers[] = {&part};
                encoder.add(first, count, pointers, parts);
            }
            encoder.finish(tile, parts);
            EXPECT_EQ(parts.chunks[0].bytes, whole.chunks[0].bytes);
            EXPECT_EQ(parts.chunks[0].filter_mask, whole.chunks[0].filter_mask);
        }
    }
}

TEST(Encoder, RefusesWhatIsNotATileOfItsSchema) {
    const auto schema = tests::small_schema(16, 8);
    const Encoder encoder(schema);
    const std::vector<double> values(16, 0.0);
    const double* column = values.data();
    const std::vector<const double*const*> one{&column}, two{&column, &column};
    EncodedTile encoded;
    EXPECT_THROW(encoder.encode({.index = 0, .first = 0, .count = 9}, one, encoded),
                 std::invalid_argument);
    EXPECT_THROW(encoder.encode({.index = 0, .first = 0, .count = 8}, two, encoded),
                 std::invalid_argument);
    auto wrong = schema;
    wrong.variables[0].name = "a/b";
    EXPECT_THROW(Encoder{wrong}, std::invalid_argument);
}

}  // namespace
}  // namespace entente::results
