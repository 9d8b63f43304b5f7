// SPDX-License-Identifier: Apache-2.0
//
// Designs for sensitivity analysis, their groups, correlations, choices and roles.
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadBlocks = BadInput;

const std::string saltelli = on_island + "[design]\nkind = \"saltelli\"\n";
const std::string two =
    "\n[parameters]\nrecovery = { min = 0, max = 1 }\nrelapse = { min = 0, max = 1 }\n";

TEST_F(BadBlocks, HaveKeysThatAreWrong) {
    const std::string design = on_island + "[design]\nkind = ";
    expect(
        "study.toml", design,
        {
            {"\"saltelli\"", "study.toml:3:1: [design]: 'points' is missing"},
            {"\"saltelli\"\nscenarios = 8",
             "study.toml:5:1: design.scenarios has no meaning for kind \"saltelli\" (only for "
             "random, latin_hypercube and sobol)"},
            {"\"sobol\"\nscenarios = 8\npoints = 8",
             "study.toml:6:1: design.points has no meaning for kind \"sobol\" (only for saltelli, "
             "morris, fast and derivatives)"},
            {"\"morris\"\npoints = 8\nreplicates = 2",
             "study.toml:6:1: design.replicates has no meaning for kind \"morris\" (only for "
             "saltelli, fast and derivatives)"},
            {"\"saltelli\"\npoints = 1024\nsampling = \"halton\"",
             "study.toml:6:12: design.sampling: unknown 'halton' (valid: sobol, random)"},
            {"\"saltelli\"\npoints = 1024\nsecond_order = 1",
             "study.toml:6:16: design.second_order: expected true or false, found a whole number"},
            {"\"saltelli\"\npoints = 1024\nsampling = \"random\"\nscrambling = \"owen\"",
             "study.toml:7:14: design.scrambling has no meaning for sampling = \"random\""},
            {"\"morris\"\npoints = 8\nlevels = 5",
             "study.toml:6:10: design.levels: 5 is odd, and a step goes from one half of the "
             "levels to the other (valid: 4 or 6)"},
            {"\"morris\"\npoints = 8\nlevels = 1",
             "study.toml:6:10: design.levels: 1 is out of range (valid: 2 to 1000)"},
            {"\"morris\"\npoints = 8\noptimised = 9",
             "study.toml:6:13: design.optimised: 9 trajectories of 8 (valid: 2 to 8, or more "
             "points to choose from)"},
            {"\"derivatives\"\npoints = 1024\nstep = 0.51",
             "study.toml:6:8: design.step: 0.51 is out of range (valid: 1e-08 to 0.5)"},
            {"\"fast\"\npoints = 64\nreplicates = 1",
             "study.toml:5:10: design.points: 64 are 64 on each of 1 curve, and 4 harmonics need "
             "65 (valid: 65 or more, or fewer replicates or harmonics)"},
            {"\"fast\"\npoints = 1024",
             "study.toml:5:10: design.points: 1024 are 64 on each of 16 curves, and 4 harmonics "
             "need 65 (valid: 2048 or more, or fewer replicates or harmonics)"},
            {"\"latin_hypercube\"\nscenarios = 2001\ncriterion = \"maximin\"",
             "study.toml:5:13: design.scenarios: 2001 are too many to place for criterion = "
             "\"maximin\" (valid: 1 to 2000; or kind = \"sobol\", which fills space as well for "
             "any number)"},
            {"\"latin_hypercube\"\nscenarios = 20\ncriterion = \"minimax\"",
             "study.toml:6:13: design.criterion: unknown 'minimax' (valid: none, maximin)"},
        });
}

