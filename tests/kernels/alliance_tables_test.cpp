// SPDX-License-Identifier: Apache-2.0
//
// The parameters and outputs of the alliance model, as its specification lists them.
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/model.hpp"
#include "kernels/registry.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

struct Row {
    const char* name;
    double initial;
    Interval valid;
    Interval plausible;
};

constexpr bool open = true;

// The values of `theatre`.integration to threat_growth are the theatre's defaults.
constexpr Row theatre_rows[] = {
    {"integration", 0.1, {0, 1}, {0, 1}},
    {"differentiation", 0.2, {0, 1}, {0, 1}},
    {"belief", 0.3, {0, 1, open, open}, {0.3, 0.95}},
    {"rhetoric", 0.4, {-1, 1}, {-1, 1}},
    {"theatre_share", 0.35, {0, 0.5}, {0.2, 0.5}},
    {"threat_growth", 0.06, {-0.1, 0.2}, {-0.02, 0.08}},
};

constexpr Row shared_rows[] = {
    {"committed0", 0, {0, 1}, {0, 1}},
    {"recovery", 0.15, {0, 1}, {0.02, 0.5}},
    {"relapse", 0.05, {0, 1}, {0, 0.2}},
    {"signal", 0.6, {0, 5}, {0, 1.5}},
    {"deeds", 0.5, {0, 1}, {0, 1}},
    {"mirror", 0.25, {0, 1}, {0, 1}},
    {"pivot", 0.004, {-0.05, 0.05}, {0, 0.015}},
    {"thinning", 0.8, {0, 1}, {0.5, 1}},
    {"private_share", 0.3, {0.01, 0.99}, {0.05, 0.9}},
    {"norm_target", 0.02, {0, 0.1, open}, {0.01, 0.03}},
    {"norm_weight", 0.002, {0, 0.005}, {0, 0.004}},
    {"demand", 5, {1, 20}, {1, 8}},
    {"bargaining", 0.1, {0, 1, open}, {0.02, 0.5}},
    {"dispute_sharpness", 2, {0, 10, open}, {1, 4}},
    {"concentration", 0.6, {0, 1}, {0.3, 0.9}},
    {"reach_km", 2500, {0, 20000, open}, {1000, 6000}},
    {"decisiveness", 1.5, {0, 5, open}, {0.5, 3}},
    {"rationality", 4, {0, 50, open}, {1, 10}},
    {"crisis_rate", 0.1, {0, 1}, {0.02, 0.3}},
    {"status_quo", 0.35, {0, 1}, {0, 0.6}},
    {"stake", 1, {0, 5}, {0.3, 2}},
    {"patron_war_cost", 0.35, {0, 2}, {0.1, 0.7}},
    {"reputation", 0.15, {0, 2}, {0, 0.4}},
    {"reputation_pooling", 1, {0, 2}, {0, 2}},
    {"compliance_weight", 0.3, {0, 2}, {0, 0.8}},
    {"adversary_war_cost", 0.25, {0, 2}, {0.1, 0.4}},
    {"ally_war_cost", 0.2, {0, 2}, {0.1, 0.4}},
    {"escalation", 1.5, {1, 5}, {1, 2}},
    {"loss_weight", 0.2, {0, 2}, {0.05, 0.6}},
    {"tension_weight", 0.01, {0, 0.5}, {0, 0.04}},
    {"autonomy_cost", 0.005, {0, 0.5}, {0, 0.02}},
    {"plan_b_cost", 0.005, {0, 0.5}, {0, 0.03}},
    {"drift", 0.001, {-0.05, 0.05}, {0, 0.003}},
    {"exit_rate", 0.0133, {0, 1}, {0.005, 0.03}},
    {"exit_sensitivity", 150, {0, 500}, {50, 300}},
};

