// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

// A line of the theatre (line 6 and those behind are empty) and what is wrong if it reads so.
struct WrongLine {
    std::size_t line;
    std::string text;
    std::string message;
};

class BadTheatre : public BadInput {
  protected:
    void expect_wrong(std::initializer_list<WrongLine> cases) const {
        for (const auto& [number, text, message] : cases) {
            std::istringstream in(theatre_text("island"));
            std::string theatre, line;
            for (std::size_t i = 1; i <= 6; ++i) {
                std::getline(in, line);
                theatre += (i == number ? text : in ? line : "") + "\n";
            }
            expect("island.toml", "", {{theatre, message}});
        }
    }
};

TEST_F(BadTheatre, HasAWrongName) {
    expect_wrong({
        {1, "", "island.toml: 'name' is missing"},
        {1, "name = 1", "island.toml:1:8: name: expected a string, found a whole number"},
        {1, "name = \"\"", "island.toml:1:8: name: the string is empty"},
        {1, "name = \"Island\"",
         "island.toml:1:8: 'Island' cannot name a theatre (valid: a small letter, then small "
         "letters, digits and '_', 32 at most)"},
        {1, "name = \"is.land\"",
         "island.toml:1:8: 'is.land' cannot name a theatre (valid: a small letter, then small "
         "letters, digits and '_', 32 at most)"},
        {1, "name = \"2land\"",
         "island.toml:1:8: '2land' cannot name a theatre (valid: a small letter, then small "
         "letters, digits and '_', 32 at most)"},
        {1, "name = \"" + std::string(33, 'a') + "\"",
         "island.toml:1:8: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' cannot name a theatre (valid: a "
         "small letter, then small letters, digits and '_', 32 at most)"},
        {1, "name = \"design\"",
         "island.toml:1:8: 'design' cannot name a theatre: it has a meaning of its own"},
        {1, "name = \"mirror\"",
         "study.toml:2:13: a theatre cannot be called 'mirror': the model has a parameter of this "
         "name"},
    });
}

TEST_F(BadTheatre, HasAWrongAdversary) {
    expect_wrong({
        {2, "", "island.toml: 'adversary' is missing"},
        {2, "adversary = \"Sea\"", "island.toml:2:13: adversary: expected a table, found a string"},
        {2, "adversary = { name = \"Sea\" }",
         "island.toml:2:13: adversary: 'capability_bn_usd' is missing"},
        {2, "adversary = { capability_bn_usd = 163 }",
         "island.toml:2:13: adversary: 'name' is missing"},
        {2, "adversary = { name = \"Sea\", capability = 163 }",
         "island.toml:2:29: adversary: unknown key 'capability' (did you mean "
         "'capability_bn_usd'?)"},
        {2, "adversary = { name = \"Sea\", capability_bn_usd = 163, navy = 1 }",
         "island.toml:2:54: adversary: unknown key 'navy' (valid: name, capability_bn_usd, note)"},
        {2, "adversary = { name = \"Sea\", capability_bn_usd = 0 }",
         "island.toml:2:49: capability_bn_usd of the adversary: 0 is out of range (valid: above 0 "
         "to 1e+06)"},
        {2, "adversary = { name = \"Sea\", capability_bn_usd = 65.2e9 }",
         "island.toml:2:49: capability_bn_usd of the adversary: 65200000000 is out of range "
         "(valid: above 0 to 1e+06)"},
        {2, "adversary = { name = \"Sea\", capability_bn_usd = nan }",
         "island.toml:2:49: capability_bn_usd of the adversary: nan is not a finite number"},
        {2, "adversary = { name = \"Sea\", capability_bn_usd = 1, note = 2 }",
         "island.toml:2:59: note on the adversary: expected a string, found a whole number"},
    });
}

TEST_F(BadTheatre, HasAWrongBaseline) {
    const std::string most =
        "integration = 1, differentiation = 0, credence = 0.8, theatre_share = 0.4";
    expect_wrong({
        {3, "", "island.toml: 'baseline' is missing"},
        {3, "baseline = {}", "island.toml:3:12: baseline: 'integration' is missing"},
        {3, "baseline = { " + most + " }", "island.toml:3:12: baseline: 'norm_target' is missing"},
        {3, "baseline = { " + most + ", norm_target = 0 }",
         "island.toml:3:103: baseline norm_target: 0 is out of range (valid: above 0 to 0.1)"},
        {3, "baseline = { " + most + ", norm_target = 2 }",
         "island.toml:3:103: baseline norm_target: 2 is out of range (valid: above 0 to 0.1)"},
        {3, "baseline = { " + most + ", norm_target = 0.02, belief = 0.7 }",
         "island.toml:3:109: baseline: unknown key 'belief' (valid: integration, differentiation, "
         "credence, theatre_share, norm_target)"},
        {3,
         "baseline = { integration = 1.1, differentiation = 0, credence = 0.8, theatre_share = "
         "0.4, norm_target = 0.02 }",
         "island.toml:3:28: baseline integration: 1.1 is out of range (valid: 0 to 1)"},
        {3,
         "baseline = { integration = 1, differentiation = 0, credence = 0.8, theatre_share = "
         "0.6, norm_target = 0.02 }",
         "island.toml:3:84: baseline theatre_share: 0.6 is out of range (valid: 0 to 0.5)"},
    });
}

