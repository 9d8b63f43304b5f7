// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

const std::string in_triangle = "model = \"conflict_network\"\nnetwork = \"triangle.toml\"\n";
const std::string triangle =
    "name = \"triangle\"\nlinks = \"links.csv\"\ngroups = \"groups.csv\"\n";

// Three groups whose files are right.
class BadNetwork : public BadInput {
  protected:
    BadNetwork() {
        write("study.toml", in_triangle);
        write("triangle.toml", triangle);
        write("groups.csv", "id,role\nHUB,patron\nSUB,spoke\nFOE,rival\n");
        write("links.csv", "from,to,weight\nHUB,SUB,1\nHUB,FOE,-1\n");
    }
};

TEST_F(BadNetwork, IsGivenToAModelWithoutOne) {
    expect("study.toml", "",
           {{"model = \"deterrence\"\nnetwork = \"triangle.toml\"\n",
             "study.toml:2:11: the model deterrence takes no network (models "
             "that do: conflict_network, network_stability)"}});
    expect("study.toml", "",
           {{on_island + "network = \"triangle.toml\"\n",
             "study.toml:3:11: the model alliance takes no network (models that do: "
             "conflict_network, network_stability)"}});
}

TEST_F(BadNetwork, IsNeitherAFileNorATable) {
    const std::string model = "model = \"conflict_network\"\n";
    expect(
        "study.toml", model,
        {
            {"network = 1\n", "study.toml:2:11: network: expected a string, found a whole number"},
            {"network = \"\"\n", "study.toml:2:11: network: the string is empty"},
            {"network = \"missing.toml\"\n",
             "study.toml:2:11: cannot read 'missing.toml': there is no such file"},
            {"[network]\nlinks = \"links.csv\"\n", "study.toml:2:1: [network]: 'name' is missing"},
            {"[network]\nname = \"n\"\n", "study.toml:2:1: [network]: 'links' is missing"},
            {"[network]\nname = \"n\"\nlinks = \"links.csv\"\nweights = 1\n",
             "study.toml:5:1: [network]: unknown key 'weights' (valid: name, links, groups, "
             "sources)"},
        });
}

TEST_F(BadNetwork, HasAWrongFile) {
    const std::string name = "name = \"triangle\"\n";
    expect(
        "triangle.toml", "",
        {
            {"links = \"links.csv\"\n", "triangle.toml: 'name' is missing"},
            {"name = \"Triangle\"\nlinks = \"links.csv\"\n",
             "triangle.toml:1:8: 'Triangle' cannot name a network (valid: a small letter, then "
             "small letters, digits and '_', 32 at most)"},
            {"name = \"study\"\nlinks = \"links.csv\"\n",
             "triangle.toml:1:8: 'study' cannot name a network: it has a meaning of its own"},
            {name, "triangle.toml: 'links' is missing"},
            {name + "link = \"links.csv\"\n",
             "triangle.toml:2:1: unknown key 'link' (did you mean 'links'?)"},
            {name + "links = \"lost.csv\"\n",
             "triangle.toml:2:9: cannot read 'lost.csv': there is no such file"},
            {name + "links = [1]\n", "triangle.toml:2:9: links: expected a string, found an array"},
            {name + "links = \"links.csv\"\ngroups = \"lost.csv\"\n",
             "triangle.toml:3:10: cannot read 'lost.csv': there is no such file"},
            {name + "links = \"links.csv\"\nsources = \"mine\"\n",
             "triangle.toml:3:11: sources: expected an array, found a string"},
        });
}

