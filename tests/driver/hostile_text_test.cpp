// SPDX-License-Identifier: Apache-2.0
//
// TOML that is made to exhaust the stack, the memory or the reader: refused, in a line of bounded
// length, or taken. What it costs the whole program is measured in tests/system/test_hostile.py.
#include <fmt/format.h>

#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

const std::string model = "model = \"arms_race\"\n";
const std::string names =
    "first.initial, second.initial, first.reaction, second.reaction, first.fatigue, "
    "second.fatigue, "
    "first.grievance, second.grievance, time";

std::string repeated(const std::string& text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

class HostileText : public BadInput {
  protected:
    void refused(const std::string& text, const std::string& message) const {
        write("study.toml", model + text);
        expect("study.toml:" + message);
    }

    std::string title_of(const std::string& text) const { return study(model + text).title; }
};

TEST_F(HostileText, IsNotNestedDeeply) {
    constexpr std::size_t deep = 100'000;
    const std::string brackets = "more than 16 brackets in one another";
    refused("x = " + repeated("[", deep) + repeated("]", deep), "2:21: " + brackets);
    refused("x = " + repeated("{a=", deep) + "1" + repeated("}", deep), "2:53: " + brackets);
    refused("x = " + repeated("[", deep), "2:21: " + brackets);
    const std::string parts = "a name of more than 16 parts";
    refused(repeated("a.", deep) + "a = 1", "2:32: " + parts);
    refused("[" + repeated("a . ", deep) + "a]", "2:64: " + parts);
    refused("[[" + repeated("\"é\".'ü'.", deep) + "a]]", "2:66: " + parts);
    refused("x = { " + repeated("a.", deep) + "a = 1 }", "2:38: " + parts);
}

TEST_F(HostileText, MayBeNestedALittle) {
    refused("x = " + repeated("[", 16) + repeated("]", 16),
            "2:1: unknown key 'x' (valid: title, "
            "model, theatres, patron, network, parameters, linked, group, correlation, design, "
            "sensitivity, output)");
    refused("parameters." + repeated("a.", 14) + "a = 1",
            "2:40: unknown parameter '" + repeated("a.", 14) + "a' (valid: " + names + ")");
}

// Dots and brackets that are text are no names and nest nothing.
TEST_F(HostileText, MayHaveAnyDotsInStringsAndComments) {
    const std::string dots = repeated("a.[{", 30);
    EXPECT_EQ(title_of("title = \"\\\"" + dots + "\" # " + dots), "\"" + dots);
    EXPECT_EQ(title_of("title = '\\" + dots + "'"), "\\" + dots);
    EXPECT_EQ(title_of("title = '''\n'" + dots + "'''''"), "'" + dots + "''");
    EXPECT_EQ(title_of("title = \"\"\"\"\"" + dots + "\\\"\"\"\"\""), "\"\"" + dots + "\"\"");
    EXPECT_EQ(title_of("# " + dots + "\r\ntitle = 'T'\r\n"), "T");
}

// The parser asks of every character behind a line's end whether it is a space, with a table that
// leaves some out.
TEST_F(HostileText, MayHaveAnyCharacterBehindAnEscapedEndOfLine) {
    for (unsigned c = 0xA1; c < 0xFF00; c += c < 0x4A0 ? 1 : 37) {
        const bool is_space = c == 0x1680 || c == 0x180E || (c >= 0x2000 && c < 0x2070);
        if (is_space || c == 0x3000 || (c >= 0xD800 && c < 0xE000)) continue;
        const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
        std::string text;
        if (c < 0x800) {
            text = byte(0xC0 | c >> 6);
        } else {
            text = {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F))};
        }
        text += byte(0x80 | (c & 0x3F));
        EXPECT_EQ(title_of("title = \"\"\"\\\n" + text + "x\"\"\""), text + "x");
    }
}

TEST_F(HostileText, MayNotBeLong) {
    const std::string end = "x'\n";
    std::string text = model + "title = '";
    text += repeated("x", (1 << 21) - text.size() - end.size()) + end;
    write("study.toml", text);
    expect("study.toml:2:9: title: the string is longer than 4096 bytes");
    write("study.toml", text + "\n");
    expect("cannot read 'study.toml': it is larger than 2 MiB");
    EXPECT_EQ(title_of("title = '" + repeated("x", 4096) + "'").size(), 4096U);
}