TEST_F(BadBlocks, HaveReplicatesThatCannotShareThem) {
    expect("study.toml", saltelli,
           {
               {"points = 1000",
                "study.toml:5:10: design.points: 1000 is not a multiple of 1024, 64 for each of 16 "
                "replicates (valid: points = 1024, or replicates = 1)"},
               {"points = 1280",
                "study.toml:5:10: design.points: 1280 is not a multiple of 1024, 64 for each of 16 "
                "replicates (valid: points = 1024 or 2048, or replicates = 10)"},
               {"points = 128\nreplicates = 3",
                "study.toml:5:10: design.points: 128 is not a multiple of 192, 64 for each of 3 "
                "replicates (valid: points = 192, or replicates = 2)"},
               {"points = 128\nreplicates = 0",
                "study.toml:6:14: design.replicates: 0 is out of range (valid: 1 to 256)"},
               {"points = 1024\nscrambling = \"none\"\nreplicates = 16",
                "study.toml:7:14: design.replicates: 16 of them, but points that are not scrambled "
                "are the same (valid: 1)"},
               {"points = 1024\nsampling = \"random\"\nreplicates = 16",
                "study.toml:7:14: design.replicates: 16 of them, but random points are independent "
                "as they are (valid: 1)"},
           });
}

TEST_F(BadBlocks, AreTooManyOrHaveNoFactor) {
    expect("study.toml", on_island + "[design]\nkind = ",
           {
               {"\"saltelli\"\npoints = 1024",
                "study.toml:3:1: the design is one of Saltelli's, but no parameter is sampled "
                "(write { min = , max = }, or \"*\" = \"plausible\")"},
               {"\"saltelli\"\nreplicates = 1\npoints = 4611686018427387904" + two,
                "study.toml:6:10: design.points: with 4 scenarios for each of 4611686018427387904 "
                "points the design has 2^63 scenarios or more (valid: at most 2305843009213693951 "
                "points)"},
               {"\"morris\"\npoints = 10001\noptimised = 4" + two,
                "study.toml:6:13: design.optimised: to choose 4 of 10001 trajectories along 2 "
                "factors takes too long (valid: at most 10000 points)"},
               {"\"morris\"\npoints = 10\n[parameters]\nrelapse = [0, 1]",
                "study.toml:7:12: parameter 'relapse' has the values of a grid's axis, but the "
                "design is one of Morris's (sample it with { min = , max = }, or choose kind = "
                "\"grid\")"},
           });
}

TEST_F(BadBlocks, AreGroupedWrongly) {
    const std::string group = "[[group]]\nname = \"x\"\nparameters = ";
    expect(
        "study.toml", saltelli + "points = 1024" + two,
        {
            {"[[group]]\nparameters = [\"recovery\"]",
             "study.toml:9:1: [[group]]: 'name' is missing"},
            {"[[group]]\nname = \"x\"", "study.toml:9:1: [[group]]: 'parameters' is missing"},
            {group + "[]", "study.toml:11:14: group 'x': it has no parameter"},
            {group + "[\"recovry\"]",
             "study.toml:11:15: group 'x': 'recovry' is no column of the design (did you mean "
             "'recovery'?)"},
            {group + "[\"mirror\"]",
             "study.toml:11:15: group 'x': 'mirror' is no column of the design (valid: recovery, "
             "relapse)"},
            {group + "[\"recovery\", \"recovery\"]",
             "study.toml:11:27: group 'x': 'recovery' is in a group already (at "
             "study.toml:11:15)"},
            {group + "[\"recovery\"]\n[[group]]\nname = \"x\"\nparameters = [\"relapse\"]",
             "study.toml:13:8: group 'x' is given twice (also at study.toml:10:8)"},
            {"[[group]]\nname = \"relapse\"\nparameters = [\"recovery\"]",
             "study.toml:10:8: group 'relapse' has the name of a column that is not in it"},
        });
    expect("study.toml", on_island + "[design]\nkind = \"fast\"\npoints = 4096" + two,
           {{group + "[\"recovery\"]",
             "study.toml:10:8: group 'x': kind \"fast\" has no groups (valid: kind = \"saltelli\" "
             "or \"morris\")"}});
}

