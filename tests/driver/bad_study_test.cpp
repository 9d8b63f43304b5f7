// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadStudy = BadInput;
using namespace std::string_literals;

const std::string begin = "model = \"alliance\"\n";

TEST_F(BadStudy, IsNotToml) {
    expect(
        "study.toml", begin,
        {
            {"title = ", "study.toml:2:9: not valid TOML: encountered end-of-file"},
            {"title = \"open\n",
             "study.toml:2:14: not valid TOML: unescaped control characters other than TAB "
             "(U+0009) are explicitly prohibited"},
            {"title: \"colon\"", "study.toml:2:6: not valid TOML: expected '=', saw ':'"},
            {"theatres = [\"a.toml\" \"b.toml\"]",
             "study.toml:2:22: not valid TOML: expected comma or closing ']', saw '\"'"},
            {"[parameters]\nmirror = 0.5\nmirror = 0.25",
             "study.toml:4:10: not valid TOML: cannot redefine existing floating-point 'mirror'"},
            {"[parameters]\neurope.belief = 0.5\n[parameters.europe]\nbelief = 0.5",
             "study.toml:4:1: not valid TOML: cannot redefine existing table 'parameters.europe'"},
            {"[output]\n[output]\n",
             "study.toml:3:1: not valid TOML: cannot redefine existing table 'output'"},
            {"[parameters\nmirror = 0.5",
             "study.toml:2:12: not valid TOML: expected ']', saw '\\n'"},
            {"[parameters]\nmirror = .5",
             "study.toml:3:10: not valid TOML: expected decimal digit, saw '.'"},
            {"[parameters]\nmirror = 0,5",
             "study.toml:3:11: not valid TOML: expected a comment or whitespace, saw ','"},
            {"[parameters]\nmirror = 50 %",
             "study.toml:3:13: not valid TOML: expected a comment or whitespace, saw '%'"},
            {"[parameters]\nmirror = { from = 0, to = 1,\npoints = 3 }",
             "study.toml:3:29: not valid TOML: expected key or closing '}', saw '\\n'"},
            {"seed = 99999999999999999999",
             "study.toml:2:28: not valid TOML: '99999999999999999999' is not representable in 64 "
             "bits"},
        });
}

TEST_F(BadStudy, IsNotText) {
    expect("study.toml", "",
           {
               {"title = \"\xE9t\xE9\"",
                "study.toml:1:9: not valid TOML: encountered invalid utf-8 sequence"},
               {"title = \"zero\0byte\""s,
                "study.toml:1:14: not valid TOML: unescaped control characters other than TAB "
                "(U+0009) are explicitly prohibited"},
               {"\xFF\xFEm\0o\0d\0"s,
                "study.toml:1:1: not valid TOML: encountered invalid utf-8 sequence"},
               {"\xFE\xFF\0m\0o\0d"s,
                "study.toml:1:1: not valid TOML: encountered invalid utf-8 sequence"},
               {"m\0o\0d\0e\0l\0 \0=\0"s,
                "study.toml:1:2: not valid TOML: expected '=', saw '\\u0000'"},
               {"\x89HDF\r\n\x1A\n",
                "study.toml:1:1: not valid TOML: encountered invalid utf-8 sequence"},
           });
}

TEST_F(BadStudy, LacksWhatItNeeds) {
    expect("study.toml", "",
           {
               {"", "study.toml: 'model' is missing"},
               {"title = \"no model\"", "study.toml: 'model' is missing"},
               {begin,
                "study.toml:1:9: the study has 0 theatres (valid for the model alliance: 1 to 2)"},
               {begin + "theatres = []",
                "study.toml:2:12: the study has 0 theatres (valid for the model alliance: 1 to 2)"},
           });
}

