// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadOverride = BadInput;

TEST_F(BadOverride, IsRefusedInItsOwnName) {
    write("study.toml", on_island +
                            "horizon = 3\n[parameters]\nmirror = [0, 1]\nrecovery = 0.5\n"
                            "[[linked]]\naxis = \"trust\"\n"
                            "parameters = [\"island.belief\", \"deeds\"]\nvalues = [0.5, 0.6]\n");
    const std::pair<Override, std::string> cases[] = {
        {{"miror", "0.5"}, "--set miror=0.5: unknown parameter 'miror' (did you mean 'mirror'?)"},
        {{"mirror", "1.4"},
         "--set mirror=1.4: parameter 'mirror': 1.4 is out of range (valid: 0 to 1)"},
        {{"mirror", "nan"}, "--set mirror=nan: parameter 'mirror': nan is not a finite number"},
        {{"mirror", "half"},
         "--set mirror=half: parameter 'mirror': unknown 'half' (valid: a number, [a, b, c], { "
         "from = , to = , points = }, { min = , max = }, \"plausible\")"},
        {{"mirror", "[0, 2]"},
         "--set mirror=[0, 2]: parameter 'mirror': 2 is out of range (valid: 0 to 1)"},
        {{"mirror", "[0, 1"},
         "--set mirror=[0, 1: '[0, 1' is not a value (valid: a number, a word, a \"string\", [a, "
         "b, c], or { from = 0, to = 1, points = 5 })"},
        {{"mirror", ""},
         "--set mirror=: '' is not a value (valid: a number, a word, a \"string\", [a, b, c], or { "
         "from = 0, to = 1, points = 5 })"},
        {{"mirror", "{ from = 0, to = 1 }"},
         "--set mirror={ from = 0, to = 1 }: parameter 'mirror': 'points' is missing"},
        {{"mirror", "0.5\nrecovery = 1"},
         "--set mirror=0.5 recovery = 1: '0.5 recovery = 1' is not a value (valid: a number, a "
         "word, a \"string\", [a, b, c], or { from = 0, to = 1, points = 5 })"},
        {{"mirror.points", "3"},
         "--set mirror.points=3: 'mirror' has no parts: it is given as a single value at "
         "study.toml:5:10"},
        {{"recovery.points", "3"},
         "--set recovery.points=3: 'recovery' has no parts: it is given as a single value at "
         "study.toml:6:12"},
        {{"island.belif", "0.5"},
         "--set island.belif=0.5: unknown parameter 'island.belif' (did you mean "
         "'island.belief'?)"},
        {{"island.belief", "0.5"},
         "--set island.belief=0.5: parameter 'island.belief' is given twice (also at "
         "study.toml:9:15)"},
        {{"trust", "2"},
         "--set trust=2: parameter 'island.belief': 2 is out of range (valid: above 0, below 1)"},
        {{"trust", "[0, 0.5]"},
         "--set trust=[0, 0.5]: parameter 'island.belief': 0 is out of range (valid: above 0, "
         "below 1)"},
        {{"trust", "high"}, "--set trust=high: axis 'trust': expected an array, found a string"},
        {{"horizon", "0"}, "--set horizon=0: horizon: 0 is out of range (valid: 1 to 100)"},
        {{"horizon", "soon"},
         "--set horizon=soon: horizon: expected a whole number, found a string"},
        {{"model", "nato"}, "--set model=nato: unknown model 'nato' (valid: " + all_models() + ")"},
        {{"design.kind", "sobel"},
         "--set design.kind=sobel: design.kind: unknown 'sobel' (did you mean 'sobol'?)"},
        {{"design.kind", "sobol"}, "--set design.kind=sobol: [design]: 'scenarios' is missing"},
        {{"design.seed", "7"},
         "--set design.seed=7: design.seed has no meaning for kind \"grid\" (only for random, "
         "latin_hypercube, sobol, saltelli, morris, fast and derivatives)"},
        {{"design.colour", "red"},
         "--set design.colour=red: [design]: unknown key 'colour' (valid: kind)"},
        {{"output.precision", "float16"},
         "--set output.precision=float16: output.precision: unknown 'float16' (did you mean "
         "'float32'?)"},
        {{"theatres", "[\"missing.toml\"]"},
         "--set theatres=[\"missing.toml\"]: cannot read 'missing.toml': there is no such file"},
        {{"", "1"}, "--set =1: '' is not a name"},
        {{"island.", "1"}, "--set island.=1: 'island.' is not a name"},
        {{"island..belief", "1"}, "--set island..belief=1: 'island..belief' is not a name"},
    };
    for (const auto& [given, message] : cases) {
        SCOPED_TRACE(given.name + "=" + given.value);
        expect(message, {given});
    }
}

}  // namespace
}  // namespace entente::driver
