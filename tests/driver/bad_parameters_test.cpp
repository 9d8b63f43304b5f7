// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadParameters = BadInput;

const std::string parameters = on_island + "[parameters]\n";

TEST_F(BadParameters, AreUnknown) {
    expect(
        "study.toml", parameters,
        {
            {"miror = 0.5", "study.toml:4:1: unknown parameter 'miror' (did you mean 'mirror'?)"},
            {"Mirror = 0.5", "study.toml:4:1: unknown parameter 'Mirror' (did you mean 'mirror'?)"},
            {"integration = 0.5",
             "study.toml:4:1: unknown parameter 'integration' (did you mean "
             "'island.integration'?)"},
            {"europe.integration = 0.5",
             "study.toml:4:8: unknown parameter 'europe.integration' (did you mean "
             "'island.integration'?)"},
            {"island.integratoin = [0, 1]",
             "study.toml:4:8: unknown parameter 'island.integratoin' (did you mean "
             "'island.integration'?)"},
            {"xyzzy = 0.5",
             "study.toml:4:1: unknown parameter 'xyzzy' ('entente models alliance' lists the "
             "parameters)"},
            {"[parameters.island]\nbeleif = 0.5",
             "study.toml:5:1: unknown parameter 'island.beleif' (did you mean 'island.belief'?)"},
            {"[parameters.mirror]\nfrm = 0",
             "study.toml:5:1: parameter 'mirror': unknown key 'frm' (did you mean 'from'?)"},
            {"mirror = { form = 0, too = 1, point = 3 }",
             "study.toml:4:12: parameter 'mirror': unknown key 'form' (did you mean 'from'?)"},
            {"mirror = { value = 0.5 }",
             "study.toml:4:12: parameter 'mirror': unknown key 'value' (did you mean 'values'?)"},
            {"island = 0.5",
             "study.toml:4:1: unknown parameter 'island' ('entente models alliance' lists the "
             "parameters)"},
        });
}

TEST_F(BadParameters, AreOutOfRange) {
    expect(
        "study.toml", parameters,
        {
            {"mirror = 1.4",
             "study.toml:4:10: parameter 'mirror': 1.4 is out of range (valid: 0 to 1)"},
            {"mirror = -0.1",
             "study.toml:4:10: parameter 'mirror': -0.1 is out of range (valid: 0 to 1)"},
            {"mirror = 1.0000000000000002",
             "study.toml:4:10: parameter 'mirror': 1.0000000000000002 is out of range (valid: 0 to "
             "1)"},
            {"mirror = -5e-324",
             "study.toml:4:10: parameter 'mirror': -5e-324 is out of range (valid: 0 to 1)"},
            {"island.belief = 0",
             "study.toml:4:17: parameter 'island.belief': 0 is out of range (valid: above 0, below "
             "1)"},
            {"island.belief = 1",
             "study.toml:4:17: parameter 'island.belief': 1 is out of range (valid: above 0, below "
             "1)"},
            {"bargaining = 0",
             "study.toml:4:14: parameter 'bargaining': 0 is out of range (valid: above 0 to 1)"},
            {"bargaining = 1.0000000000000002",
             "study.toml:4:14: parameter 'bargaining': 1.0000000000000002 is out of range (valid: "
             "above 0 to 1)"},
            {"private_share = 0.0099",
             "study.toml:4:17: parameter 'private_share': 0.0099 is out of range (valid: 0.01 to "
             "0.99)"},
            {"mirror = nan", "study.toml:4:10: parameter 'mirror': nan is not a finite number"},
            {"mirror = -inf", "study.toml:4:10: parameter 'mirror': -inf is not a finite number"},
            {"mirror = 1e400",
             "study.toml:4:15: not valid TOML: '1e400' could not be interpreted as a value"},
            {"mirror = [0, 0.5, 1.5]",
             "study.toml:4:19: parameter 'mirror': 1.5 is out of range (valid: 0 to 1)"},
            {"mirror = { from = 0, to = 1.5, points = 3 }",
             "study.toml:4:27: parameter 'mirror': 1.5 is out of range (valid: 0 to 1)"},
            {"island.belief = { from = 0, to = 0.9, points = 3 }",
             "study.toml:4:26: parameter 'island.belief': 0 is out of range (valid: above 0, below "
             "1)"},
        });
}

