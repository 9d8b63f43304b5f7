// SPDX-License-Identifier: Apache-2.0
#include "tests/results/sample_files.hpp"

#include <limits>
#include <numeric>
#include <set>
#include <string>

#include "results/segment_reader.hpp"

namespace entente::tests {

using results::ElementType;
using results::Schema;
using results::Variable;

double sample_value(std::uint64_t scenario, std::size_t variable, std::size_t column,
                    ElementType type) {
    switch (type) {
        case ElementType::int32:
            return static_cast<double>(1000 * scenario);
        case ElementType::uint8:
            return static_cast<double>(scenario % 3);
        case ElementType::float32:
        case ElementType::float64:
            break;
    }
    if (variable == 1 && scenario % 13 == 5) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>((scenario * 37 + variable * 11 + column * 5) % 1000) / 8;
}

namespace {

std::vector<Variable> grid_variables() {
    const auto variable = [](std::string name, ElementType type, std::string units = "1") {
        return Variable{
            .name = name, .long_name = "meaning of " + name, .units = units, .type = type};
    };
    std::vector<Variable> variables{variable("europe.stability", ElementType::float32),
                                    variable("asia.stability", ElementType::float32),
                                    variable("welfare", ElementType::float64, "bn USD"),
                                    variable("belief", ElementType::float64),
                                    variable("contribution", ElementType::float32, "% of GDP"),
                                    variable("pivot", ElementType::int32),
                                    variable("status", ElementType::uint8)};
    variables[0].significant_bits = 16;
    variables[3].significant_bits = 30;
    variables[3].further = 0;
    variables[4].further = 1;
    variables[5].attributes = {{"note", "une année où l’alliance pivote"}};
    variables[6].flags = {"ok", "no_equilibrium", "not_finite"};
    return variables;
}

}  // namespace

Schema grid_schema(std::uint64_t most) {
    return {.design = {{.name = "europe.integration",
                        .long_name = "integration of the command",
                        .units = "1",
                        .size = 7,
                        .values = {0, 0.125, 0.25, 0.5, 0.75, 0.875, 1},
                        .attributes = {{"parameters", std::vector<std::string>{"europe.integration",
                                                                               "asia.integration"}},
                                       {"default", 0.5}}},
                       {.name = "differentiation",
                        .long_name = "differentiation of the guarantee",
                        .units = "1",
                        .size = 5,
                        .values = {0, 0.25, 0.5, 0.75, 1}},
                       {.name = "commitment",
                        .long_name = "belief in the guarantee",
                        .units = "1",
                        .size = 4,
                        .values = {0.3, 0.5, 0.7, 0.95}}},
            .further = {{.name = "year",
                         .long_name = "years since the base year",
                         .units = "year",
                         .size = 6,
                         .values = {0, 1, 2, 3, 4, 5}},
                        {.name = "europe_member",
                         .long_name = "ally",
                         .units = "",
                         .size = 3,
                         .labels = {"DEU", "ESP", "Åland"}}},
            .variables = grid_variables(),
            .plotted = {0, 1, 3, 2},
            .tiling = results::Tiling({7, 5, 4}, most),
            .attributes = {{"title", "Where does bilateralised collective security hold?"},
                           {"model", "alliance"},
                           {"model_version", std::int64_t{3}},
                           {"fixed_values", std::vector<double>{0.15, 0.7}},
                           {"some_integers", std::vector<std::int64_t>{1, -2}}},
            .texts = {{"study", "title = \"Où tient-elle ?\"\nmodel = \"alliance\"\n"}}};
}

Schema samples_schema() {
    const auto variable = [](std::string name, ElementType type) {
        return Variable{
            .name = name, .long_name = "meaning of " + name, .units = "1", .type = type};
    };
    Schema schema{
        .design = {{.name = "scenario", .long_name = "scenario", .units = "1", .size = 1000}},
        .further = {},
        .variables = {variable("europe.stability", ElementType::float32),
                      variable("asia.stability", ElementType::float32),
                      variable("status", ElementType::uint8),
                      variable("recovery", ElementType::float64),
                      variable("europe.belief", ElementType::float64)},
        .plotted = {0, 1},
        .tiling = results::Tiling({1000}, 128),
        .attributes = {{"title", "A sample"}},
        .texts = {{"study", "title = \"A sample\"\n"}}};
    schema.variables[2].flags = {"ok", "no_equilibrium", "not_finite"};
    return schema;
}

Schema small_schema(std::uint64_t scenarios, std::uint64_t most) {
    return {
        .design = {{.name = "scenario", .long_name = "scenario", .units = "1", .size = scenarios}},
        .further = {},
        .variables = {{.name = "stability",
                       .long_name = "stability",
                       .units = "1",
                       .type = ElementType::float32}},
        .plotted = {},
        .tiling = results::Tiling({scenarios}, most)};
}

results::EncodedTile encode_tile(const Schema& schema, const results::Encoder& encoder,
                                 std::uint64_t index, const Formula& formula) {
    const auto tile = schema.tiling.tile(index);
    std::vector<std::vector<double>> values;
    std::vector<std::vector<const double*>> pointers(schema.variables.size());
    for (std::size_t v = 0; v < schema.variables.size(); ++v)
        for (std::size_t c = 0; c < extent(schema, schema.variables[v]); ++c) {
            auto& column = values.emplace_back(tile.count);
            for (std::size_t i = 0; i < tile.count; ++i)
                column[i] = formula(tile.first + i, v, c, schema.variables[v].type);
            pointers[v].push_back(column.data());
        }
    std::vector<const double* const*> columns;
    for (const auto& of_variable : pointers) columns.push_back(of_variable.data());
    results::EncodedTile encoded;
    encoder.encode(tile, columns, encoded);
    return encoded;
}

void write_file(const std::filesystem::path& path, const Schema& schema,
                const std::vector<std::uint64_t>& tiles, const Formula& formula) {
    const results::Encoder encoder(schema);
    results::Writer writer(path, schema);
    for (const auto tile : tiles) writer.write(encode_tile(schema, encoder, tile, formula));
    writer.finish({{"end_time", "2026-01-01T00:00:00Z"}});
}

std::vector<std::uint64_t> sound_tiles(const std::filesystem::path& path) {
    std::set<std::uint64_t> tiles;
    for (const auto& segment : results::segments_in(results::partial_path(path))) {
        results::SegmentReader reader(segment);
        results::EncodedTile tile;
        while (reader.next())
            if (reader.read(tile)) tiles.insert(tile.index);
    }
    return {tiles.begin(), tiles.end()};
}

std::vector<std::uint64_t> all_tiles(const Schema& schema) {
    std::vector<std::uint64_t> tiles(schema.tiling.tiles());
    std::iota(tiles.begin(), tiles.end(), std::uint64_t{0});
    return tiles;
}

}  // namespace entente::tests
