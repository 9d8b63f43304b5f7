// SPDX-License-Identifier: Apache-2.0
//
// CSV files that are made to exhaust the memory, or change while they are read.
#include <memory>

#include "driver/designs/design.hpp"
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

class HostileCsv : public BadInput {
  protected:
    HostileCsv() {
        write("study.toml",
              "model = \"arms_race\"\n[design]\nkind = \"table\"\nfile = \"x.csv\"\n");
    }

    void refused(const std::string& table, const std::string& message) const {
        write("x.csv", table);
        expect("x.csv:" + message);
    }

    std::unique_ptr<const Table> open(const std::string& text) const {
        write("x.csv", text);
        return open_table(file("x.csv"));
    }
};

TEST_F(HostileCsv, HasColumnsByTheThousandAtMost) {
    const std::string why = "a row of more than 65536 cells";
    refused(repeated("a,", 1'000'000), "1:131073: " + why);
    refused("time\n" + repeated(",", 1'000'000), "2:65537: " + why);
    std::string header;
    for (int i = 0; i < 65'536; ++i) header += "c" + std::to_string(i) + ",";
    header.pop_back();
    EXPECT_EQ(open(header + "\n" + repeated("1,", 65'535) + "1\n")->columns(), 65'536U);
}

TEST_F(HostileCsv, HasRowsAndCellsOfBoundedSize) {
    refused(repeated("a", (1 << 20) + 1),
            "1:1: a cell of more than 1 MiB: is this a table in text form?");
    refused(repeated(repeated("a", 1 << 20) + ",", 17), "1:16777233: a row of more than 16 MiB");
    refused("\"" + repeated("a\n", 1 << 20),
            "1:1: a cell of more than 1 MiB: is this a table in text form?");
}

TEST_F(HostileCsv, HasQuotesThatAreClosed) {
    refused("\"time", "1:1: the quote that begins here has no end");
    refused("time\n1\n\"2\n3\n4\n", "3:1: the quote that begins here has no end");
    refused("time\n\"1\"\"", "2:1: the quote that begins here has no end");
    refused(
        "time\n1\"2\n",
        "2:2: a quote inside a cell (a cell that holds quotes is quoted whole: \"a \"\"b\"\"\")");
    refused("time\n\"1\"2\n", "2:4: text behind the closing quote of a cell");
}

TEST_F(HostileCsv, HasBytesOfText) {
    refused(std::string("time\n1\0", 7), "2:1: a zero byte: the file is not UTF-8 text (UTF-16?)");
    refused("\xFF\xFEt", "1:1: the file is not UTF-8 text (UTF-16?)");
    refused("time\n\xC3\n", "2:1: column 'time': '?' is not a number");
    refused("",
            " the table is empty (valid: a line of names, then a line of numbers per "
            "scenario)");
    refused("\xEF\xBB\xBF",
            " the table is empty (valid: a line of names, then a line of numbers "
            "per scenario)");
}

TEST_F(HostileCsv, MayBeMarkedAndEndItsLinesInTwoCharacters) {
    const auto table = open("\xEF\xBB\xBFtime,\"first.initial\"\r\n1,2\r\n\r\n3,\"4\"\r\n");
    EXPECT_EQ(table->names(), (std::vector<std::string>{"time", "first.initial"}));
    double time[2], arms[2];
    double* const columns[] = {time, arms};
    table->fill(0, 2, columns);
    EXPECT_EQ(time[1], 3);
    EXPECT_EQ(arms[1], 4);
}

TEST_F(HostileCsv, HasNumbersOfANumbersSize) {
    for (const std::string number : {"1e400", "-1e400"}) {
        refused("time\n" + number,
                "2:1: column 'time': '" + number + "' is beyond double precision");
    }
    refused("time\n99999999999999999999",
            "2:1: parameter 'time': 1e+20 is out of range (valid: 0 to 100)");
    for (const std::string number : {"inf", "-inf", "nan"}) {
        refused("time\n" + number, "2:1: column 'time': '" + number + "' is not a finite number");
    }
    for (const std::string number : {"0x10", "1_000", "--1", "+-1", "1 2"}) {
        refused("time\n" + number, "2:1: column 'time': '" + number + "' is not a number");
    }
}

// The text that goes into result files and onto terminals has no characters that act.
TEST_F(HostileCsv, NamesMembersInPlainText) {
    write("study.toml", on_island);
    const std::string header = "id,name,gdp_bn_usd,burden,distance_km\n";
    const auto refuse = [&](const std::string& name, const std::string& why) {
        write("island.csv", header + "A," + name + ",900,0.013,1600\n");
        expect("island.csv:2:3: " + why);
    };
    refuse("\x1B[2J", "the cell has a control character");
    refuse("a\u202Eb", "the cell has a control character");
    refuse("\xC3", "the cell is not UTF-8 text");
    refuse(repeated("x", 4097), "a cell of more than 4096 bytes");
}

// What was checked is what is computed.
TEST_F(HostileCsv, IsTheOneThatWasChecked) {
    double value = 0;
    double* const columns[] = {&value};
    const auto changed = [&](const Table& table) {
        try {
            table.fill(0, 1, columns);
            return std::string("taken");
        } catch (const UserError& error) {
            return std::string(error.what());
        }
    };
    const std::string message =
        file("x.csv").string() + ": the table has changed since it was checked";
    const auto table = open("time\n1\n2\n");
    EXPECT_EQ(changed(*table), "taken");
    write("x.csv", "time\n1\n2\n3\n");
    EXPECT_EQ(changed(*table), message);

    const auto replaced = open("time\n1\n2\n");
    write("y.csv", "time\n7\n8\n");
    std::filesystem::last_write_time(file("y.csv"),
                                     std::filesystem::last_write_time(file("x.csv")));
    std::filesystem::rename(file("y.csv"), file("x.csv"));
    EXPECT_EQ(changed(*replaced), message);
}

}  // namespace
}  // namespace entente::driver