void expect_row(const Parameter& parameter, const std::string& name, const Row& row) {
    EXPECT_EQ(parameter.name, name);
    EXPECT_EQ(parameter.initial, row.initial) << name;
    const auto expect_interval = [&](const Interval& found, const Interval& expected) {
        EXPECT_EQ(found.lo, expected.lo) << name;
        EXPECT_EQ(found.hi, expected.hi) << name;
        EXPECT_EQ(found.lo_open, expected.lo_open) << name;
        EXPECT_EQ(found.hi_open, expected.hi_open) << name;
    };
    expect_interval(parameter.valid, row.valid);
    expect_interval(parameter.plausible, row.plausible);
}

TEST(AllianceParameters, AreThoseOfTheSpecification) {
    ModelData data = model_data({reference::europe_2019(), reference::asia_2019()},
                                reference::united_states_2019, 30);
    for (Theatre& theatre : data.theatres) {
        theatre.defaults = {.integration = 0.1,
                            .differentiation = 0.2,
                            .belief = 0.3,
                            .rhetoric = 0.4,
                            .theatre_share = 0.35,
                            .threat_growth = 0.06};
    }
    const auto instance = find_model("alliance")->join(data);
    const auto parameters = instance->parameters();
    ASSERT_EQ(parameters.size(), 2 * std::size(theatre_rows) + std::size(shared_rows));
    std::size_t p = 0;
    for (const char* theatre : {"europe.", "asia."}) {
        for (const Row& row : theatre_rows)
            expect_row(parameters[p++], theatre + std::string(row.name), row);
    }
    for (const Row& row : shared_rows) expect_row(parameters[p++], row.name, row);
}

TEST(AllianceParameters, AreExplainedAndPlausibleWithinWhatIsValid) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    for (const Parameter& parameter : sides.instance().parameters()) {
        EXPECT_FALSE(parameter.unit.empty()) << parameter.name;
        EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
        EXPECT_TRUE(parameter.valid.contains(parameter.initial)) << parameter.name;
        EXPECT_TRUE(parameter.valid.contains(parameter.plausible.lo)) << parameter.name;
        EXPECT_TRUE(parameter.valid.contains(parameter.plausible.hi)) << parameter.name;
        EXPECT_LT(parameter.plausible.lo, parameter.plausible.hi) << parameter.name;
    }
}

// What a theatre has, by dimension.
const std::vector<std::string> scalars{
    "stability",  "cohesion",   "intact_years",  "challenge",        "abandonment",
    "entrapment", "tension",    "credence",      "patron_share",     "burden",
    "compliance", "margin_min", "self_reliance", "final_membership", "weakest_member"};
const std::vector<std::string> by_year{
    "yearly_stability",   "yearly_cohesion",     "yearly_challenge",
    "yearly_abandonment", "yearly_entrapment",   "yearly_tension",
    "yearly_credence",    "yearly_patron_share", "yearly_burden"};
const std::vector<std::string> by_member{"member_final", "member_burden", "member_margin"};

TEST(AllianceOutputs, AreThoseOfTheSpecification) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    std::set<std::string> expected{"status:"};
    for (const std::string theatre : {"europe", "asia"}) {
        for (const auto& output : scalars) expected.insert(theatre + "." + output + ":");
        for (const auto& output : by_year) expected.insert(theatre + "." + output + ":year");
        for (const auto& output : by_member) {
            expected.insert(theatre + "." + output + ":" + theatre + "_member");
        }
    }
    std::set<std::string> found;
    for (const Output& output : sides.instance().outputs()) {
        found.insert(output.name + ":" + output.dimension);
        EXPECT_FALSE(output.unit.empty()) << output.name;
        EXPECT_FALSE(output.meaning.empty()) << output.name;
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(sides.instance().outputs().size(), expected.size());
}

TEST(AllianceOutputs, AreNumbersButForAnIndexAndACode) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    for (const Output& output : sides.instance().outputs()) {
        const bool is_status = output.name == "status";
        const bool is_index = output.name.find("weakest_member") != std::string::npos;
        const OutputKind kind = is_status  ? OutputKind::code
                                : is_index ? OutputKind::index
                                           : OutputKind::real;
        EXPECT_EQ(output.kind, kind) << output.name;
        EXPECT_EQ(output.flags.empty(), !is_status) << output.name;
    }
}

}  // namespace
}  // namespace entente::kernels