TEST_F(BadBlocks, AreCorrelated) {
    const std::string pair = "[[correlation]]\nparameters = [\"recovery\", \"relapse\"]\nvalue = ";
    expect("study.toml", saltelli + "points = 1024" + two,
           {{pair + "0.5",
             "study.toml:9:1: [[correlation]]: what kind \"saltelli\" estimates is defined for "
             "independent parameters (valid: kind = \"random\", \"latin_hypercube\" or \"sobol\", "
             "with given-data methods)"}});
    expect("study.toml", on_island + "[parameters]\nrecovery = [0, 1]\nrelapse = [0, 1]\n",
           {{pair + "0.5",
             "study.toml:6:1: [[correlation]]: the scenarios of kind \"grid\" are given (valid: "
             "kind = \"random\", \"latin_hypercube\" or \"sobol\")"}});
    const std::string sobol = on_island + "[design]\nkind = \"sobol\"\nscenarios = 8" + two +
                              "mirror = { min = 0, max = 1 }\n";
    const auto between = [](const std::string& names, const std::string& value) {
        return "[[correlation]]\nparameters = [" + names + "]\nvalue = " + value + "\n";
    };
    expect("study.toml", sobol,
           {
               {between("\"recovery\"", "0.5"),
                "study.toml:11:14: [[correlation]]: 1 parameter (valid: 2)"},
               {pair + "1",
                "study.toml:12:9: [[correlation]]: value: 1 is out of range (valid: above -1, "
                "below 1)"},
               {between("\"recovery\", \"recovery\"", "0.5"),
                "study.toml:11:27: [[correlation]]: 'recovery' with itself"},
               {between("\"recovery\", \"deeds\"", "0.5"),
                "study.toml:11:27: [[correlation]]: 'deeds' is no column of the design (valid: "
                "recovery, relapse, mirror)"},
               {pair + "0.5\n" + between("\"relapse\", \"recovery\"", "0.5"),
                "study.toml:13:1: [[correlation]]: 'relapse' and 'recovery' are correlated twice "
                "(also at study.toml:10:1)"},
               {pair + "-0.9\n" + between("\"recovery\", \"mirror\"", "-0.9") +
                    between("\"mirror\", \"relapse\"", "-0.9"),
                "study.toml:10:1: [[correlation]]: no 3 parameters can have these correlations "
                "together: the matrix is not positive definite (valid: nearer to 0, about 0.55 "
                "times as strong)"},
           });
}

TEST_F(BadBlocks, HaveChoicesAndRolesThatAreWrong) {
    expect(
        "study.toml", on_island + "[design]\nkind = \"sobol\"\nscenarios = 8\n[parameters]\n",
        {
            {"mirror = { choices = [] }",
             "study.toml:7:22: parameter 'mirror': an axis needs at least one value"},
            {"mirror = { choices = [0, 2] }",
             "study.toml:7:26: parameter 'mirror': 2 is out of range (valid: 0 to 1)"},
            {"mirror = { choices = [0, 0] }",
             "study.toml:7:26: parameter 'mirror': the value 0 is listed twice"},
            {"mirror = { choices = [0, 1], weights = [1] }",
             "study.toml:7:40: parameter 'mirror': 1 weight for 2 choices"},
            {"mirror = { choices = [0, 1], weights = [1, 0] }",
             "study.toml:7:44: parameter 'mirror': weights: 0 is out of range (valid: above 0 to "
             "1e+09)"},
            {"mirror = { weights = [1, 0] }",
             "study.toml:7:10: parameter 'mirror': 'choices' is missing"},
            {"mirror = { choices = [0, 1], min = 0 }",
             "study.toml:7:30: parameter 'mirror': unknown key 'min' (valid: choices, weights, "
             "role)"},
            {"mirror = { min = 0, max = 1, role = \"knob\" }",
             "study.toml:7:37: parameter 'mirror': role: unknown 'knob' (valid: uncertainty, "
             "lever)"},
        });
    expect("study.toml", on_island + "[parameters]\n",
           {{"mirror = { choices = [0, 1] }",
             "study.toml:4:1: parameter 'mirror' is sampled, but the design is a grid (make it an "
             "axis with { from = , to = , points = }, or choose kind = \"latin_hypercube\", "
             "\"sobol\" or \"random\")"}});
    expect("study.toml",
           on_island + "[design]\nkind = \"derivatives\"\npoints = 1024\n[parameters]\n",
           {{"mirror = { choices = [0, 1] }",
             "study.toml:7:1: parameter 'mirror': there is no derivative by a whole number or a "
             "choice (valid: fixed, or kind = \"saltelli\" or \"morris\")"}});
}

}  // namespace
}  // namespace entente::driver
