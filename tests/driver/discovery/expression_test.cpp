// SPDX-License-Identifier: Apache-2.0
//
// Targets: what they mean, and the line that refuses what means nothing.
#include "driver/discovery/expression.hpp"

#include <chrono>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::vector<Quantity>& quantities() {
    static const std::vector<Quantity> list{{.name = "europe.stability"},
                                            {.name = "asia.stability", .is_float32 = true},
                                            {.name = "europe.yearly", .entries = {"1", "2", "3"}},
                                            {.name = "europe.member", .entries = {"TUR", "DEU"}},
                                            {.name = "status", .flags = {"ok", "no_equilibrium"}},
                                            {.name = "recovery", .is_input = true}};
    return list;
}

double value_of(const Column& column, const std::vector<std::vector<double>>& row) {
    return row[column.quantity][column.entry];
}

// The value of `text` where europe.stability is `e`, asia.stability `a` and the status `status`.
double value(const std::string& text, double e = 0.5, double a = 0.25, double status = 0,
             Expression::Type type = Expression::Type::condition) {
    const std::vector<std::vector<double>> row{{e}, {a}, {1, 2, 3}, {0.7, 0.9}, {status}, {0.125}};
    const Expression expression(text, "--target", type, quantities(), Scope::inputs_and_outputs);
    std::vector<std::vector<double>> columns;
    for (const Column& c : expression.columns()) columns.push_back({value_of(c, row)});
    const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
    double result = -1;
    expression.evaluate(spans, {&result, 1});
    return result;
}

