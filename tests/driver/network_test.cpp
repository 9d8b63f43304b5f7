// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

using kernels::Group;
using kernels::Network;

const std::string links = "from,to,weight\nHUB,SUB,1\nFOE,HUB,-0.5\n";
const std::string groups =
    "strength,id,name,role,cost,shifter,note\r\n"
    "9,HUB,\"Hub, the\",patron,2,-1.5,\r\n"
    "1,FOE,,rival,1,0,why\r\n"
    "2,SUB,,,1,0,\r\n";

class NetworkRead : public StudyFolder {
  protected:
    NetworkRead() {
        write("links.csv", links);
        write("other_links.csv", "from,to,weight\nA,B,1\n");
        std::filesystem::create_directories(file("data"));
        write("data/groups.csv", "id,role\nHUB,patron\nSUB,spoke\nFOE,rival\n");
    }

    Study with(const std::string& network, const std::vector<Override>& overrides = {}) const {
        return study("model = \"conflict_network\"\n" + network, overrides);
    }
};

TEST_F(NetworkRead, HasWhatItsFilesSay) {
    write("groups.csv", groups);
    write("net.toml",
          "name = \"net\"\nlinks = \"links.csv\"\ngroups = \"groups.csv\"\nsources = [\"mine\"]\n");
    const Network network = with("network = \"net.toml\"\n").network.value();
    EXPECT_EQ(network.name, "net");
    EXPECT_EQ(network.sources, std::vector<std::string>{"mine"});
    ASSERT_EQ(network.groups.size(), 3U);
    const Group& hub = network.groups[0];
    EXPECT_EQ(hub.id, "HUB");
    EXPECT_EQ(hub.name, "Hub, the");
    EXPECT_EQ(hub.role, Group::Role::patron);
    EXPECT_EQ(hub.shifter, -1.5);
    EXPECT_EQ(hub.cost, 2);
    EXPECT_EQ(hub.strength, 9);
    EXPECT_EQ(network.groups[1].role, Group::Role::rival);
    EXPECT_EQ(network.groups[2].id, "SUB");
    EXPECT_EQ(network.groups[2].name, "SUB");
    ASSERT_EQ(network.links.size(), 2U);
    EXPECT_EQ(network.links[1].a, 1U);
    EXPECT_EQ(network.links[1].b, 0U);
    EXPECT_EQ(network.links[1].weight, -0.5);
}

TEST_F(NetworkRead, HasTheGroupsThatAreLinkedIfItNamesNone) {
    const Network network =
        with("[network]\nname = \"net\"\nlinks = \"links.csv\"\n").network.value();
    ASSERT_EQ(network.groups.size(), 3U);
    EXPECT_EQ(network.groups[2].id, "FOE");
    EXPECT_EQ(network.groups[2].name, "FOE");
    EXPECT_EQ(network.groups[2].role, Group::Role::other);
    EXPECT_EQ(network.groups[2].cost, 1);
}

TEST_F(NetworkRead, KeepsItsTexts) {
    write("data/net.toml", "name = \"net\"\nlinks = \"../links.csv\"\ngroups = \"groups.csv\"\n");
    const Study study = with("network = \"data/net.toml\"\n");
    std::vector<std::string> names;
    for (const SourceText& text : study.texts) names.push_back(text.name);
    EXPECT_EQ(names, (std::vector<std::string>{"study", "net.network", "net.groups", "net.links"}));
    EXPECT_EQ(study.texts.back().text, links);
}

TEST_F(NetworkRead, YieldsToTheCommandLine) {
    const std::string table = "[network]\nname = \"net\"\nlinks = \"links.csv\"\n";
    const Study study = with(table, {{"network.links", "other_links.csv"}});
    EXPECT_EQ(study.network.value().groups.at(0).id, "A");
    write("net.toml", "name = \"net\"\nlinks = \"links.csv\"\n");
    EXPECT_EQ(with("", {{"network", "net.toml"}}).network.value().groups.at(0).id, "HUB");
}

TEST_F(NetworkRead, ReachesTheModel) {
    write("data/net.toml", "name = \"net\"\nlinks = \"../links.csv\"\ngroups = \"groups.csv\"\n");
    const Plan p = make_plan(with("network = \"data/net.toml\"\n"));
    const auto dimensions = p.instance->dimensions();
    ASSERT_EQ(dimensions.size(), 1U);
    EXPECT_EQ(dimensions[0].labels, (std::vector<std::string>{"HUB", "SUB", "FOE"}));
}

TEST_F(NetworkRead, IsTheModelsOwnIfTheStudyHasNone) {
    const Plan p = make_plan(with(""));
    EXPECT_TRUE(p.instance->dimensions().empty());
}

}  // namespace
}  // namespace entente::driver