TEST_F(BadParameters, AreOfTheWrongKind) {
    expect("study.toml", parameters,
           {
               {"mirror = \"0.5\"",
                "study.toml:4:10: parameter 'mirror': unknown '0.5' (valid: a number, [a, b, c], { "
                "from = , to = , points = }, { min = , max = }, \"plausible\")"},
               {"mirror = \"plausibel\"",
                "study.toml:4:10: parameter 'mirror': unknown 'plausibel' (valid: a number, [a, b, "
                "c], { from = , to = , points = }, { min = , max = }, \"plausible\")"},
               {"mirror = true",
                "study.toml:4:10: parameter 'mirror': expected a number, found true or false"},
               {"mirror = 12:30:00",
                "study.toml:4:10: parameter 'mirror': expected a number, found a date or time"},
               {"mirror = {}", "study.toml:4:10: parameter 'mirror': the table is empty"},
               {"mirror = [0, \"1\"]",
                "study.toml:4:14: parameter 'mirror': expected a number, found a string"},
               {"mirror = [[0, 1]]",
                "study.toml:4:11: parameter 'mirror': expected a number, found an array"},
               {"mirror = [{ from = 0 }]",
                "study.toml:4:11: parameter 'mirror': expected a number, found a table"},
               {"mirror = { values = 0.5 }",
                "study.toml:4:21: parameter 'mirror': expected an array, found a number"},
               {"mirror = { from = \"0\", to = 1, points = 2 }",
                "study.toml:4:19: parameter 'mirror': from: expected a number, found a string"},
               {"\"*\" = 0.5",
                "study.toml:4:7: '*' stands for all parameters that are not named (valid: "
                "\"plausible\")"},
           });
}

TEST_F(BadParameters, AreGivenTwice) {
    expect(
        "study.toml", parameters,
        {
            {"\"island.belief\" = 0.5\n[parameters.island]\nbelief = 0.6",
             "study.toml:6:1: parameter 'island.belief' is given twice (also at study.toml:4:1)"},
            {"island.belief = 0.5\n\"island.belief\" = 0.6",
             "study.toml:5:1: parameter 'island.belief' is given twice (also at study.toml:4:8)"},
            {"mirror = 0.5\n[[linked]]\naxis = \"x\"\nparameters = [\"mirror\"]\nvalues = [0, 1]",
             "study.toml:7:15: parameter 'mirror' is given twice (also at study.toml:4:1)"},
            {"[[linked]]\naxis = \"x\"\nparameters = [\"deeds\", \"mirror\",\n  \"mirror\"]\n"
             "values = [0, 1]",
             "study.toml:7:3: parameter 'mirror' is given twice (also at study.toml:6:24)"},
            {"[[linked]]\naxis = \"x\"\nparameters = [\"mirror\"]\nvalues = [0, 1]\n"
             "[[linked]]\naxis = \"y\"\nparameters = [\"mirror\"]\nvalues = [0, 1]",
             "study.toml:10:15: parameter 'mirror' is given twice (also at study.toml:6:15)"},
        });
}