std::string refusal(const std::string& text, Expression::Type type = Expression::Type::condition) {
    try {
        const Expression expression(text, "--target", type, quantities());
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

TEST(Expression, ComparesAndCombines) {
    EXPECT_EQ(value("europe.stability < 0.6"), 1);
    EXPECT_EQ(value("europe.stability<=.5"), 1);
    EXPECT_EQ(value("europe.stability > 5e-1"), 0);
    EXPECT_EQ(value("europe.stability >= 0.5 and asia.stability != 0.25"), 0);
    EXPECT_EQ(value("europe.stability - asia.stability > 0.1"), 1);
    EXPECT_EQ(value("europe.member[TUR] + europe.yearly[3] == 3.7"), 1);
    EXPECT_EQ(value("not status == ok"), 0);
    EXPECT_EQ(value("not status == ok", 0, 0, 1), 1);
    EXPECT_EQ(value("no_equilibrium == status", 0, 0, 1), 1);
    EXPECT_EQ(value("recovery == 0.125"), 1);
}

TEST(Expression, DoesWhatIsStrongerFirst) {
    EXPECT_EQ(value("1 - 2 - 3 == -4 and 1 + 2 * 3 == 7 and 8 / 4 / 2 == 1"), 1);
    EXPECT_EQ(value("-2 * -3 - -1 == 7"), 1);
    EXPECT_EQ(value("1 < 2 or 1 < 2 and 2 < 1"), 1);
    EXPECT_EQ(value("(1 < 2 or 1 < 2) and 2 < 1"), 0);
    EXPECT_EQ(value("not 1 < 2 or 1 < 2"), 1);
    EXPECT_EQ(value("not (1 < 2 or 1 < 2)"), 0);
    EXPECT_EQ(value("not not 2 * (1 + 1) > 3"), 1);
}

TEST(Expression, FollowsKleeneWhereSomethingIsUnknown) {
    EXPECT_TRUE(std::isnan(value("europe.stability < 1", nan)));
    EXPECT_TRUE(std::isnan(value("not europe.stability < 1", nan)));
    EXPECT_TRUE(std::isnan(value("europe.stability != 1", nan)));
    EXPECT_EQ(value("status == ok and europe.stability < 1", nan, 0, 1), 0);
    EXPECT_EQ(value("status != ok or europe.stability < 1", nan, 0, 1), 1);
    EXPECT_TRUE(std::isnan(value("status == ok and europe.stability < 1", nan, 0, 0)));
    EXPECT_TRUE(std::isnan(value("not status == ok", 0, 0, nan)));
}

TEST(Expression, ComparesAFloatWithTheNumberAsItIsStored) {
    EXPECT_EQ(value("asia.stability == 0.1", 0, static_cast<double>(0.1F)), 1);
    EXPECT_EQ(value("0.1 != asia.stability", 0, static_cast<double>(0.1F)), 0);
    EXPECT_EQ(value("europe.stability == 0.1", static_cast<double>(0.1F)), 0);
}

TEST(Expression, IsANumberWhereOneIsAskedFor) {
    EXPECT_EQ(value("-europe.stability / 2", 0.5, 0, 0, Expression::Type::number), -0.25);
}

TEST(Expression, IsEvaluatedScenarioByScenario) {
    const Expression e("europe.stability < 10", "--target", Expression::Type::condition,
                       quantities());
    std::vector<double> column, result(5000), wanted;
    for (int i = 0; i < 5000; ++i) {
        column.push_back(i % 17);
        wanted.push_back(i % 17 < 10 ? 1 : 0);
    }
    const std::vector<std::span<const double>> spans{column};
    e.evaluate(spans, result);
    EXPECT_EQ(result, wanted);
}

TEST(Expression, IsRefusedInOneLineWithTheColumn) {
    const std::vector<std::pair<std::string, std::string>> refusals{
        {"", "--target:1:1: nothing is said"},
        {"asia.stabilty < 1",
         "--target:1:1: unknown output 'asia.stabilty' (did you mean 'asia.stability'?)"},
        {"1 < 2 and stability < 1",
         "--target:1:11: unknown output 'stability' (did you mean 'europe.stability'?)"},
        {"zzzzzzzz < 1",
         "--target:1:1: unknown output 'zzzzzzzz' (valid: europe.stability, asia.stability, "
         "europe.yearly, europe.member, status)"},
        {"recovery < 1",
         "--target:1:1: 'recovery' is an input, and only outputs can stand here (--where selects "
         "scenarios by their inputs)"},
        {"europe.yearly < 1",
         "--target:1:1: 'europe.yearly' is a list: name an entry, as in 'europe.yearly[1]' (valid: "
         "1, 2, 3)"},
        {"europe.yearly[4] < 1", "--target:1:1: 'europe.yearly' has no entry '4' (valid: 1, 2, 3)"},
        {"europe.stability[1] < 1", "--target:1:1: 'europe.stability' is one number, not a list"},
        {"europe.yearly[1 < 1", "--target:1:14: this bracket is not closed"},
        {"status == fine",
         "--target:1:11: 'fine' is none of the words of 'status' (valid: ok, no_equilibrium)"},
        {"status == no_equilibrum",
         "--target:1:11: 'no_equilibrum' is none of the words of 'status' (did you mean "
         "'no_equilibrium'?)"},
        {"status < 1",
         "--target:1:1: 'status' is a word, not a number: compare it by == or != (valid: ok, "
         "no_equilibrium)"},
        {"europe.stability", "--target:1:1: a condition should stand here, as in 'x < 1'"},
        {"0 < europe.stability < 1",
         "--target:1:22: a condition is not a number (a chain of comparisons is written 'a < x and "
         "x < b')"},
        {"europe.stability = 1", "--target:1:18: '=' is not a comparison (write '==')"},
        {"1 < 2 && 2 < 3", "--target:1:7: '&' is not known here (write 'and', 'or', 'not')"},
        {"(1 < 2", "--target:1:1: this bracket is not closed"},
        {"1 < 2)", "--target:1:6: there is no '(' to this bracket"},
        {"1 <", "--target:1:4: something must follow here"},
        {"1 < )", "--target:1:5: ')' where a name or a number should stand"},
        {"1 2",
         "--target:1:3: '2' where an operator should stand (valid: + - * /, < <= > >= == "
         "!=, and, or)"},
        {"1 < 1e999", "--target:1:5: this number is beyond what can be computed with"},
        {"1 < 2x", "--target:1:5: a name begins with a letter, and a number has one point at most"},
        {"ä < 1 #",
         "--target:1:7: '#' has no place here (valid: names, numbers, + - * /, < <= > "
         ">= == !=, and, or, not, parentheses)"}};
    for (const auto& [text, message] : refusals) EXPECT_EQ(refusal(text), message) << text;
    EXPECT_EQ(refusal("1 < 2", Expression::Type::number),
              "--target:1:1: a condition is not a number (a chain of comparisons is written 'a < x "
              "and x < b')");
}

TEST(Expression, OfAnyBytesIsTakenOrRefusedInALine) {
    const std::string brackets(longest_expression / 2, '(');
    EXPECT_EQ(refusal(brackets), "--target:1:65: more than 64 brackets in one another");
    EXPECT_EQ(refusal(std::string(longest_expression + 1, '-')),
              "--target:1:1: longer than 10000 characters");
    std::string nots;
    while (nots.size() + 10 < longest_expression) nots += "not ";
    EXPECT_EQ(refusal(nots + "1 < 2"), "");
    EXPECT_EQ(refusal(std::string(longest_expression - 10, '-') + "1 < 2"), "");
    std::string chain = "1 < 2";
    while (chain.size() + 10 < longest_expression) chain += " or 1 < 2";
    EXPECT_EQ(refusal(chain), "");
    const std::string valid = "not (europe.yearly[2] - -.5 <= asia.stability) or status != ok";
    for (std::size_t at = 0; at < valid.size(); ++at) {
        for (int byte = 0; byte < 256; byte += 3) {
            std::string text = valid;
            text[at] = static_cast<char>(byte);
            const std::string line = refusal(text);
            EXPECT_TRUE(line.empty() || line.starts_with("--target:1:")) << line;
            EXPECT_EQ(line.find('\n'), std::string::npos);
        }
        // Only what stands before " or" is a condition by itself.
        const std::string part = valid.substr(0, at);
        const bool is_whole = part.ends_with(")") || part.ends_with(") ");
        EXPECT_EQ(refusal(part).empty(), is_whole) << part;
    }
}

}  // namespace
}  // namespace entente::driver::discovery
