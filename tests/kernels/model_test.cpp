// SPDX-License-Identifier: Apache-2.0
#include "kernels/model.hpp"

#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

// An instance with outputs of every shape and nothing to compute.
class Shapes final : public Instance {
  public:
    std::span<const Parameter> parameters() const noexcept override { return {}; }
    std::span<const Output> outputs() const noexcept override { return outputs_; }
    std::span<const Dimension> dimensions() const noexcept override { return dimensions_; }
    double work() const noexcept override { return 1; }
    void evaluate(Isa, const Batch&) const noexcept override {}

  private:
    std::vector<Output> outputs_{
        {.name = "scalar", .unit = "1", .meaning = ""},
        {.name = "by_year", .unit = "1", .meaning = "", .dimension = "year"},
        {.name = "by_member", .unit = "1", .meaning = "", .dimension = "member"},
        {.name = "last", .unit = "1", .meaning = ""}};
    std::vector<Dimension> dimensions_{
        {.name = "year", .unit = "year", .meaning = "", .values = {1, 2, 3}},
        {.name = "member", .unit = "1", .meaning = "", .labels = {"a", "b"}}};
};

TEST(Extent, IsTheSizeOfTheDimension) {
    const Shapes shapes;
    EXPECT_EQ(extent(shapes, shapes.outputs()[0]), 1U);
    EXPECT_EQ(extent(shapes, shapes.outputs()[1]), 3U);
    EXPECT_EQ(extent(shapes, shapes.outputs()[2]), 2U);
}

TEST(ColumnOffsets, AddUpTheExtents) {
    EXPECT_EQ(column_offsets(Shapes()), (std::vector<std::size_t>{0, 1, 4, 6, 7}));
}

TEST(Trace, OfAModelWithNothingToTellHasNoRows) { EXPECT_TRUE(Shapes().trace({}).rows.empty()); }

TEST(Registry, FindsEveryModelByItsName) {
    ASSERT_FALSE(models().empty());
    std::set<std::string_view> names;
    for (const Model* model : models()) {
        EXPECT_EQ(find_model(model->name), model);
        EXPECT_TRUE(names.insert(model->name).second) << model->name;
        EXPECT_GE(model->version, 1);
        EXPECT_FALSE(model->summary.empty());
        EXPECT_FALSE(model->references.empty());
        EXPECT_LE(model->least_theatres, model->most_theatres);
        for (const Setting& setting : model->settings) {
            EXPECT_LE(setting.least, setting.initial);
            EXPECT_LE(setting.initial, setting.most);
        }
    }
}

TEST(Registry, FindsNothingByAnotherName) {
    EXPECT_NE(find_model("alliance"), nullptr);
    for (const char* text : {"", "Alliance", "allianc", "alliance "}) {
        EXPECT_EQ(find_model(text), nullptr) << text;
    }
}

TEST(AllianceModel, IsForOneOrTwoTheatresAndOneToAHundredYears) {
    const Model& model = *find_model("alliance");
    EXPECT_EQ(model.least_theatres, 1U);
    EXPECT_EQ(model.most_theatres, 2U);
    ASSERT_EQ(model.settings.size(), 1U);
    const Setting& horizon = model.settings[0];
    EXPECT_EQ(horizon.name, "horizon");
    EXPECT_EQ(horizon.least, 1);
    EXPECT_EQ(horizon.initial, 30);
    EXPECT_EQ(horizon.most, 100);
}

TEST(AllianceModel, RefusesTwoTheatresOfOneName) {
    const auto europe = reference::europe_2019();
    const ModelData data = model_data({europe, europe}, reference::united_states_2019, 30);
    EXPECT_THROW(find_model("alliance")->join(data), std::invalid_argument);
}

TEST(AllianceModel, HasADimensionForTheYearsAndForEachTheatresMembers) {
    const BothSides sides = BothSides::with_theatres_of_2019(3);
    const auto dimensions = sides.instance().dimensions();
    ASSERT_EQ(dimensions.size(), 3U);
    EXPECT_EQ(dimensions[0].name, "year");
    EXPECT_EQ(dimensions[0].values, (Values{1, 2, 3}));
    EXPECT_EQ(dimensions[1].name, "europe_member");
    EXPECT_EQ(dimensions[1].labels.size(), 27U);
    EXPECT_EQ(dimensions[2].name, "asia_member");
    EXPECT_EQ(dimensions[2].labels, (std::vector<std::string>{"m0", "m1", "m2", "m3", "m4"}));
}

TEST(AllianceModel, TakesMoreWorkForMoreYearsAndMembers) {
    const BothSides both = BothSides::with_theatres_of_2019(30);
    const BothSides shorter = BothSides::with_theatres_of_2019(10);
    const BothSides one({reference::asia_2019()}, reference::united_states_2019, 30);
    EXPECT_GT(shorter.instance().work(), 0);
    EXPECT_GT(both.instance().work(), shorter.instance().work());
    EXPECT_GT(both.instance().work(), one.instance().work());
}

}  // namespace
}  // namespace entente::kernels
