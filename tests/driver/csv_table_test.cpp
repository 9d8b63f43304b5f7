// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

using Columns = std::vector<std::vector<double>>;
using Names = std::vector<std::string>;

class CsvTable : public testing::Test {
  protected:
    void TearDown() override { std::filesystem::remove(path_); }

    std::unique_ptr<const Table> open(const std::string& text) {
        std::ofstream(path_, std::ios::binary) << text;
        return open_table(path_);
    }

    // The message of the refusal, without the file's name; empty if the table was taken.
    std::string refusal(const std::string& text) {
        try {
            open(text);
        } catch (const UserError& error) {
            const std::string what = error.what();
            EXPECT_TRUE(what.starts_with(path_.string())) << what;
            return what.substr(path_.string().size());
        }
        return "";
    }

    const std::filesystem::path path_ =
        testing::TempDir() + "entente_" + std::to_string(getpid()) + "_" +
        testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(CsvTable, HasAColumnPerNameAndARowPerScenario) {
    const auto table = open("mirror,europe.belief\n0.5,1\n0.25,-2e-3\n1,0\n");
    EXPECT_EQ(table->names(), (Names{"mirror", "europe.belief"}));
    EXPECT_EQ(table->columns(), 2U);
    EXPECT_EQ(table->shape(), std::vector<std::uint64_t>{3});
    EXPECT_EQ(filled(*table, 0, 3), (Columns{{0.5, 0.25, 1}, {1, -2e-3, 0}}));
    EXPECT_EQ(filled(*table, 1, 1), (Columns{{0.25}, {-2e-3}}));
    EXPECT_EQ(filled(*table, 3, 0), (Columns{{}, {}}));
}

TEST_F(CsvTable, TakesWhatSpreadsheetsWrite) {
    const auto table = open("\xEF\xBB\xBF\"mirror\", belief \r\n\"0.5\", 0.25\r\n1,+2\r\n");
    EXPECT_EQ(table->names(), (Names{"mirror", "belief"}));
    EXPECT_EQ(filled(*table, 0, 2), (Columns{{0.5, 1}, {0.25, 2}}));
}

TEST_F(CsvTable, NeedsNoLineFeedAtItsEnd) {
    EXPECT_EQ(filled(*open("a\n1\n2"), 0, 2), (Columns{{1, 2}}));
}

TEST_F(CsvTable, SaysWhereAHeaderAndACellStand) {
    const auto table = open("a,\"b\nb\",c\n1,2,3\n\n4,5,  6\n");
    EXPECT_EQ(table->names()[1], "b\nb");
    EXPECT_EQ(to_string(table->header(0)), path_.string() + ":1:1");
    EXPECT_EQ(to_string(table->header(1)), path_.string() + ":1:3");
    EXPECT_EQ(to_string(table->header(2)), path_.string() + ":2:4");
    EXPECT_EQ(to_string(table->where(1, 0)), path_.string() + ":3:3");
    EXPECT_EQ(to_string(table->where(0, 1)), path_.string() + ":5:1");
}

TEST_F(CsvTable, RefusesWhatIsNotATableAndSaysWhere) {
    EXPECT_TRUE(refusal("").starts_with(": the table is empty"));
    EXPECT_TRUE(refusal("\n\n").starts_with(": the table is empty"));
    EXPECT_EQ(refusal("a,b\n"), ": the table has no rows");
    EXPECT_EQ(refusal("a,b,a\n1,2,3\n"), ":1:5: columns 1 and 3 are both 'a'");
    EXPECT_EQ(refusal("a, a \n1,2\n"), ":1:3: columns 1 and 2 are both 'a'");
    EXPECT_EQ(refusal("a,,b\n1,2,3\n"), ":1:3: column 2 has no name");
    EXPECT_EQ(refusal("a,b\n1,2\n3\n"), ":3: the row has 1 cell, but the header names 2");
    EXPECT_EQ(refusal("a,b\n1,2\n3,4,5\n"), ":3:5: the row has 3 cells, but the header names 2");
}

TEST_F(CsvTable, RefusesCellsThatAreNoFiniteNumbersAndSaysWhere) {
    for (const std::string cell : {"x", "nan", "inf", "-Infinity", "1e999", "0,5 ", "1 2", "0x1p3",
                                   "1.5.2", "--1", "+-1", "1e", "½"}) {
        const std::string text = "a,b\n1,2\n3,\"" + cell + "\"\n";
        const std::string why = refusal(text);
        EXPECT_TRUE(why.starts_with(":3:3: column 'b': ")) << cell << " gives " << why;
    }
    EXPECT_TRUE(refusal("a,b\n1,2\n3,\n").starts_with(":3:3: column 'b': the cell is empty"));
}

TEST_F(CsvTable, RefusesAFileThatIsNotThere) {
    EXPECT_THROW(open_table(path_), UserError);
    EXPECT_THROW(open_table(testing::TempDir()), UserError);
}

TEST_F(CsvTable, ReadsEveryDoubleBackToTheBit) {
    std::mt19937_64 random(3);
    std::vector<double> values = {0.0,
                                  -0.0,
                                  0.1,
                                  1.0 / 3,
                                  std::numeric_limits<double>::max(),
                                  std::numeric_limits<double>::min(),
                                  std::numeric_limits<double>::denorm_min()};
    while (values.size() < 20'000) {
        const double value = std::bit_cast<double>(random());
        if (std::isfinite(value)) values.push_back(value);
    }
    std::string text = "x\n";
    for (const double value : values) {
        char digits[32];
        const auto written = std::to_chars(digits, digits + sizeof digits, value);
        text.append(digits, written.ptr).push_back('\n');
    }
    const auto column = filled(*open(text), 0, values.size())[0];
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(std::bit_cast<std::uint64_t>(column[i]), std::bit_cast<std::uint64_t>(values[i]));
    }
}

