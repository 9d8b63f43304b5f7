// SPDX-License-Identifier: Apache-2.0
#include "results/virtual_view.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <hdf5.h>

#include "results/checked_file.hpp"
#include "results/reader.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class View : public tests::ScratchFolder {
  protected:
    // Writes view.h5 over the tiles `ranges` of whole.h5.
    void write(const Schema& schema,
               const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) {
        const auto sums = *CheckedFile(file("whole.h5")).sound_description();
        std::vector<ViewSource> sources;
        for (const auto& [first, end] : ranges) sources.push_back({"whole.h5", first, end, sums});
        const auto count = static_cast<std::int64_t>(sources.size());
        const auto per_tile = static_cast<std::int64_t>(schema.tiling.scenarios_per_chunk());
        std::filesystem::remove(file("view.h5"));
        write_view(PartialFolder(file("view.h5")), schema,
                   {.identity = {{"study", "text"}},
                    .attributes = {{view_attribute, count}, {"scenarios_per_tile", per_tile}}},
                   sources);
    }

    void expect_range(const Schema& schema, const std::vector<std::vector<double>>& whole,
                      std::uint64_t first, std::uint64_t end) const;

    // All values of a variable, as HDF5 finds them.
    static std::vector<double> values(const std::filesystem::path& path, const std::string& name) {
        const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(file, name.c_str(), H5P_DEFAULT);
        const hid_t space = H5Dget_space(dataset);
        std::vector<double> all(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
        EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()),
                  0);
        H5Sclose(space);
        H5Dclose(dataset);
        H5Fclose(file);
        return all;
    }
};

// NaN is itself here.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b,
                              [](double x, double y) { return x == y || (x != x && y != y); });
}

using Columns = std::vector<std::vector<double>>;

Columns all_values(const std::filesystem::path& path, const Schema& schema) {
    const Reader reader(path);
    Columns all;
    for (const auto& variable : schema.variables)
        all.push_back(reader.read(variable, 0, reader.scenarios()));
    return all;
}

void View::expect_range(const Schema& schema, const Columns& whole, std::uint64_t first,
                        std::uint64_t end) const {
    EXPECT_EQ(Reader(file("view.h5")).tiles_present(), end - first);
    const auto found = all_values(file("view.h5"), schema);
    const auto begins = [&](std::uint64_t tile) {
        return tile < schema.tiling.tiles() ? schema.tiling.tile(tile).first
                                            : schema.tiling.scenarios();
    };
    for (std::size_t v = 0; v < schema.variables.size(); ++v) {
        const auto& variable = schema.variables[v];
        auto expected = whole[v];
        const auto each = expected.size() / schema.tiling.scenarios();
        const auto fill_outside = [&](double with) {
            std::fill_n(expected.begin(), begins(first) * each, with);
            std::fill(expected.begin() + static_cast<std::ptrdiff_t>(begins(end) * each),
                      expected.end(), with);
        };
        fill_outside(missing(ElementType::float64));
        EXPECT_TRUE(same(found[v], expected)) << variable.name;
        fill_outside(missing(variable.type));
        EXPECT_TRUE(same(values(file("view.h5"), variable.name), expected))
            << variable.name << ", tiles " << first << " to " << end;
    }
}

// Of a grid, a range of tiles is several boxes; HDF5 must find in them what Reader does.
TEST_F(View, HasEveryRangeOfTiles) {
    for (const auto& schema : {tests::grid_schema(3), tests::grid_schema(8), tests::grid_schema(40),
                               tests::samples_schema()}) {
        tests::write_file(file("whole.h5"), schema, tests::all_tiles(schema));
        const auto whole = all_values(file("whole.h5"), schema);
        const auto tiles = schema.tiling.tiles();
        const auto step = std::max<std::uint64_t>(1, tiles / 5);
        for (std::uint64_t first = 0; first <= tiles; first += step) {
            for (std::uint64_t end = first; end <= tiles; end += step) {
                write(schema, {{0, 0}, {first, end}});
                expect_range(schema, whole, first, end);
                if (HasFailure()) return;
            }
        }
        std::filesystem::remove(file("whole.h5"));
    }
}

TEST_F(View, IsChecked) {
    const auto schema = tests::grid_schema();
    tests::write_file(file("whole.h5"), schema, tests::all_tiles(schema));
    write(schema, {{0, 2}, {2, 5}});
    CheckedFile view(file("view.h5"));
    EXPECT_TRUE(view.description_is_sound());
    EXPECT_TRUE(is_view(view.schema()));
    EncodedTile tile, expected;
    CheckedFile whole(file("whole.h5"));
    for (std::uint64_t t = 0; t < schema.tiling.tiles(); ++t) {
        EXPECT_EQ(view.is_to_have(t), t < 5);
        EXPECT_EQ(view.read(t, tile).empty(), t < 5);
        if (t >= 5) continue;
        ASSERT_TRUE(whole.read(t, expected).empty());
        for (std::size_t v = 0; v < schema.variables.size(); ++v)
            EXPECT_EQ(tile.chunks[v].bytes, expected.chunks[v].bytes);
    }
    EXPECT_EQ(view.identity(), checksums_of({.identity = {{"study", "text"}}, .attributes = {}}));
}

// It could lead to a file that is none, such as a pipe that nobody writes.
TEST_F(View, RefusesAViewBehindIt) {
    const auto schema = tests::grid_schema();
    tests::write_file(file("whole.h5"), schema, tests::all_tiles(schema));
    write(schema, {{0, 5}});
    const auto sums = *CheckedFile(file("view.h5")).sound_description();
    std::filesystem::rename(file("view.h5"), file("behind.h5"));
    const auto per_tile = static_cast<std::int64_t>(schema.tiling.scenarios_per_chunk());
    write_view(
        PartialFolder(file("view.h5")), schema,
        {.identity = {},
         .attributes = {{view_attribute, std::int64_t{1}}, {"scenarios_per_tile", per_tile}}},
        std::vector<ViewSource>{{"behind.h5", 0, 5, sums}});
    const Reader view(file("view.h5"));
    EXPECT_THROW(view.read(view.variables().front(), 0, 1), std::runtime_error);
    EncodedTile tile;
    EXPECT_THROW(CheckedFile(file("view.h5")).read(0, tile), std::runtime_error);
}

// A mapping, or the list of files, that was changed.
TEST_F(View, IsDamagedWhenItsDescriptionIs) {
    const auto schema = tests::grid_schema();
    tests::write_file(file("whole.h5"), schema, tests::all_tiles(schema));
    write(schema, {{0, 2}, {2, 5}});
    const hid_t opened = H5Fopen(file("view.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t group = H5Gopen2(opened, "view", H5P_DEFAULT);
    const hid_t attribute = H5Aopen(group, "end_tile", H5P_DEFAULT);
    const std::int64_t ends[] = {2, 6};
    EXPECT_GE(H5Awrite(attribute, H5T_NATIVE_INT64, ends), 0);
    H5Aclose(attribute);
    H5Gclose(group);
    H5Fclose(opened);
    EXPECT_FALSE(CheckedFile(file("view.h5")).description_is_sound());
}

}  // namespace
}  // namespace entente::results