TEST_F(BadParameters, HaveNoSoundAxis) {
    expect(
        "study.toml", parameters,
        {
            {"mirror = []",
             "study.toml:4:10: parameter 'mirror': an axis needs at least one value"},
            {"mirror = { values = [] }",
             "study.toml:4:21: parameter 'mirror': an axis needs at least one value"},
            {"mirror = [0.5, 0, 0.5]",
             "study.toml:4:19: parameter 'mirror': the value 0.5 is listed twice"},
            {"mirror = [0, -0.0]",
             "study.toml:4:14: parameter 'mirror': the value 0 is listed twice"},
            {"mirror = { from = 0, to = 1 }",
             "study.toml:4:10: parameter 'mirror': 'points' is missing"},
            {"mirror = { from = 0, points = 3 }",
             "study.toml:4:10: parameter 'mirror': 'to' is missing"},
            {"mirror = { from = 0, to = 1, points = 0 }",
             "study.toml:4:39: parameter 'mirror': points: 0 is out of range (valid: 1 to "
             "1000000)"},
            {"mirror = { from = 0, to = 1, points = 1 }",
             "study.toml:4:39: parameter 'mirror': one point cannot reach from 0 to 1 (valid: 2 or "
             "more points, or from = to)"},
            {"mirror = { from = 1, to = 1, points = 2 }",
             "study.toml:4:39: parameter 'mirror': from and to are both 1, which is 1 point, not "
             "2"},
            {"mirror = { from = 0, to = 1, points = -3 }",
             "study.toml:4:39: parameter 'mirror': points: -3 is out of range (valid: 1 to "
             "1000000)"},
            {"mirror = { from = 0, to = 1, points = 2.5 }",
             "study.toml:4:39: parameter 'mirror': points: 2.5 is not a whole number"},
            {"mirror = { from = 0, to = 1, points = 1e12 }",
             "study.toml:4:39: parameter 'mirror': points: 1000000000000 is out of range (valid: 1 "
             "to 1000000)"},
            {"mirror = { from = 0, to = 1, points = 3, steps = 2 }",
             "study.toml:4:42: parameter 'mirror': unknown key 'steps' (valid: from, to, points, "
             "scale, role)"},
            {"mirror = { from = 0, to = 1, points = 3, scale = \"log\" }",
             "study.toml:4:19: parameter 'mirror': a log scale cannot reach 0 (valid: above 0)"},
            {"mirror = { from = 1, to = -1, points = 3, scale = \"log\" }",
             "study.toml:4:27: parameter 'mirror': a log scale cannot reach -1 (valid: above 0)"},
            {"mirror = { from = 0, to = 1, points = 3, scale = \"cubic\" }",
             "study.toml:4:50: parameter 'mirror': scale: unknown 'cubic' (valid: linear, log)"},
            {"mirror = { from = 0.1, to = 0.10000000000000002, points = 5 }",
             "study.toml:4:59: parameter 'mirror': 5 points from 0.1 to 0.10000000000000002 are "
             "closer than double precision can tell apart"},
            {"mirror = { from = -1e308, to = 1e308, points = 3 }",
             "study.toml:4:10: parameter 'mirror': from -1e+308 to 1e+308 is too wide"},
            {"mirror = { values = [0, 1], from = 0 }",
             "study.toml:4:29: parameter 'mirror': unknown key 'from' (valid: values, role)"},
        });
}

TEST_F(BadParameters, MakeTooLargeAGrid) {
    std::string text;
    for (const char* name : {"recovery", "relapse", "deeds"}) {
        text += std::string(name) + " = { from = 0, to = 1, points = 1_000_000 }\n";
    }
    expect("study.toml", parameters,
           {
               {text + "mirror = { from = 0, to = 1, points = 10 }",
                "study.toml:7:1: axis 'mirror': with its 10 points the grid has 2^63 scenarios or "
                "more (1000000000000000000 without it)"},
               {"mirror = { from = 0, to = 1, points = 131072 }\n"
                "deeds = { from = 0, to = 1, points = 131072 }\n"
                "thinning = { from = 0, to = 1, points = 131072 }\n"
                "recovery = { from = 0, to = 1, points = 4096 }\n",
                "study.toml:7:1: axis 'recovery': with its 4096 points the grid has 2^63 scenarios "
                "or more (2251799813685248 without it)"},
           });
}

TEST_F(BadParameters, MakeMoreAxesThanAFileHolds) {
    const auto plain = plan(on_island);
    std::string text;
    for (const auto& parameter : plain.instance->parameters()) {
        text += parameter.name + " = [" + std::to_string(parameter.plausible.lo) + "]\n";
    }
    expect("study.toml", parameters,
           {{text, "study.toml:35:1: axis 'adversary_war_cost': a grid has at most 31 axes"}});
}

}  // namespace
}  // namespace entente::driver