TEST_F(BadTheatre, HasWrongDefaults) {
    expect_wrong({
        {4, "defaults = 0.5", "island.toml:4:12: defaults: expected a table, found a number"},
        {4, "defaults = { beleif = 0.5 }",
         "island.toml:4:14: defaults: unknown key 'beleif' (did you mean 'belief'?)"},
        {4, "defaults = { mirror = 0.5 }",
         "island.toml:4:14: defaults: unknown key 'mirror' (valid: integration, differentiation, "
         "belief, rhetoric, theatre_share, threat_growth)"},
        {4, "defaults = { belief = 1 }",
         "island.toml:4:23: parameter 'island.belief': 1 is out of range (valid: above 0, below "
         "1)"},
        {4, "defaults = { rhetoric = -1.1 }",
         "island.toml:4:25: parameter 'island.rhetoric': -1.1 is out of range (valid: -1 to 1)"},
        {4, "defaults = { belief = inf }",
         "island.toml:4:23: default belief: inf is not a finite number"},
        {4, "defaults = { threat_growth = \"2 %\" }",
         "island.toml:4:30: default threat_growth: expected a number, found a string"},
    });
}

TEST_F(BadTheatre, HasWrongMembersOrKeys) {
    std::filesystem::create_directory(file("folder"));
    expect_wrong({
        {5, "", "island.toml: 'members' is missing"},
        {5, "members = 2", "island.toml:5:11: members: expected an array, found a whole number"},
        {5, "members = []", "island.toml:5:11: a theatre needs at least one member"},
        {5, "members = \"missing.csv\"",
         "island.toml:5:11: cannot read 'missing.csv': there is no such file"},
        {5, "members = \"folder\"", "island.toml:5:11: cannot read 'folder': it is a folder"},
        {5, "members = \"island.toml\"",
         "island.toml:1:8: a quote inside a cell (a cell that holds quotes is quoted whole: \"a "
         "\"\"b\"\"\")"},
        {6, "member = 1", "island.toml:6:1: unknown key 'member' (did you mean 'members'?)"},
        {6, "source = [\"invented\"]",
         "island.toml:6:1: unknown key 'source' (did you mean 'sources'?)"},
        {6, "sources = \"invented\"",
         "island.toml:6:11: sources: expected an array, found a string"},
        {6, "sources = [1]", "island.toml:6:12: sources: expected a string, found a whole number"},
        {6, "belief = 0.5",
         "island.toml:6:1: unknown key 'belief' (valid: name, adversary, baseline, defaults, "
         "members, sources)"},
        {6, "name = \"coast\"",
         "island.toml:6:8: not valid TOML: cannot redefine existing string 'name'"},
        {6, "note = \"\xE9\"",
         "island.toml:6:8: not valid TOML: encountered invalid utf-8 sequence"},
    });
}

TEST_F(BadTheatre, HasWrongMembersInline) {
    const std::string one = "members = [{ id = \"ONE\", gdp_bn_usd = 900, burden = 0.013, ";
    expect_wrong({
        {5, "members = [1]", "island.toml:5:12: member: expected a table, found a whole number"},
        {5, "members = [{}]", "island.toml:5:12: member: 'id' is missing"},
        {5, "members = [{ id = \"ONE\", gdp_bn_usd = 900, burden = 0.013 }]",
         "island.toml:5:12: member: 'distance_km' is missing"},
        {5, one + "distance_km = 0, colour = \"red\" }]",
         "island.toml:5:77: member: unknown key 'colour' (valid: id, name, gdp_bn_usd, burden, "
         "distance_km, hns_share, wavering, note)"},
        {5, one + "distance_km = -1 }]",
         "island.toml:5:74: distance_km of member 'ONE': -1 is out of range (valid: 0 to 1e+05)"},
        {5, one + "distance_km = 0, wavering = 1.5 }]",
         "island.toml:5:88: wavering of member 'ONE': 1.5 is out of range (valid: 0 to 1)"},
        {5, one + "distance_km = 0, hns_share = 0.05 }]",
         "island.toml:5:89: hns_share of member 'ONE': 0.05 is out of range (valid: 0 to 0.04, "
         "because up to 20 times as much may be demanded)"},
        {5, one + "distance_km = 0, name = 1 }]",
         "island.toml:5:84: name of member 'ONE': expected a string, found a whole number"},
        {5,
         one + "distance_km = 0 },\n  { id = \"ONE\", gdp_bn_usd = 1, burden = 0.1, distance_km = "
               "1 }]",
         "island.toml:6:10: two members have the id 'ONE'"},
        {5, "members = [{ id = \"no spaces\", gdp_bn_usd = 900, burden = 0.013, distance_km = 0 }]",
         "island.toml:5:19: 'no spaces' cannot be a member's id (valid: 1 to 32 letters, digits, "
         "'_', '-' and '.')"},
    });
}

}  // namespace
}  // namespace entente::driver
