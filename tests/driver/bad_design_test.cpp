// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadDesign = BadInput;

const std::string sampled = on_island + "[design]\nkind = \"sobol\"\nscenarios = 8\n[parameters]\n";

TEST_F(BadDesign, IsNone) {
    std::filesystem::create_directory(file("folder"));
    expect(
        "study.toml", on_island + "[design]\n",
        {
            {"kind = \"sobel\"",
             "study.toml:4:8: design.kind: unknown 'sobel' (did you mean 'sobol'?)"},
            {"kind = \"factorial\"",
             "study.toml:4:8: design.kind: unknown 'factorial' (valid: grid, random, "
             "latin_hypercube, sobol, saltelli, morris, fast, derivatives, table)"},
            {"kind = 1", "study.toml:4:8: design.kind: expected a string, found a whole number"},
            {"kind = \"sobol\"", "study.toml:3:1: [design]: 'scenarios' is missing"},
            {"kind = \"random\"\nscenarios = 0",
             "study.toml:5:13: design.scenarios: 0 is out of range (valid: 1 to "
             "9223372036854775807)"},
            {"kind = \"random\"\nscenarios = 1.5",
             "study.toml:5:13: design.scenarios: 1.5 is not a whole number"},
            {"kind = \"random\"\nscenarios = -1",
             "study.toml:5:13: design.scenarios: -1 is out of range (valid: 1 to "
             "9223372036854775807)"},
            {"kind = \"random\"\nscenarios = 1e19",
             "study.toml:5:13: design.scenarios: 1e+19 is out of range (valid: 1 to "
             "9223372036854775807)"},
            {"kind = \"random\"\nscenarios = 8\nseed = -1",
             "study.toml:6:8: design.seed: -1 is out of range (valid: 0 to 9223372036854775807)"},
            {"kind = \"random\"\nscenarios = 8\nseed = \"now\"",
             "study.toml:6:8: design.seed: expected a whole number, found a string"},
            {"kind = \"random\"\nscenarios = 8\nscrambling = \"owen\"",
             "study.toml:6:1: design.scrambling has no meaning for kind \"random\" (only for "
             "sobol, saltelli and derivatives)"},
            {"kind = \"sobol\"\nscenarios = 8\nscrambling = \"owens\"",
             "study.toml:6:14: design.scrambling: unknown 'owens' (did you mean 'owen'?)"},
            {"kind = \"random\"\nscenarios = 8\nfile = \"table.csv\"",
             "study.toml:6:1: design.file has no meaning for kind \"random\" (only for table)"},
            {"seed = 7",
             "study.toml:4:1: design.seed has no meaning for kind \"grid\" (only for random, "
             "latin_hypercube, sobol, saltelli, morris, fast and derivatives)"},
            {"scenarios = 100",
             "study.toml:4:1: design.scenarios has no meaning for kind \"grid\" (only for random, "
             "latin_hypercube and sobol)"},
            {"kind = \"table\"", "study.toml:3:1: [design]: 'file' is missing"},
            {"kind = \"table\"\nfile = \"missing.csv\"",
             "study.toml:5:8: cannot read 'missing.csv': there is no such file"},
            {"kind = \"table\"\nfile = \"folder\"",
             "study.toml:5:8: cannot read 'folder': it is a folder"},
            {"kind = \"table\"\nfile = \"island.csv\"\nseed = 7",
             "study.toml:6:1: design.seed has no meaning for kind \"table\" (only for random, "
             "latin_hypercube, sobol, saltelli, morris, fast and derivatives)"},
        });
}

