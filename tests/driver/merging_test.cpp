// SPDX-License-Identifier: Apache-2.0
//
// Which files belong together, and what the whole says of itself.
#include "driver/merging.hpp"

#include <fstream>
#include <initializer_list>

#include <gtest/gtest.h>

#include "driver/provenance.hpp"
#include "driver/run_start.hpp"
#include "driver/user_error.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

using Numbers = std::vector<std::uint64_t>;

template <class Action>
std::string refusal(const Action& action) {
    try {
        action();
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

// Shard `index` of `count`, with the tiles first .. end - 1.
ShardFile part(std::uint64_t index, std::uint64_t count, std::uint64_t first, std::uint64_t end) {
    return {.file = "x.shard-" + std::to_string(index) + "-of-" + std::to_string(count) + ".h5",
            .shard = {index, count},
            .first_tile = first,
            .end_tile = end,
            .scenarios = 0,
            .seconds = 0,
            .start_time = {},
            .history = {}};
}

std::string arranged(std::vector<ShardFile> parts, std::uint64_t tiles) {
    return refusal([&] { arrange(parts, tiles); });
}

TEST(Merging, SaysNumbersAsOneDoes) {
    EXPECT_EQ(numbers_text(Numbers{3}), "3");
    EXPECT_EQ(numbers_text(Numbers{3, 4}), "3 and 4");
    EXPECT_EQ(numbers_text(Numbers{3, 7, 8, 9}), "3 and 7 to 9");
    EXPECT_EQ(numbers_text(Numbers{1, 2, 3, 5, 7, 8}), "1 to 3, 5, 7 and 8");
    Numbers odd;
    for (std::uint64_t i = 1; i < 100; i += 2) odd.push_back(i);
    EXPECT_TRUE(numbers_text(odd).ends_with(", 37, 39, ...")) << numbers_text(odd);
}

TEST(Merging, KnowsShardsByTheirNames) {
    EXPECT_EQ(sibling("a/x.shard-3-of-16.h5", 7), fs::path("a/x.shard-7-of-16.h5"));
    EXPECT_EQ(sibling("x.shard-1-of-2.shard-3-of-16.h5", 16),
              fs::path("x.shard-1-of-2.shard-16-of-16.h5"));
    for (const char* name : {"x.h5", "x.shard-3.h5", "x.shard-0-of-2.h5", "x.shard-3-of-2.h5",
                             "x.shard-a-of-2.h5", "x.shard-1-of-.h5"}) {
        EXPECT_FALSE(sibling(name, 1)) << name;
        EXPECT_FALSE(shard_named(name)) << name;
    }
    EXPECT_EQ(shard_named("x.shard-3-of-16.h5")->index, 3U);
    EXPECT_EQ(shard_named("x.shard-3-of-16.h5")->count, 16U);
    EXPECT_EQ(resume_command("x.h5", {3, 16}), "entente run STUDY --shard 3/16 -o x.h5 --resume");
    EXPECT_EQ(resume_command("x.h5", {1, 1}), "entente run STUDY -o x.h5 --resume");
}

TEST(Merging, ArrangesShards) {
    std::vector<ShardFile> parts{part(3, 4, 5, 8), part(1, 4, 0, 2), part(4, 4, 8, 10),
                                 part(2, 4, 2, 5)};
    arrange(parts, 10);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(parts[i].shard.index, i + 1);
    EXPECT_TRUE(missing_shards(parts).empty());
    EXPECT_EQ(refusal([&] { check_complete(parts); }), "");
}

// With more shards than tiles, some have none.
TEST(Merging, TakesShardsWithoutTiles) {
    EXPECT_EQ(arranged({part(1, 3, 0, 0), part(2, 3, 0, 1), part(3, 3, 1, 1)}, 1), "");
}

TEST(Merging, RefusesAShardTwice) {
    auto copy = part(2, 3, 4, 7);
    copy.file = "copy.h5";
    EXPECT_EQ(arranged({part(1, 3, 0, 4), part(2, 3, 4, 7), part(3, 3, 7, 9), copy}, 9),
              "x.shard-2-of-3.h5 and copy.h5 are both shard 2 of 3: give each shard once");
}

TEST(Merging, RefusesShardsOfAnotherDivision) {
    EXPECT_EQ(arranged({part(1, 3, 0, 3), part(2, 2, 5, 9)}, 9),
              "x.shard-1-of-3.h5 is shard 1 of 3, x.shard-2-of-2.h5 is shard 2 of 2: shards of one "
              "division go together");
    auto whole = part(1, 1, 0, 9);
    whole.file = "x.h5";
    EXPECT_EQ(arranged({part(1, 3, 0, 3), whole}, 9),
              "x.shard-1-of-3.h5 is shard 1 of 3, x.h5 is the whole run: shards of one division go "
              "together");
}

TEST(Merging, RefusesTilesThatDoNotFollow) {
    for (const auto& parts : std::initializer_list<std::vector<ShardFile>>{
             {part(1, 2, 0, 3), part(2, 2, 4, 9)},                     // a gap
             {part(1, 2, 0, 5), part(2, 2, 4, 9)},                     // twice
             {part(1, 2, 1, 4), part(2, 2, 4, 9)},                     // the first is missing
             {part(1, 2, 0, 4), part(2, 2, 4, 8)},                     // the last
             {part(1, 4, 0, 4), part(3, 4, 3, 8), part(4, 4, 8, 9)}})  // twice, one missing
        EXPECT_NE(arranged(parts, 9).find("do not go with those of the other shards"),
                  std::string::npos);
    EXPECT_EQ(arranged({part(2, 4, 3, 5), part(4, 4, 8, 9)}, 9), "");
}

TEST(Merging, SaysWhichAreMissing) {
    std::vector<ShardFile> parts{part(2, 9, 1, 2), part(4, 9, 3, 4), part(9, 9, 8, 9)};
    EXPECT_EQ(missing_shards(parts), (Numbers{1, 3, 5, 6, 7, 8}));
    EXPECT_EQ(refusal([&] { check_complete(parts); }),
              "shards 1, 3 and 5 to 8 of 9 are missing: x.shard-1-of-9.h5, x.shard-3-of-9.h5, "
              "x.shard-5-of-9.h5, x.shard-6-of-9.h5, ...");
    parts = {part(2, 3, 1, 2), part(3, 3, 2, 3)};
    EXPECT_EQ(refusal([&] { check_complete(parts); }),
              "shard 1 of 3 is missing: x.shard-1-of-3.h5");
    for (ShardFile& p : parts) p.file = "a.h5";
    EXPECT_EQ(refusal([&] { check_complete(parts); }), "shard 1 of 3 is missing");
}

TEST(Merging, JoinsHistories) {
    std::vector<ShardFile> parts{part(1, 2, 0, 1), part(2, 2, 1, 2)};
    parts[0].history = "a\nb";
    parts[1].history = "c";
    EXPECT_EQ(joined_history("", parts), "a\nb\nc");
    EXPECT_EQ(joined_history("b\nmerge", parts), "b\nmerge\na\nc");
}

class MergedStudy : public StudyFolder {
  protected:
    static constexpr Crew crew{.backend = Backend::serial, .isa = kernels::Isa::scalar};

    // What the file of this part of the study would say.
    results::Schema schema_of(const std::string& text, const Shard& shard,
                              std::optional<std::uint64_t> limit = {}) {
        plan_.emplace(
            make_plan(study(text), {.scenarios_per_tile = 4, .limit = limit, .shard = shard}));
        auto schema = make_schema(*plan_);
        results::Attributes more;
        const auto integer = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
        if (shard.count > 1) {
            more = {{"shard_index", integer(shard.index)},
                    {"shard_count", integer(shard.count)},
                    {"first_tile", integer(plan_->first_tile)},
                    {"end_tile", integer(plan_->last_tile)}};
        }
        const RunOptions options{.file = "x.h5", .crew = crew, .attributes = more};
        start_ = first_start(*plan_, options);
        for (const auto& entry : start_.attributes) schema.attributes.push_back(entry);
        for (const auto& entry : provenance_of_end(plan_->scenarios_here(), 2.5))
            schema.attributes.push_back(entry);
        return schema;
    }

    // Reads the shards 1 to `count` and compares what they make with the whole run.
    void expect_whole(const std::string& text, std::uint64_t count,
                      std::optional<std::uint64_t> limit = {}) {
        std::vector<ShardFile> parts;
        std::optional<results::Schema> first;
        std::optional<Identity> identity;
        for (std::uint64_t i = 1; i <= count; ++i) {
            auto schema = schema_of(text, {i, count}, limit);
            EXPECT_EQ(identity_of(schema), start_.identity);
            parts.push_back(part_of("x.h5", schema));
            EXPECT_EQ(parts.back().seconds, 2.5);
            EXPECT_EQ(parts.back().first_tile, plan_->first_tile);
            EXPECT_EQ(parts.back().end_tile, plan_->last_tile);
            if (i == 1) {
                identity = identity_of(schema);
                first = std::move(schema);
            }
        }
        const auto expected = schema_of(text, {});
        if (!limit) {
            EXPECT_EQ(identity_of(expected), start_.identity);
        }
        static_cast<void>(schema_of(text, {}, limit));
        arrange(parts, plan_->last_tile);
        const Whole whole = whole_of(std::move(*first), *identity, parts);
        EXPECT_EQ(whole.tiles, plan_->last_tile);
        EXPECT_EQ(whole.start.identity, start_.identity);
        EXPECT_EQ(whole.schema.plotted, make_schema(*plan_).plotted);
        expect_same(whole.schema.attributes, make_schema(*plan_).attributes);
        expect_same(whole.start.attributes, start_.attributes);
    }

    static void expect_same(const results::Attributes& found, const results::Attributes& expected) {
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            EXPECT_EQ(found[i].first, expected[i].first);
            const auto& name = found[i].first;
            if (name == "start_time" || name == "history") continue;
            EXPECT_EQ(found[i].second, expected[i].second) << name;
        }
    }

    std::optional<Plan> plan_;
    results::RunStart start_;
};

const std::string grid = on_island +
                         "[parameters]\nmirror = { from = 0, to = 1, points = 7 }\n"
                         "recovery = [0, 0.5, 1]\n";
const std::string sample =
    on_island + "[parameters]\n\"*\" = \"plausible\"\n[design]\nkind = \"sobol\"\nscenarios = 40\n";
const std::string table = on_island + "[design]\nkind = \"table\"\nfile = \"points.csv\"\n";

TEST_F(MergedStudy, SaysWhatASingleRunWouldHaveSaid) {
    write("points.csv", "mirror,recovery\n0,0\n0.5,1\n1,1\n0,1\n0.25,0.5\n");
    for (const auto& text : {grid, sample, table}) {
        for (const std::uint64_t count : {1U, 2U, 5U, 40U}) expect_whole(text, count);
        expect_whole(text, 3, 5);
    }
}

// Of a table, the file must say which: its study does not.
TEST_F(MergedStudy, DependsOnTheTable) {
    write("points.csv", "mirror,recovery\n0,0\n0.5,1\n1,1\n0,1\n");
    auto schema = schema_of(table, {1, 2});
    const auto identity = *identity_of(schema);
    ASSERT_TRUE(table_checksum(identity));
    write("points.csv", "mirror,recovery\n0,0\n0.5,1\n1,1\n0,0.5\n");
    const auto other = *identity_of(schema_of(table, {2, 2}));
    const auto what = difference(with_tiles(identity, 0, 0), with_tiles(other, 0, 0),
                                 {.then = "in a", .now = "in b"});
    ASSERT_TRUE(what);
    EXPECT_TRUE(what->starts_with("table: 'a file with checksum ")) << *what;
    std::erase_if(schema.attributes,
                  [](const auto& entry) { return entry.first == "table_crc32"; });
    EXPECT_FALSE(identity_of(schema));
    EXPECT_FALSE(table_checksum(*identity_of(schema_of(grid, {1, 2}))));
}

TEST_F(MergedStudy, IsOfWhatItsFileSays) {
    const auto schema = schema_of(grid, {2, 3});
    const auto without = [&](const std::string& name) {
        auto changed = schema;
        std::erase_if(changed.attributes, [&](const auto& e) { return e.first == name; });
        return changed;
    };
    const auto with = [&](const std::string& name, std::int64_t value) {
        auto changed = without(name);
        changed.attributes.emplace_back(name, value);
        return refusal([&] { part_of("a.h5", changed); });
    };
    for (const char* name :
         {"program", "program_commit", "model", "model_version", "isa", "scenarios_wanted"})
        EXPECT_FALSE(identity_of(without(name))) << name;
    EXPECT_EQ(refusal([&] { part_of("a.h5", without("scenarios_computed")); }),
              "a.h5: not as a result file should be (its attribute 'scenarios_computed')");
    EXPECT_EQ(with("shard_index", 4), "a.h5: not as a result file should be (which shard it is)");
    EXPECT_EQ(with("end_tile", 99), "a.h5: not as a result file should be (which tiles it has)");
    EXPECT_EQ(with("first_tile", -1),
              "a.h5: not as a result file should be (its attribute 'first_tile')");
    EXPECT_EQ(with("shard_index", 3), "");
}

TEST_F(MergedStudy, HasOneLayout) {
    const auto schema = schema_of(grid, {1, 2});
    const auto check = [&](const results::Schema& other) {
        return refusal([&] { check_layout("a.h5", schema, "b.h5", other); });
    };
    EXPECT_EQ(check(schema_of(grid, {2, 2})), "");
    auto other = schema;
    other.variables.pop_back();
    EXPECT_EQ(check(other), "a.h5 and b.h5 are laid out differently: they cannot be of one run");
    other = schema;
    other.variables[0].type = results::ElementType::float64;
    EXPECT_NE(check(other), "");
    other = schema;
    other.compression = results::Compression::none;
    EXPECT_NE(check(other), "");
    EXPECT_NE(check(schema_of(sample, {2, 2})), "");
}

}  // namespace
}  // namespace entente::driver
