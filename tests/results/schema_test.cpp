// SPDX-License-Identifier: Apache-2.0
#include "results/schema.hpp"

#include <functional>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/results/sample_files.hpp"

namespace entente::results {
namespace {

using Change = std::function<void(Schema&)>;

// What `check` says of the grid of the samples after `change`; empty if nothing.
std::string complaint(const Change& change) {
    auto schema = tests::grid_schema();
    change(schema);
    try {
        check(schema);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

Change named(const std::string& name) {
    return [name](Schema& s) { s.variables[0].name = name; };
}

TEST(SchemaCheck, AcceptsTheSamples) {
    EXPECT_NO_THROW(check(tests::grid_schema()));
    EXPECT_NO_THROW(check(tests::samples_schema()));
}

TEST(SchemaCheck, RefusesNamesThatAFileCannotHave) {
    for (const auto* name : {"", ".", "..", "a/b", "a\nb", "a ", "a\x7f", "T\xFCrkiye"})
        EXPECT_NE(complaint(named(name)), "") << testing::PrintToString(name);
    EXPECT_NE(complaint(named(std::string(256, 'a'))), "");
    for (const auto* name : {"europe.stability", "a b", "é", "année.μ"})
        EXPECT_EQ(complaint(named(name)), "") << name;
    EXPECT_EQ(complaint(named(std::string(255, 'a'))), "");
}

TEST(SchemaCheck, RefusesNamesThatAreTaken) {
    for (const auto* name : {"entry", "asia.stability", "commitment", "year", "study"})
        EXPECT_EQ(complaint(named(name)), "'" + std::string(name) + "': this name is taken");
    EXPECT_NE(complaint([](Schema& s) { s.texts.push_back(s.texts[0]); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.further[0].name = "commitment"; }), "");
}

TEST(SchemaCheck, RefusesDimensionsThatDoNotFit) {
    EXPECT_NE(complaint([](Schema& s) { s.tiling = Tiling({7, 5, 3}, 8); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.tiling = Tiling({140}, 8); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.design[0].values.pop_back(); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.design[0].labels.assign(7, "a"); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.further[1].labels.push_back("FRA"); }), "");
    EXPECT_NE(complaint([](Schema& s) {
                  s.further[1] = {.name = "none", .long_name = {}, .units = {}, .size = 0};
              }),
              "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[0].further = 2; }), "");
}

TEST(SchemaCheck, CountsAtMostThirtyTwoDimensions) {
    const auto deep = [](std::size_t axes, bool further) {
        return [axes, further](Schema& s) {
            s.design.clear();
            for (std::size_t axis = 0; axis < axes; ++axis)
                s.design.push_back({.name = "axis" + std::to_string(axis),
                                    .long_name = {},
                                    .units = {},
                                    .size = 1});
            s.tiling = Tiling(std::vector<std::uint64_t>(axes, 1), 1);
            s.variables.resize(1);
            s.plotted.clear();
            if (further) s.variables[0].further = 0;
        };
    };
    EXPECT_EQ(complaint(deep(32, false)), "");
    EXPECT_NE(complaint(deep(33, false)), "");
    EXPECT_EQ(complaint(deep(31, true)), "");
    EXPECT_NE(complaint(deep(32, true)), "");
}

TEST(SchemaCheck, RefusesATileAboveFourGibibytes) {
    const std::uint64_t most = std::numeric_limits<std::uint32_t>::max() / 4;
    EXPECT_NO_THROW(check(tests::small_schema(10 * most, most)));
    EXPECT_THROW(check(tests::small_schema(10 * most + 10, most + 1)), std::invalid_argument);
    auto schema = tests::small_schema(10 * most, most);
    schema.further.push_back({.name = "year", .long_name = {}, .units = {}, .size = 2});
    schema.variables[0].further = 0;
    EXPECT_THROW(check(schema), std::invalid_argument);
}

TEST(SchemaCheck, RefusesPropertiesThatTheTypeDoesNotHave) {
    for (const int bits : {0, -3, 53})
        EXPECT_NE(complaint([&](Schema& s) { s.variables[0].significant_bits = bits; }), "");
    EXPECT_EQ(complaint([](Schema& s) { s.variables[0].significant_bits = 52; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[5].significant_bits = 5; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[5].flags = {"ok"}; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[6].flags = {"not ok"}; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[6].flags.resize(256, "ok"); }), "");
    EXPECT_EQ(complaint([](Schema& s) { s.variables[6].flags.resize(255, "ok"); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[6].flags[2] = "not_computed"; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.plotted = {7}; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.plotted = {0, 1, 0}; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables.clear(); }), "");
}

TEST(SchemaCheck, RefusesAttributesThatTheFileWritesItself) {
    for (const auto* name : {"Conventions", "format", "format_version", "NX_class"})
        EXPECT_NE(complaint([&](Schema& s) { s.attributes = {{name, "mine"}}; }), "") << name;
    for (const auto* name : {"units", "long_name", "_FillValue", "CLASS", "flag_values"})
        EXPECT_NE(complaint([&](Schema& s) {
                      s.variables[0].attributes = {{name, "mine"}};
                  }),
                  "")
            << name;
    EXPECT_NE(complaint([](Schema& s) { s.design[0].attributes = {{"NAME", "mine"}}; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.attributes.push_back({"title", "again"}); }), "");
    EXPECT_NE(complaint([](Schema& s) {
                  s.attributes.push_back({"none", std::vector<double>{}});
              }),
              "");
}

TEST(SchemaCheck, RefusesTextThatIsNotUtf8AndNamesIt) {
    EXPECT_EQ(complaint([](Schema& s) { s.texts[0].second = "T\xFCrkiye"; }),
              "study: its text is not UTF-8");
    EXPECT_NE(complaint([](Schema& s) { s.texts[0].second = std::string("a\0b", 3); }), "");
    EXPECT_NE(complaint([](Schema& s) { s.further[1].labels[0] = "\xFF"; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.variables[0].long_name = "\xFF"; }), "");
    EXPECT_NE(complaint([](Schema& s) { s.attributes[0].second = "\xFF"; }), "");
}

TEST(Schema, TellsItsSizeAndSaturates) {
    const std::uint64_t per_scenario = 4 + 4 + 8 + 6 * 8 + 3 * 4 + 4 + 1;
    EXPECT_EQ(raw_bytes(tests::grid_schema()), 140 * per_scenario);
    const std::uint64_t many = std::uint64_t{1} << 62;
    EXPECT_EQ(raw_bytes(tests::small_schema(many - 1, 1000)), 4 * (many - 1));
    EXPECT_EQ(raw_bytes(tests::small_schema(many, 1000)),
              std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace entente::results
