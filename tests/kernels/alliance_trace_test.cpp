// SPDX-License-Identifier: Apache-2.0
//
// The alliance model's account of one scenario.
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/agreement.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

// What the columns of the trace say, told by the reference.
struct Column {
    const char* name;
    double (*value)(const reference::MemberYear&, double crisis_rate);
};
using Year = reference::MemberYear;
constexpr Column columns[] = {
    {"belief", [](const Year& m, double) { return m.belief; }},
    {"patron_forces", [](const Year& m, double) { return m.patron_forces; }},
    {"membership", [](const Year& m, double) { return m.membership; }},
    {"burden", [](const Year& m, double) { return m.burden; }},
    {"support", [](const Year& m, double) { return m.support; }},
    {"dispute", [](const Year& m, double) { return m.dispute; }},
    {"credence", [](const Year& m, double) { return m.p6; }},
    {"forces", [](const Year& m, double) { return m.forces; }},
    {"threat", [](const Year& m, double) { return m.threat; }},
    {"win_alone", [](const Year& m, double) { return m.p_na; }},
    {"win_together", [](const Year& m, double) { return m.p_a; }},
    {"challenge", [](const Year& m, double) { return m.p2; }},
    {"resist", [](const Year& m, double) { return m.p4; }},
    {"war", [](const Year& m, double omega) { return omega * m.p2 * m.p4; }},
    {"margin", [](const Year& m, double) { return m.margin; }},
    {"hazard", [](const Year& m, double) { return m.hazard; }},
};

// By year, then theatre, then member in the order of the file, as keys.
std::vector<std::vector<std::string>> expected_keys(const BothSides& sides) {
    std::vector<std::vector<std::string>> keys;
    for (int t = 1; t <= sides.horizon(); ++t) {
        for (const reference::Theatre& theatre : sides.theatres()) {
            for (std::size_t i = 0; i < theatre.allies.size(); ++i) {
                keys.push_back({std::to_string(t), theatre.name, "m" + std::to_string(i)});
            }
        }
    }
    return keys;
}

std::vector<std::string> names(const std::vector<Trace::Column>& list) {
    std::vector<std::string> result;
    for (const Trace::Column& column : list) {
        result.push_back(column.name);
        EXPECT_FALSE(column.meaning.empty()) << column.name;
    }
    return result;
}

TEST(AllianceTrace, HasARowForEveryYearTheatreAndMember) {
    const BothSides sides = BothSides::with_theatres_of_2019(7);
    const Trace trace = sides.instance().trace(sides.defaults());
    EXPECT_EQ(names(trace.keys), (std::vector<std::string>{"year", "theatre", "member"}));
    std::vector<std::vector<std::string>> keys;
    for (const Trace::Row& row : trace.rows) {
        keys.push_back(row.keys);
        EXPECT_EQ(row.values.size(), trace.columns.size());
    }
    EXPECT_EQ(keys, expected_keys(sides));
}

TEST(AllianceTrace, HasTheColumnsThatAreComparedHere) {
    const BothSides sides = BothSides::with_theatres_of_2019(1);
    const Trace trace = sides.instance().trace(sides.defaults());
    std::vector<std::string> expected;
    for (const Column& column : columns) expected.push_back(column.name);
    EXPECT_EQ(names(trace.columns), expected);
}

TEST(AllianceTrace, TellsWhatTheReferenceFinds) {
    const BothSides sides = BothSides::with_theatres_of_2019(30);
    for (const Values& scenario :
         sample(sides.instance().parameters(), Region::plausible, 40, 321)) {
        const double omega = scenario[sides.parameter("crisis_rate")];
        const Trace trace = sides.instance().trace(scenario);
        const reference::Result result = sides.reference_result(scenario);
        std::size_t row = 0;
        for (std::size_t t = 0; t < 30; ++t) {
            for (const auto& theatre : result.years) {
                for (const Year& member : theatre[t]) {
                    const Values& told = trace.rows.at(row++).values;
                    for (std::size_t c = 0; c < std::size(columns); ++c) {
                        EXPECT_LE(difference(told[c], columns[c].value(member, omega)), tolerance)
                            << columns[c].name << ", row " << row;
                    }
                }
            }
        }
    }
}

TEST(AllianceTrace, IsTheScenarioThatIsEvaluated) {
    const BothSides sides = BothSides::with_theatres_of_2019(30);
    const Values scenario = sample(sides.instance().parameters(), Region::plausible, 1, 8).front();
    const Trace trace = sides.instance().trace(scenario);
    const Values out = sides.kernel(Isa::scalar, scenario);
    const std::size_t margins = sides.column("europe.member_margin");
    const std::size_t rows_a_year = trace.rows.size() / 30;
    const std::size_t margin = 14;
    ASSERT_EQ(trace.columns[margin].name, "margin");
    for (std::size_t i = 0; i < sides.theatres()[0].allies.size(); ++i) {
        double sum = 0;
        for (std::size_t t = 0; t < 30; ++t) {
            sum += trace.rows[t * rows_a_year + i].values[margin];
        }
        EXPECT_EQ(out[margins + i], sum * (1.0 / 30));
    }
}

}  // namespace
}  // namespace entente::kernels