TEST_F(BadDesign, HasParametersOfAnother) {
    expect("study.toml", on_island + "[parameters]\n",
           {
               {"mirror = { min = 0, max = 1 }",
                "study.toml:4:1: parameter 'mirror' is sampled, but the design is a grid (make it "
                "an axis with { from = , to = , points = }, or choose kind = \"latin_hypercube\", "
                "\"sobol\" or \"random\")"},
               {"mirror = \"plausible\"",
                "study.toml:4:1: parameter 'mirror' is sampled, but the design is a grid (make it "
                "an axis with { from = , to = , points = }, or choose kind = \"latin_hypercube\", "
                "\"sobol\" or \"random\")"},
               {"\"*\" = \"plausible\"",
                "study.toml:4:1: '*' is sampled, but the design is a grid (make it an axis with { "
                "from = , to = , points = }, or choose kind = \"latin_hypercube\", \"sobol\" or "
                "\"random\")"},
               {"[[linked]]\naxis = \"x\"\nparameters = [\"mirror\"]\nmin = 0\nmax = 1",
                "study.toml:5:8: axis 'x' is sampled, but the design is a grid (make it an axis "
                "with { from = , to = , points = }, or choose kind = \"latin_hypercube\", "
                "\"sobol\" or \"random\")"},
           });
    expect(
        "study.toml", sampled,
        {
            {"",
             "study.toml:3:1: the design is a Sobol' sequence, but no parameter is sampled (write "
             "{ min = , max = }, or \"*\" = \"plausible\")"},
            {"mirror = 0.5",
             "study.toml:3:1: the design is a Sobol' sequence, but no parameter is sampled (write "
             "{ min = , max = }, or \"*\" = \"plausible\")"},
            {"mirror = [0, 1]",
             "study.toml:7:11: parameter 'mirror' has the values of a grid's axis, but the design "
             "is a Sobol' sequence (sample it with { min = , max = }, or choose kind = \"grid\")"},
            {"mirror = { from = 0, to = 1, points = 3 }",
             "study.toml:7:19: parameter 'mirror' has the values of a grid's axis, but the design "
             "is a Sobol' sequence (sample it with { min = , max = }, or choose kind = \"grid\")"},
            {"deeds = { min = 0, max = 1 }\n"
             "[[linked]]\naxis = \"x\"\nparameters = [\"mirror\"]\nvalues = [0, 1]",
             "study.toml:9:8: axis 'x' has the values of a grid's axis, but the design is a Sobol' "
             "sequence (sample it with { min = , max = }, or choose kind = \"grid\")"},
        });
}

TEST_F(BadDesign, SamplesWhatCannotBe) {
    expect(
        "study.toml", sampled,
        {
            {"mirror = { min = 0 }", "study.toml:7:10: parameter 'mirror': 'max' is missing"},
            {"mirror = { min = 0, max = 1.5 }",
             "study.toml:7:27: parameter 'mirror': 1.5 is out of range (valid: 0 to 1)"},
            {"mirror = { min = 1, max = 0 }",
             "study.toml:7:1: parameter 'mirror': min 1 is not below max 0"},
            {"mirror = { min = 0.5, max = 0.5 }",
             "study.toml:7:1: parameter 'mirror': min 0.5 is not below max 0.5"},
            {"mirror = { min = nan, max = 1 }",
             "study.toml:7:18: parameter 'mirror': min: nan is not a finite number"},
            {"mirror = { min = 0, max = \"1\" }",
             "study.toml:7:27: parameter 'mirror': max: expected a number, found a string"},
            {"mirror = { min = 0, max = 1, points = 5 }",
             "study.toml:7:30: parameter 'mirror': unknown key 'points' (valid: distribution, "
             "min, max, role)"},
            {"mirror = { distribution = \"gauss\", min = 0, max = 1 }",
             "study.toml:7:27: parameter 'mirror': distribution: unknown 'gauss' (valid: "
             "uniform, loguniform, normal, lognormal, triangular, beta)"},
            {"mirror = { distribution = \"normal\", mean = 0.5 }",
             "study.toml:7:10: parameter 'mirror': 'sd' is missing"},
            {"mirror = { distribution = \"normal\", mean = 0.5, sd = 0 }",
             "study.toml:7:1: parameter 'mirror': sd 0 is out of range (valid: above 0)"},
            {"mirror = { distribution = \"normal\", mean = 500, sd = 0.1 }",
             "study.toml:7:1: parameter 'mirror': there is no probability between 0 and 1"},
            {"mirror = { distribution = \"normal\", mean = 0.5, sd = 0.1, mode = 1 }",
             "study.toml:7:59: parameter 'mirror': unknown key 'mode' (valid: distribution, "
             "mean, sd, min, max, role)"},
            {"mirror = { distribution = \"lognormal\", mean = 0, sd = inf }",
             "study.toml:7:55: parameter 'mirror': sd: inf is not a finite number"},
            {"mirror = { distribution = \"loguniform\", min = 0, max = 1 }",
             "study.toml:7:1: parameter 'mirror': min 0 of a loguniform distribution (valid: "
             "above 0)"},
            {"mirror = { distribution = \"triangular\", min = 0, max = 1 }",
             "study.toml:7:10: parameter 'mirror': 'mode' is missing"},
            {"mirror = { distribution = \"triangular\", min = 0, mode = 2, max = 1 }",
             "study.toml:7:1: parameter 'mirror': mode 2 is out of range (valid: 0 to 1)"},
            {"mirror = { distribution = \"beta\", alpha = 0, beta = 2 }",
             "study.toml:7:1: parameter 'mirror': alpha 0 and beta 2 (valid: both 1e-06 to 1e+06)"},
            {"island.belief = { min = 0, max = 0.5 }",
             "study.toml:7:25: parameter 'island.belief': 0 is out of range (valid: above 0, "
             "below 1)"},
            {"[[linked]]\naxis = \"x\"\nparameters = [\"mirror\", \"island.belief\"]\n"
             "min = 0.5\nmax = 1",
             "study.toml:11:7: parameter 'island.belief': 1 is out of range (valid: above 0, "
             "below 1)"},
        });
}