TEST_F(BadStudy, HasAKeyThatIsUnknown) {
    expect(
        "study.toml", on_island,
        {
            {"horizont = 30", "study.toml:3:1: unknown key 'horizont' (did you mean 'horizon'?)"},
            {"seed = 7",
             "study.toml:3:1: unknown key 'seed' (valid: title, model, theatres, patron, network, "
             "horizon, "
             "parameters, linked, group, correlation, design, sensitivity, output)"},
            {"[parameter]\nmirror = 0.5",
             "study.toml:3:2: unknown key 'parameter' (did you mean 'parameters'?)"},
            {"[patron]\ngdp = 20000",
             "study.toml:4:1: [patron]: unknown key 'gdp' (did you mean 'gdp_bn_usd'?)"},
            {"[design]\nkinds = \"grid\"",
             "study.toml:4:1: [design]: unknown key 'kinds' (did you mean 'kind'?)"},
            {"[output]\nvariable = [\"island.stability\"]",
             "study.toml:4:1: [output]: unknown key 'variable' (did you mean 'variables'?)"},
            {"[[linked]]\naxis = \"x\"\nparameters = [\"mirror\", \"deeds\"]\n"
             "values = [0, 1]\nscale = \"log\"",
             "study.toml:7:1: axis 'x': unknown key 'scale' (valid: axis, parameters, values, "
             "role)"},
        });
    expect("study.toml", "",
           {{"modle = \"alliance\"\ntheatres = [\"island.toml\"]",
             "study.toml:1:1: unknown key 'modle' (did you mean 'model'?)"}});
}

TEST_F(BadStudy, HasAValueOfTheWrongKind) {
    expect(
        "study.toml", on_island,
        {
            {"title = 2019", "study.toml:3:9: title: expected a string, found a whole number"},
            {"title = \"\"", "study.toml:3:9: title: the string is empty"},
            {"title = \"zero\\u0000byte\"", "study.toml:3:9: title: the string has a zero byte"},
            {"horizon = \"30\"",
             "study.toml:3:11: horizon: expected a whole number, found a string"},
            {"horizon = 2.5", "study.toml:3:11: horizon: 2.5 is not a whole number"},
            {"horizon = 0", "study.toml:3:11: horizon: 0 is out of range (valid: 1 to 100)"},
            {"horizon = -1", "study.toml:3:11: horizon: -1 is out of range (valid: 1 to 100)"},
            {"horizon = 101", "study.toml:3:11: horizon: 101 is out of range (valid: 1 to 100)"},
            {"horizon = 1e300",
             "study.toml:3:11: horizon: 1e+300 is out of range (valid: 1 to 100)"},
            {"horizon = nan", "study.toml:3:11: horizon: nan is not a finite number"},
            {"horizon = 1979-05-27",
             "study.toml:3:11: horizon: expected a whole number, found a date or time"},
            {"parameters = 0.5", "study.toml:3:14: [parameters]: expected a table, found a number"},
            {"patron = [1]", "study.toml:3:10: [patron]: expected a table, found an array"},
            {"[linked]\naxis = \"x\"",
             "study.toml:3:1: [[linked]]: expected an array, found a table"},
            {"linked = [0.5]", "study.toml:3:11: [[linked]]: expected a table, found a number"},
            {"[[design]]\nkind = \"grid\"",
             "study.toml:3:1: [design]: expected a table, found an array"},
        });
    expect("study.toml", "",
           {
               {"model = 1\n", "study.toml:1:9: model: expected a string, found a whole number"},
               {"model = \"aliance\"\n",
                "study.toml:1:9: unknown model 'aliance' (did you mean 'alliance'?)"},
               {"model = \"nato\"\n",
                "study.toml:1:9: unknown model 'nato' (valid: " + all_models() + ")"},
               {"model = true\n", "study.toml:1:9: model: expected a string, found true or false"},
           });
}

TEST_F(BadStudy, HasAnImpossibleSetting) {
    expect(
        "study.toml", "model = \"deterrence\"\n",
        {
            {"link = \"probbit\"",
             "study.toml:2:8: link: unknown 'probbit' (did you mean 'probit'?)"},
            {"link = \"cauchy\"", "study.toml:2:8: link: unknown 'cauchy' (valid: probit, logit)"},
            {"link = 1", "study.toml:2:8: link: expected a string, found a whole number"},
            {"link = \"\"", "study.toml:2:8: link: the string is empty"},
            {"players = \"two\"",
             "study.toml:2:11: players: expected a whole number, found a string"},
            {"players = 4", "study.toml:2:11: players: 4 is out of range (valid: 2 to 3)"},
            {"horizon = 30", "study.toml:2:11: the model deterrence has no setting 'horizon'"},
            {"horizon = \"long\"",
             "study.toml:2:11: the model deterrence has no setting 'horizon'"},
            {"plyers = 2", "study.toml:2:1: unknown key 'plyers' (did you mean 'players'?)"},
        });
}

