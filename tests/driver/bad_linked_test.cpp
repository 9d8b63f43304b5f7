// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadLinked = BadInput;

const std::string linked = on_island + "[[linked]]\n";

TEST_F(BadLinked, LacksWhatItNeeds) {
    expect("study.toml", linked,
           {
               {"", "study.toml:3:1: [[linked]]: 'axis' is missing"},
               {"axis = \"x\"", "study.toml:3:1: axis 'x': 'parameters' is missing"},
               {"axis = \"x\"\nparameters = []\nvalues = [0, 1]",
                "study.toml:5:14: axis 'x': it moves no parameter"},
               {"axis = \"x\"\nparameters = [\"mirror\"]",
                "study.toml:3:1: axis 'x': 'from' is missing"},
               {"axis = \"x\"\nparameters = [\"mirror\"]\nfrom = 0\npoints = 3",
                "study.toml:3:1: axis 'x': 'to' is missing"},
               {"parameters = [\"mirror\"]\nvalues = [0, 1]",
                "study.toml:3:1: [[linked]]: 'axis' is missing"},
               {"axis = 1\nparameters = [\"mirror\"]\nvalues = [0, 1]",
                "study.toml:4:8: axis: expected a string, found a whole number"},
               {"axis = \"x\"\nparameters = \"mirror\"\nvalues = [0, 1]",
                "study.toml:5:14: axis 'x': parameters: expected an array, found a string"},
           });
}

TEST_F(BadLinked, MovesWhatItCannot) {
    expect("study.toml", linked + "axis = \"x\"\n",
           {
               {"parameters = [\"mirror\", \"miror\"]\nvalues = [0, 1]",
                "study.toml:5:25: unknown parameter 'miror' (did you mean 'mirror'?)"},
               {"parameters = [\"mirror\", \"island.belief\"]\nvalues = [0.5, 1]",
                "study.toml:6:16: parameter 'island.belief': 1 is out of range (valid: above 0, "
                "below 1)"},
               {"parameters = [\"island.belief\", \"mirror\"]\nfrom = 0\nto = 0.5\npoints = 3",
                "study.toml:6:8: parameter 'island.belief': 0 is out of range (valid: above 0, "
                "below 1)"},
               {"parameters = [\"mirror\", \"deeds\"]\nvalues = [[0, 1], [0, 2]]",
                "study.toml:6:23: parameter 'deeds': 2 is out of range (valid: 0 to 1)"},
           });
}

TEST_F(BadLinked, HasValuesThatDoNotFit) {
    expect(
        "study.toml", linked + "axis = \"x\"\nparameters = [\"mirror\", \"deeds\"]\n",
        {
            {"values = []", "study.toml:6:10: axis 'x': an axis needs at least one value"},
            {"values = [0.5, 0.5]", "study.toml:6:16: axis 'x': the value 0.5 is listed twice"},
            {"values = [[0, 1]]", "study.toml:6:10: axis 'x': 1 list of values for 2 parameters"},
            {"values = [[0, 1], [0]]",
             "study.toml:6:19: axis 'x': 1 value, but the first list has 2"},
            {"values = [[], []]", "study.toml:6:11: axis 'x': an axis needs at least one value"},
            {"values = [[0, 1], 1]",
             "study.toml:6:19: axis 'x': expected an array, found a whole number"},
            {"values = [0, [0, 1]]",
             "study.toml:6:14: axis 'x': expected a number, found an array"},
            {"values = [[0, 1, 0], [1, 0, 1]]",
             "study.toml:6:18: axis 'x': its points 1 and 3 are the same"},
        });
}

TEST_F(BadLinked, HasANameThatIsTaken) {
    const std::string values = "\nparameters = [\"deeds\"]\nvalues = [0, 1]\n";
    expect("study.toml", linked,
           {
               {"axis = \"mirror\"" + values,
                "study.toml:4:8: an axis cannot be called 'mirror': the result file has something "
                "else of this name"},
               {"axis = \"deeds\"" + values,
                "study.toml:4:8: an axis cannot be called 'deeds': the result file has something "
                "else of this name"},
               {"axis = \"island.stability\"" + values,
                "study.toml:4:8: an axis cannot be called 'island.stability': the result file has "
                "something else of this name"},
               {"axis = \"status\"" + values,
                "study.toml:4:8: an axis cannot be called 'status': the result file has something "
                "else of this name"},
               {"axis = \"year\"" + values,
                "study.toml:4:8: an axis cannot be called 'year': the result file has something "
                "else of this name"},
               {"axis = \"island_member\"" + values,
                "study.toml:4:8: an axis cannot be called 'island_member': the result file has "
                "something else of this name"},
               {"axis = \"study\"" + values,
                "study.toml:4:8: an axis cannot be called 'study': the result file has something "
                "else of this name"},
               {"axis = \"entry\"" + values,
                "study.toml:4:8: an axis cannot be called 'entry': the result file has something "
                "else of this name"},
               {"axis = \"island.members\"" + values,
                "study.toml:4:8: an axis cannot be called 'island.members': the result file has "
                "something else of this name"},
               {"axis = \"\"" + values, "study.toml:4:8: axis: the string is empty"},
               {"axis = \"a/b\"" + values,
                "study.toml:4:8: 'a/b' cannot name an axis (valid: a letter, then letters, digits, "
                "'_', '-' and '.', 64 at most)"},
               {"axis = \"two words\"" + values,
                "study.toml:4:8: 'two words' cannot name an axis (valid: a letter, then letters, "
                "digits, '_', '-' and '.', 64 at most)"},
               {"axis = \"\xC3\xA9t\xC3\xA9\"" + values,
                "study.toml:4:8: 'été' cannot name an axis (valid: a letter, then letters, digits, "
                "'_', '-' and '.', 64 at most)"},
               {"axis = \"" + std::string(65, 'x') + "\"" + values,
                "study.toml:4:8: "
                "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' cannot name "
                "an axis (valid: a letter, then letters, digits, '_', '-' and '.', 64 at most)"},
               {"axis = \"x\"" + values +
                    "[[linked]]\naxis = \"x\"\nparameters = [\"mirror\"]\n"
                    "values = [0, 1]",
                "study.toml:8:8: axis 'x' is given twice (also at study.toml:4:8)"},
           });
}

}  // namespace
}  // namespace entente::driver