TEST_F(BadDesign, HasAnImpossibleOutput) {
    expect(
        "study.toml", on_island + "[output]\n",
        {
            {"file = 1", "study.toml:4:8: output.file: expected a string, found a whole number"},
            {"file = \"\"", "study.toml:4:8: output.file: the string is empty"},
            {"variables = \"island.stability\"",
             "study.toml:4:13: output.variables: expected an array, found a string"},
            {"variables = []",
             "study.toml:4:13: output.variables: it names none (leave it out for all scalar "
             "outputs)"},
            {"variables = [1]",
             "study.toml:4:14: output.variables: expected a string, found a whole number"},
            {"variables = [\"island.stabilty\"]",
             "study.toml:4:14: unknown output 'island.stabilty' (did you mean "
             "'island.stability'?)"},
            {"variables = [\"stability\"]",
             "study.toml:4:14: unknown output 'stability' (did you mean 'island.stability'?)"},
            {"variables = [\"peace\"]",
             "study.toml:4:14: unknown output 'peace' ('entente models alliance' lists the "
             "outputs)"},
            {"variables = [\"europe.*\"]",
             "study.toml:4:14: no output matches 'europe.*' ('entente models alliance' lists the "
             "outputs)"},
            {"variables = [\"status\", \"status\"]",
             "study.toml:4:24: output 'status' is named twice"},
            {"precision = \"float16\"",
             "study.toml:4:13: output.precision: unknown 'float16' (did you mean 'float32'?)"},
            {"precision = 32",
             "study.toml:4:13: output.precision: expected a string, found a whole number"},
            {"compression = \"gzip\"",
             "study.toml:4:15: output.compression: unknown 'gzip' (valid: none, deflate)"},
            {"significant_bits = 0",
             "study.toml:4:20: output.significant_bits: 0 is out of range (valid: 1 to 23)"},
            {"significant_bits = 24",
             "study.toml:4:20: output.significant_bits: 24 is out of range (valid: 1 to 23)"},
            {"precision = \"float64\"\nsignificant_bits = 53",
             "study.toml:5:20: output.significant_bits: 53 is out of range (valid: 1 to 52)"},
            {"significant_bits = \"all\"",
             "study.toml:4:20: output.significant_bits: expected a whole number, found a string"},
            {"parameters = \"none\"",
             "study.toml:4:14: output.parameters has no meaning for a grid, whose parameters are "
             "its axes"},
        });
    expect("study.toml", sampled + "mirror = { min = 0, max = 1 }\n[output]\n",
           {{"parameters = \"float16\"",
             "study.toml:9:14: output.parameters: unknown 'float16' (did you mean 'float64'?)"}});
}

TEST_F(BadDesign, IsCutImpossibly) {
    expect("--tile: 0 is out of range (valid: 1 to 16777216)", {}, {0, {}, {}});
    expect("--tile: 16777217 is out of range (valid: 1 to 16777216)", {}, {16777217, {}, {}});
    expect("--limit: 0 is out of range (valid: 1 or more)", {}, {{}, 0, {}});
    expect("--shard: 0/4 is out of range (valid: 1/N to N/N)", {}, {{}, {}, {0, 4}});
    expect("--shard: 5/4 is out of range (valid: 1/N to N/N)", {}, {{}, {}, {5, 4}});
    expect("--shard: 1/0 is out of range (valid: 1/N to N/N)", {}, {{}, {}, {1, 0}});
}

}  // namespace
}  // namespace entente::driver