TEST_F(BadStudy, HasAnImpossiblePatron) {
    expect(
        "study.toml", on_island + "[patron]\n",
        {
            {"gdp_bn_usd = 0",
             "study.toml:4:14: patron.gdp_bn_usd: 0 is out of range (valid: above 0 to 1e+06)"},
            {"gdp_bn_usd = 21521395000000",
             "study.toml:4:14: patron.gdp_bn_usd: 21521395000000 is out of range (valid: above 0 "
             "to 1e+06)"},
            {"gdp_bn_usd = inf", "study.toml:4:14: patron.gdp_bn_usd: inf is not a finite number"},
            {"burden = 3.41",
             "study.toml:4:10: patron.burden: 3.41 is out of range (valid: above 0, below 0.9)"},
            {"burden = 0.9",
             "study.toml:4:10: patron.burden: 0.9 is out of range (valid: above 0, below 0.9)"},
            {"burden = -0.01",
             "study.toml:4:10: patron.burden: -0.01 is out of range (valid: above 0, below 0.9)"},
            {"name = 1", "study.toml:4:8: patron.name: expected a string, found a whole number"},
        });
}

TEST_F(BadStudy, NamesTheatresThatItCannotHave) {
    write("third.toml", theatre_text("third"));
    write("mirror.toml", theatre_text("mirror"));
    write("twin.toml", theatre_text("island"));
    std::filesystem::create_directory(file("folder"));
    expect("study.toml", begin,
           {
               {"theatres = \"island.toml\"",
                "study.toml:2:12: theatres: expected an array, found a string"},
               {"theatres = [1]",
                "study.toml:2:13: theatres: expected a string, found a whole number"},
               {"theatres = [\"\"]", "study.toml:2:13: theatres: the string is empty"},
               {"theatres = [\"island.toml\",\n  \"missing.toml\"]",
                "study.toml:3:3: cannot read 'missing.toml': there is no such file"},
               {"theatres = [\"folder\"]", "study.toml:2:13: cannot read 'folder': it is a folder"},
               {"theatres = [\"folder/island.toml\"]",
                "study.toml:2:13: cannot read 'folder/island.toml': there is no such file"},
               {"theatres = [\"island.toml/x\"]",
                "study.toml:2:13: cannot read 'island.toml/x': there is no such file"},
               {"theatres = [\"island.toml\", \"coast.toml\", \"third.toml\"]",
                "study.toml:2:12: the study has 3 theatres (valid for the model alliance: 1 to 2)"},
               {"theatres = [\"island.toml\", \"./island.toml\"]",
                "study.toml:2:28: two theatres are called 'island'"},
               {"theatres = [\"island.toml\", \"twin.toml\"]",
                "study.toml:2:28: two theatres are called 'island'"},
               {"theatres = [\"island.toml\", \"mirror.toml\"]",
                "study.toml:2:28: a theatre cannot be called 'mirror': the model has a parameter "
                "of this name"},
               {"theatres = [\"island.toml\\u0000\"]",
                "study.toml:2:13: theatres: the string has a zero byte"},
           });
}

TEST_F(BadStudy, NamesATheatreThatIsTooLarge) {
    std::filesystem::resize_file(file("island.toml"), (1 << 21) + 1);
    expect("study.toml:2:13: cannot read 'island.toml': it is larger than 2 MiB");
}

TEST_F(BadStudy, NamesATheatreThatMustNotBeRead) {
    if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
    std::filesystem::permissions(file("island.toml"), std::filesystem::perms::none);
    std::string line;
    try {
        read_study(file("study.toml"));
    } catch (const UserError& error) {
        line = error.what();
    }
    EXPECT_TRUE(
        line.ends_with("cannot read '" + file("island.toml").string() + "': Permission denied"))
        << line;
}

TEST_F(BadStudy, CannotBeRead) {
    std::filesystem::remove(file("study.toml"));
    expect("cannot read 'study.toml': there is no such file");
    std::filesystem::create_directory(file("study.toml"));
    expect("cannot read 'study.toml': it is a folder");
}

}  // namespace
}  // namespace entente::driver
