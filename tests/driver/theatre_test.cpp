// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "driver/theatre_file.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class TheatreRead : public StudyFolder {
  protected:
    kernels::Theatre theatre(const std::string& text) const {
        write("theatre.toml", text);
        return read_theatre(file("theatre.toml"), {}).theatre;
    }

    // The island with other members: a file's name or an array.
    kernels::Theatre with_members(const std::string& members) const {
        std::string text = theatre_text("island");
        text.erase(text.find("members"));
        return theatre(text + "members = " + members + "\n");
    }

    kernels::Theatre with_csv(const std::string& text) const {
        write("other.csv", text);
        return with_members("\"other.csv\"");
    }
};

void expect_same(const std::vector<kernels::Member>& a, const std::vector<kernels::Member>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].id, b[i].id);
        EXPECT_EQ(a[i].label, b[i].label);
        EXPECT_EQ(a[i].gdp, b[i].gdp);
        EXPECT_EQ(a[i].burden, b[i].burden);
        EXPECT_EQ(a[i].distance, b[i].distance);
        EXPECT_EQ(a[i].host_nation_support, b[i].host_nation_support);
        EXPECT_EQ(a[i].wavering, b[i].wavering);
    }
}

TEST_F(TheatreRead, HasWhatItsFileSays) {
    const kernels::Theatre t =
        theatre(theatre_text("far_east2") + "sources = [\"one\", \"two\"]\n");
    EXPECT_EQ(t.name, "far_east2");
    EXPECT_EQ(t.adversary, "Sea");
    EXPECT_EQ(t.adversary_capability, 163);
    EXPECT_EQ(t.baseline.credence, 0.8);
    EXPECT_EQ(t.defaults.belief, 0.6);
    EXPECT_EQ(t.defaults.threat_growth, 0.02);
    EXPECT_EQ(t.sources, (std::vector<std::string>{"one", "two"}));
    ASSERT_EQ(t.members.size(), 2U);
    EXPECT_EQ(t.members[1].id, "TWO");
    EXPECT_EQ(t.members[1].label, "Second");
    EXPECT_EQ(t.members[1].gdp, 100);
    EXPECT_EQ(t.members[1].burden, 0.02);
    EXPECT_EQ(t.members[1].distance, 800);
    EXPECT_EQ(t.members[1].host_nation_support, 0);
    EXPECT_EQ(t.members[1].wavering, 0);
}

TEST_F(TheatreRead, DefaultsFollowTheBaselineWhereTheyAreNotGiven) {
    const std::string members = "members = \"island.csv\"\n";
    const kernels::Theatre t =
        theatre("name = \"x\"\nadversary = { name = \"Sea\", capability_bn_usd = 1 }\n" + members +
                "[baseline]\nintegration = 0.25\ndifferentiation = 0.5\ncredence = 0.8\n"
                "theatre_share = 0.125\nnorm_target = 0.02\n");
    EXPECT_EQ(t.defaults.integration, 0.25);
    EXPECT_EQ(t.defaults.differentiation, 0.5);
    EXPECT_EQ(t.defaults.theatre_share, 0.125);
    EXPECT_EQ(t.defaults.belief, kernels::TheatreDefaults().belief);
}

TEST_F(TheatreRead, MembersInlineAndInAFileAreTheSame) {
    const auto from_file = with_csv(
        "id,name,gdp_bn_usd,burden,distance_km,hns_share,wavering,note\n"
        "ONE,\"First, of two\",900,0.013,1600,0.0001,0,\"says \"\"so\"\"\"\n"
        "T-2.b,T-2.b,1.5e2,0.02,0,0,1,\n");
    const auto inline_array = with_members(
        "[\n"
        "{ id = \"ONE\", name = \"First, of two\", gdp_bn_usd = 900, burden = 0.013, "
        "distance_km = 1600, hns_share = 0.0001, note = \"says so\" },\n"
        "{ id = \"T-2.b\", gdp_bn_usd = 150, burden = 0.02, distance_km = 0, wavering = 1 },\n]");
    expect_same(from_file.members, inline_array.members);
}

TEST_F(TheatreRead, ColumnsMayStandInAnyOrderAndLinesEndLikeWindows) {
    const auto plain = with_csv("id,gdp_bn_usd,burden,distance_km\nONE,900,0.013,1600\n");
    const auto other = with_csv(
        "\xEF\xBB\xBF"
        "distance_km,burden,id,gdp_bn_usd\r\n\r\n1600, 0.013,ONE,900\r\n");
    expect_same(plain.members, other.members);
}

TEST_F(TheatreRead, NamesOfPeopleMayBeInAnyScript) {
    const auto t =
        with_csv("id,name,gdp_bn_usd,burden,distance_km\nJPN,\xE6\x97\xA5\xE6\x9C\xAC,1,0.1,1\n");
    EXPECT_EQ(t.members.at(0).label, "\xE6\x97\xA5\xE6\x9C\xAC");
}

TEST_F(TheatreRead, FindsItsMembersFromItsOwnFolder) {
    std::filesystem::create_directories(file("a/b"));
    std::filesystem::rename(file("island.csv"), file("a/island.csv"));
    std::string text = theatre_text("island");
    text.replace(text.find("island.csv"), 10, "../island.csv");
    write("a/b/theatre.toml", text);
    EXPECT_EQ(read_theatre(file("a/b/theatre.toml"), {}).theatre.members.size(), 2U);
}

TEST_F(TheatreRead, HasOneMemberTo64) {
    for (const int members : {1, 64}) {
        std::string rows = "id,gdp_bn_usd,burden,distance_km\n";
        for (int i = 1; i <= members; ++i) rows += "M" + std::to_string(i) + ",100,0.02,800\n";
        write("island.csv", rows);
        const Plan p = plan(on_island);
        const auto dimensions = p.instance->dimensions();
        const auto found = std::find_if(dimensions.begin(), dimensions.end(),
                                        [](const auto& d) { return d.name == "island_member"; });
        ASSERT_NE(found, dimensions.end());
        EXPECT_EQ(found->labels.size(), static_cast<std::size_t>(members));
    }
}

}  // namespace
}  // namespace entente::driver