// More rows than the index has marks for each, with quoted line feeds and blank lines in between.
TEST_F(CsvTable, FindsAnyRowOfALongTable) {
    constexpr std::size_t rows = 5000;
    std::string text = "x,\"y\n\"\n";
    std::vector<std::size_t> lines;
    std::size_t line = 3;
    for (std::size_t i = 0; i < rows; ++i) {
        if (i % 7 == 3) {
            text += "\r\n";
            ++line;
        }
        lines.push_back(line++);
        text += std::to_string(i) + ',' + std::to_string(i * i) + (i % 2 == 0 ? "\n" : "\r\n");
    }
    const auto table = open(text);
    ASSERT_EQ(table->shape(), std::vector<std::uint64_t>{rows});
    std::mt19937_64 random(1);
    for (int round = 0; round < 60; ++round) {
        const std::size_t first = random() % rows;
        const std::size_t count = random() % (rows - first) + 1;
        const auto columns = filled(*table, first, count);
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_EQ(columns[0][i], static_cast<double>(first + i));
            ASSERT_EQ(columns[1][i], static_cast<double>((first + i) * (first + i)));
        }
        EXPECT_EQ(table->where(0, first).line, static_cast<int>(lines[first]));
        EXPECT_EQ(table->where(1, first).column,
                  static_cast<int>(std::to_string(first).size()) + 2);
    }
}

TEST_F(CsvTable, NoticesThatTheFileHasChanged) {
    const auto table = open("a,b\n1,2\n3,4\n");
    std::ofstream(path_, std::ios::binary) << "a,b\n1,2\n";
    EXPECT_THROW(filled(*table, 1, 1), UserError);
    std::ofstream(path_, std::ios::binary) << "a,b\n1,2\n3\n";
    EXPECT_THROW(filled(*table, 0, 2), UserError);
    std::ofstream(path_, std::ios::binary) << "a,b\n1,x\n3,4\n";
    EXPECT_THROW(filled(*table, 0, 1), UserError);
}

}  // namespace
}  // namespace entente::driver