TEST_F(BadNetwork, HasWrongGroups) {
    const std::string one = "id,name,role,shifter,cost,strength\nHUB,The hub,patron,0,1,1\n";
    expect("groups.csv", "",
           {
               {"", "groups.csv: the file is empty (valid: a header, then groups)"},
               {"id\n", "groups.csv: the network has 0 groups (valid: 2 to 128)"},
               {"id\nHUB\n", "groups.csv: the network has 1 group (valid: 2 to 128)"},
               {"role\npatron\n", "groups.csv:1:1: the column 'id' is missing"},
               {"id,rolle\n", "groups.csv:1:4: unknown column 'rolle' (did you mean 'role'?)"},
               {"id,id\n", "groups.csv:1:4: two columns are called 'id'"},
               {"id;role\n", "groups.csv:1:1: the cells are separated by ';' (valid: ',')"},
           });
    expect("groups.csv", one,
           {
               {"HUB,,,0,1,1", "groups.csv:3:1: two groups have the id 'HUB'"},
               {"S B,,,0,1,1",
                "groups.csv:3:1: 'S B' cannot be a group's id (valid: 1 to 32 letters, digits, "
                "'_', '-' and '.')"},
               {"SUB,,leader,0,1,1",
                "groups.csv:3:6: role of group 'SUB': unknown 'leader' (valid: other, patron, "
                "spoke, rival)"},
               {"SUB,,spokes,0,1,1",
                "groups.csv:3:6: role of group 'SUB': unknown 'spokes' (did you mean 'spoke'?)"},
               {"SUB,,spoke,x,1,1", "groups.csv:3:12: shifter of group 'SUB': 'x' is not a number"},
               {"SUB,,spoke,2e6,1,1",
                "groups.csv:3:12: shifter of group 'SUB': 2000000 is out of range (valid: -1e+06 "
                "to 1e+06)"},
               {"SUB,,spoke,0,0,1",
                "groups.csv:3:14: cost of group 'SUB': 0 is out of range (valid: above 0 to "
                "1e+06)"},
               {"SUB,,spoke,0,1,-1",
                "groups.csv:3:16: strength of group 'SUB': -1 is out of range (valid: above 0 to "
                "1e+09)"},
               {"SUB,,spoke,0,1,",
                "groups.csv:3:16: strength of group 'SUB': the cell is empty (valid: a number)"},
               {"SUB,,spoke", "groups.csv:3: the row has 3 cells, but the header names 6"},
           });
}

TEST_F(BadNetwork, HasWrongLinks) {
    expect(
        "links.csv", "",
        {
            {"", "links.csv: the file is empty (valid: a header, then links)"},
            {"from,to\nHUB,SUB\n", "links.csv:1:1: the column 'weight' is missing"},
            {"from,to,wieght\n", "links.csv:1:9: unknown column 'wieght' (did you mean 'weight'?)"},
        });
    expect(
        "links.csv", "from,to,weight\nHUB,SUB,1\n",
        {
            {"HUB,SUD,1", "links.csv:3:5: no group has the id 'SUD' (did you mean 'SUB'?)"},
            {"HUB,nobody,1", "links.csv:3:5: no group has the id 'nobody' (valid: HUB, SUB, FOE)"},
            {"FOE,FOE,1", "links.csv:3:5: a link of 'FOE' to itself"},
            {"HUB,SUB,-1", "links.csv:3:1: 'HUB' and 'SUB' are already linked, in line 2"},
            {"SUB,HUB,1", "links.csv:3:1: 'SUB' and 'HUB' are already linked, in line 2"},
            {"HUB,FOE,0",
             "links.csv:3:9: weight of 'HUB' and 'FOE': 0 is no link (valid: above 0 an alliance, "
             "below 0 an enmity)"},
            {"HUB,FOE,-1001",
             "links.csv:3:9: weight of 'HUB' and 'FOE': -1001 is out of range (valid: -1000 to "
             "1000)"},
            {"HUB,FOE,enemy", "links.csv:3:9: weight of 'HUB' and 'FOE': 'enemy' is not a number"},
            {"HUB,FOE", "links.csv:3: the row has 2 cells, but the header names 3"},
        });
}

TEST_F(BadNetwork, HasTooManyGroups) {
    std::string rows;
    for (int i = 1; i <= 129; ++i) rows += "G" + std::to_string(i) + "\n";
    expect("groups.csv", "id\n", {{rows, "groups.csv:130:1: a network has at most 128 groups"}});

    write("triangle.toml", "name = \"triangle\"\nlinks = \"links.csv\"\n");
    std::string star;
    for (int i = 1; i <= 128; ++i) star += "HUB,G" + std::to_string(i) + ",1\n";
    expect("links.csv", "from,to,weight\n",
           {{star, "links.csv:129:5: a network has at most 128 groups"},
            {"", "links.csv: the network has 0 groups (valid: 2 to 128)"},
            {"a b,c,1",
             "links.csv:2:1: 'a b' cannot be a group's id (valid: 1 to 32 letters, digits, '_', "
             "'-' and '.')"}});
}

}  // namespace
}  // namespace entente::driver