// What is valid stands at the end of a message, and is told however long the name is.
TEST_F(HostileText, IsRefusedInALineOfBoundedLength) {
    refused(repeated("é", 100'000) + " = 1",
            "2:1: not valid TOML: expected keys, tables, whitespace or comments, saw 'é'");
    write("study.toml", model + "'" + repeated("é", 100'000) + "' = 1");
    try {
        read_study(file("study.toml"));
        FAIL();
    } catch (const UserError& error) {
        const std::string line = error.what();
        EXPECT_EQ(line.find(file("study.toml").string() + ":2:1: unknown key 'éé"), 0U);
        EXPECT_NE(line.find("éé ... éé"), std::string::npos);
        EXPECT_TRUE(
            line.ends_with("' (valid: title, model, theatres, patron, network, parameters, "
                           "linked, group, correlation, design, sensitivity, output)"));
        EXPECT_LE(line.size(), 2005U);
        EXPECT_TRUE(results::is_utf8(line));
    }
}

TEST_F(HostileText, HasNoCharactersThatAct) {
    const std::string why = "title: the string has a control character";
    for (const std::string escaped : {"\\u001b[2J", "\\u007f", "\\u0008", "\\u009b", "\\u0085",
                                      "\\u202e", "\\u2066", "\\u2028"}) {
        refused("title = \"" + escaped + "\"", "2:9: " + why);
    }
    refused("title = 'a\u202Eb'", "2:9: " + why);
    // Nor does a message that quotes it.
    refused("'a\u202Eb\u009Bc' = 1",
            "2:1: unknown key 'a b c' (valid: title, model, theatres, patron, network, parameters, "
            "linked, group, correlation, design, sensitivity, output)");
    EXPECT_EQ(title_of("title = \"tab\\t, lines\\r\\n, \u00A0, \u2192\""),
              "tab\t, lines\r\n, \u00A0, \u2192");
}

TEST_F(HostileText, HasNumbersOfANumbersSize) {
    const std::string at = "[parameters]\n'first.initial' = ";
    refused(at + "1e400", "3:24: not valid TOML: '1e400' could not be interpreted as a value");
    for (const std::string number : {"99999999999999999999", "0xffffffffffffffffff",
                                     "0o7777777777777777777777", "-9223372036854775809"}) {
        write("study.toml", model + at + number);
        try {
            read_study(file("study.toml"));
            ADD_FAILURE() << number;
        } catch (const UserError& error) {
            EXPECT_NE(std::string(error.what()).find(":3:"), std::string::npos);
            EXPECT_NE(std::string(error.what()).find("64 bits"), std::string::npos);
        }
    }
    for (const std::string number : {"inf", "-inf", "nan"}) {
        refused(at + number,
                "3:19: parameter 'first.initial': " + number + " is not a finite number");
    }
    refused(at + "1e308",
            "3:19: parameter 'first.initial': 1e+308 is out of range (valid: 0 to 1e+06)");
    refused(at + "0x7fffffffffffffff",
            "3:19: parameter 'first.initial': 9.223372036854776e+18 is "
            "out of range (valid: 0 to 1e+06)");
}

// Names by the thousand are compared with all others: that must not take the square of their
// number.
TEST_F(HostileText, MayNameMuch) {
    std::string parameters = "[parameters]\n", axes, variables;
    for (int i = 0; i < 100'000; ++i) parameters += fmt::format("k{} = 1\n", i);
    for (int i = 0; i < 30'000; ++i) {
        axes += fmt::format("[[linked]]\naxis = '{}'\nparameters = ['x']\nvalues = [1]\n", i);
    }
    for (int i = 0; i < 4097; ++i) variables += fmt::format("'*{}*',", i);
    refused(parameters, "3:1: unknown parameter 'k0' (valid: " + names + ")");
    refused(axes, "4:15: unknown parameter 'x' (valid: " + names + ")");
    refused("[output]\nvariables = [" + variables + "]",
            "3:13: output.variables: it names more than 4096");
    refused("theatres = [" + repeated("'a',", 9) + "]",
            "2:12: the study has 9 theatres (valid: at most 8)");
}

TEST_F(HostileText, HasAxesOfBoundedSize) {
    const std::string all = "the axes have more than 4000000 values together";
    std::string parameters = "[parameters]\n";
    for (int i = 0; i < 5; ++i) {
        parameters += fmt::format("a{} = {{ from = 0, to = 1, points = 1_000_000 }}\n", i);
    }
    refused(parameters, "7:1: parameter 'a4': " + all);
    std::string moved, values;
    for (int i = 0; i < 5000; ++i) {
        moved += fmt::format("'p{}',", i);
        values += fmt::format("{},", i);
    }
    const std::string linked = "[[linked]]\naxis = 'a'\nparameters = [" + moved + "]\n";
    refused(linked + "values = [" + values + "]", "5:10: axis 'a': " + all);
    refused(linked + "from = 0\nto = 1\npoints = 1000", "3:8: axis 'a': " + all);
    refused(linked + "values = [[" + values + "]]",
            "5:10: axis 'a': 1 list of values for 5,000 parameters");
}

TEST_F(HostileText, GivesAnOverrideNoMore) {
    write("study.toml", model);
    const auto refuse = [&](const Override& o, const std::string& message) {
        expect("--set " + o.name + "=" + o.value + ": " + message, {o});
    };
    refuse({repeated("a.", 16) + "a", "1"}, "a name of more than 16 parts");
    const std::string deep = repeated("[", 17) + repeated("]", 17);
    refuse({"time", deep}, "more than 16 brackets in one another");
    refuse({"title", "\"\\u001b\""}, "title: the string has a control character");
    expect(
        "--set time=1 time = 2: '1 time = 2' is not a value (valid: a number, a word, a "
        "\"string\", [a, b, c], or { from = 0, to = 1, points = 5 })",
        {{"time", "1\ntime = 2"}});
}

}  // namespace
}  // namespace entente::driver
