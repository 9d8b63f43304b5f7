// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include <unistd.h>

#include "results/reader.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

using tests::all_tiles;
using tests::sample_value;
using tests::write_file;

class RoundTrip : public tests::ScratchFolder {};

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double x, double y) { return same(x, y); });
}

std::vector<double> expected(const Schema& schema, std::size_t v, std::uint64_t first,
                             std::uint64_t count) {
    std::vector<double> values;
    for (auto scenario = first; scenario < first + count; ++scenario)
        for (std::size_t c = 0; c < extent(schema, schema.variables[v]); ++c)
            values.push_back(sample_value(scenario, v, c, schema.variables[v].type));
    return values;
}

void expect_holds(const Reader& reader, const Schema& schema) {
    ASSERT_EQ(reader.variables().size(), schema.variables.size());
    for (std::size_t v = 0; v < schema.variables.size(); ++v)
        EXPECT_TRUE(same(reader.read(reader.variables()[v], 0, reader.scenarios()),
                         expected(schema, v, 0, reader.scenarios())))
            << schema.variables[v].name;
    EXPECT_EQ(reader.tiles_present(), reader.tiles());
}

std::vector<std::uint64_t> shuffled_tiles(const Schema& schema) {
    auto tiles = all_tiles(schema);
    std::shuffle(tiles.begin(), tiles.end(), std::mt19937_64(3));
    return tiles;
}

TEST_F(RoundTrip, GridsOfEveryTypeComeBackWhateverTheTilesAndTheirOrder) {
    for (const auto compression : {Compression::none, Compression::deflate})
        for (const auto most : std::vector<std::uint64_t>{1, 3, 4, 8, 20, 139, 140, 1000}) {
            SCOPED_TRACE(most);
            auto schema = tests::grid_schema(most);
            schema.compression = compression;
            write_file(file("grid.h5"), schema, shuffled_tiles(schema));
            const Reader reader(file("grid.h5"));
            expect_holds(reader, schema);
            EXPECT_EQ(reader.scenarios(), 140u);
            EXPECT_EQ(reader.tiles(), schema.tiling.tiles());
        }
}

TEST_F(RoundTrip, SamplesComeBack) {
    const auto schema = tests::samples_schema();
    write_file(file("samples.h5"), schema, shuffled_tiles(schema));
    expect_holds(Reader(file("samples.h5")), schema);
}

void expect_same(const Dimension& found, const Dimension& wanted) {
    EXPECT_EQ(found.name, wanted.name);
    EXPECT_EQ(found.long_name, wanted.long_name);
    EXPECT_EQ(found.units, wanted.units.empty() ? "1" : wanted.units);
    EXPECT_EQ(found.size, wanted.size);
    EXPECT_EQ(found.values, wanted.values);
    EXPECT_EQ(found.labels, wanted.labels);
    EXPECT_EQ(found.attributes, wanted.attributes);
}

void expect_same(const Variable& found, const Variable& wanted) {
    EXPECT_EQ(found.name, wanted.name);
    EXPECT_EQ(found.long_name, wanted.long_name);
    EXPECT_EQ(found.units, wanted.units);
    EXPECT_EQ(found.type, wanted.type);
    EXPECT_EQ(found.further, wanted.further);
    EXPECT_EQ(found.significant_bits, wanted.significant_bits);
    EXPECT_EQ(found.flags, wanted.flags);
    EXPECT_EQ(found.attributes, wanted.attributes);
}

void expect_described(const Reader& reader, const Schema& schema) {
    ASSERT_EQ(reader.design().size(), schema.design.size());
    ASSERT_EQ(reader.further().size(), schema.further.size());
    ASSERT_EQ(reader.variables().size(), schema.variables.size());
    for (std::size_t d = 0; d < schema.design.size(); ++d)
        expect_same(reader.design()[d], schema.design[d]);
    for (std::size_t d = 0; d < schema.further.size(); ++d)
        expect_same(reader.further()[d], schema.further[d]);
    for (std::size_t v = 0; v < schema.variables.size(); ++v)
        expect_same(reader.variables()[v], schema.variables[v]);
    for (const auto& attribute : schema.attributes)
        EXPECT_NE(std::ranges::find(reader.attributes(), attribute), reader.attributes().end())
            << attribute.first;
    for (const auto& [name, text] : schema.texts) EXPECT_EQ(reader.text(name), text);
}

TEST_F(RoundTrip, TheDescriptionComesBack) {
    for (const auto& schema : {tests::grid_schema(), tests::samples_schema()}) {
        write_file(file("file.h5"), schema, all_tiles(schema));
        const Reader reader(file("file.h5"));
        expect_described(reader, schema);
        EXPECT_FALSE(reader.text("nothing"));
        EXPECT_FALSE(reader.text(""));
        EXPECT_FALSE(reader.text("entry"));
        EXPECT_FALSE(reader.text("europe.stability"));
    }
}

TEST_F(RoundTrip, AttributesLargerThanAnHdf5HeaderComeBack) {
    auto schema = tests::grid_schema();
    std::vector<double> numbers(20'000, 0.25);
    std::vector<std::string> texts(9'000, "a parameter");
    schema.design[0].attributes = {{"numbers", numbers}, {"texts", texts}};
    schema.attributes.push_back({"study_note", std::string(200'000, 'x')});
    for (int i = 0; i < 300; ++i)
        schema.attributes.push_back({"setting" + std::to_string(i), std::int64_t{i}});
    write_file(file("large.h5"), schema, all_tiles(schema));
    expect_described(Reader(file("large.h5")), schema);
}

TEST_F(RoundTrip, AnyRangeOfScenariosIsAPartOfTheWhole) {
    const auto schema = tests::grid_schema();
    write_file(file("grid.h5"), schema, all_tiles(schema));
    const Reader reader(file("grid.h5"));
    std::mt19937_64 random(4);
    for (int trial = 0; trial < 200; ++trial) {
        const auto v = random() % schema.variables.size();
        const auto first = random() % 141;
        const auto count = random() % (141 - first);
        ASSERT_TRUE(same(reader.read(reader.variables()[v], first, count),
                         expected(schema, v, first, count)));
    }
    const auto& variable = reader.variables()[0];
    EXPECT_THROW(reader.read(variable, 100, 41), std::invalid_argument);
    EXPECT_THROW(reader.read(variable, 141, 0), std::invalid_argument);
    EXPECT_THROW(reader.read(variable, 5, std::numeric_limits<std::uint64_t>::max()),
                 std::invalid_argument);
    auto unknown = variable;
    unknown.name = "nothing";
    EXPECT_THROW(reader.read(unknown, 0, 1), std::invalid_argument);
}

TEST_F(RoundTrip, MissingTilesReadAsNotANumberAndAreInNoRange) {
    for (const auto compression : {Compression::none, Compression::deflate}) {
        auto schema = tests::grid_schema();
        schema.compression = compression;
        write_file(file("part.h5"), schema, {3, 0});
        const Reader reader(file("part.h5"));
        EXPECT_EQ(reader.tiles_present(), 2u);
        EXPECT_EQ(reader.tiles(), 21u);
        const auto tile = schema.tiling.tile(3);
        for (std::size_t v = 0; v < schema.variables.size(); ++v) {
            const auto& variable = reader.variables()[v];
            EXPECT_TRUE(same(reader.read(variable, tile.first, tile.count),
                             expected(schema, v, tile.first, tile.count)));
            for (const double value : reader.read(variable, 100, 40))
                ASSERT_TRUE(std::isnan(value));
        }
        const auto range = reader.range(reader.variables()[5]);  // pivot: 1000 scenario
        EXPECT_EQ(range.finite, schema.tiling.tile(0).count + tile.count);
        EXPECT_EQ(range.max, 1000 * static_cast<double>(tile.first + tile.count - 1));
    }
}

TEST_F(RoundTrip, IntegersWithoutAValueAreMissing) {
    const auto schema = tests::grid_schema();
    write_file(file("holes.h5"), schema, all_tiles(schema), [](auto scenario, auto, auto, auto) {
        return scenario % 2 == 0 ? std::numeric_limits<double>::quiet_NaN() : 2;
    });
    const Reader reader(file("holes.h5"));
    for (const auto& variable : reader.variables()) {
        EXPECT_TRUE(std::isnan(reader.read(variable, 100, 1)[0]));
        const auto range = reader.range(variable);
        EXPECT_EQ(range.min, 2);
        EXPECT_EQ(range.mean, 2);
        EXPECT_EQ(range.max, 2);
        EXPECT_EQ(range.not_finite, range.finite);
    }
}

TEST_F(RoundTrip, RangesAreThoseOfAPlainLoop) {
    const auto schema = tests::grid_schema();
    write_file(file("grid.h5"), schema, all_tiles(schema));
    const Reader reader(file("grid.h5"));
    for (std::size_t v = 0; v < schema.variables.size(); ++v) {
        double sum = 0, min = 1e9, max = -1e9;
        std::uint64_t finite = 0, all = 0;
        for (const double value : expected(schema, v, 0, 140)) {
            ++all;
            if (std::isnan(value)) continue;
            sum += value;
            min = std::min(min, value);
            max = std::max(max, value);
            ++finite;
        }
        const auto range = reader.range(reader.variables()[v]);
        EXPECT_EQ(range.min, min);
        EXPECT_EQ(range.max, max);
        EXPECT_EQ(range.finite, finite);
        EXPECT_EQ(range.not_finite, all - finite);
        // Sums of eighths are exact; a mean folded from 21 tiles is rounded some 4 times for each.
        const double tolerance = 4 * 21 * std::numeric_limits<double>::epsilon() *
                                 std::max(std::abs(min), std::abs(max));
        EXPECT_NEAR(range.mean, sum / static_cast<double>(finite), tolerance);
    }
}

TEST_F(RoundTrip, RangesOfNothingFiniteAreNotANumber) {
    const auto schema = tests::small_schema(10, 4);
    write_file(file("nan.h5"), schema, all_tiles(schema),
               [](auto, auto, auto, auto) { return std::numeric_limits<double>::infinity(); });
    const auto reader = Reader(file("nan.h5"));
    const auto range = reader.range(reader.variables()[0]);
    EXPECT_TRUE(std::isnan(range.min) && std::isnan(range.mean) && std::isnan(range.max));
    EXPECT_EQ(range.finite, 0u);
    EXPECT_EQ(range.not_finite, 10u);
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(RoundTrip, TheSameRunWritesTheSameFile) {
    const auto schema = tests::grid_schema();
    write_file(file("one.h5"), schema, all_tiles(schema));
    const auto then = std::time(nullptr);
    while (std::time(nullptr) == then) ::usleep(10'000);  // not even the second differs
    write_file(file("two.h5"), schema, all_tiles(schema));
    EXPECT_TRUE(contents(file("one.h5")) == contents(file("two.h5")));
}

TEST_F(RoundTrip, AttributesOfTheEndReplaceEarlierOnes) {
    const auto schema = tests::small_schema(10, 4);
    {
        Writer writer(file("file.h5"), schema);
        writer.finish({{"state", "begun"}, {"state", "finished"}});
    }
    const Reader reader(file("file.h5"));
    EXPECT_EQ(std::ranges::count_if(reader.attributes(),
                                    [](const auto& a) { return a.first == "state"; }),
              1);
    EXPECT_NE(std::ranges::find(reader.attributes(),
                                std::pair<std::string, AttributeValue>("state", "finished")),
              reader.attributes().end());
}

TEST_F(RoundTrip, AFileWithoutPlotsHasNone) {
    const auto schema = tests::small_schema(10, 4);
    write_file(file("file.h5"), schema, all_tiles(schema));
    const Reader reader(file("file.h5"));
    EXPECT_EQ(reader.variables().size(), 1u);
    EXPECT_EQ(reader.design()[0].name, "scenario");
    EXPECT_TRUE(reader.design()[0].values.empty());
}

}  // namespace
}  // namespace entente::results
