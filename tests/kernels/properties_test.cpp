// SPDX-License-Identifier: Apache-2.0
//
// What the alliance model must satisfy whatever its parameters.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/agreement.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

using reference::Ally;
using reference::asia_2019;
using reference::europe_2019;
using reference::Theatre;
using reference::united_states_2019;

std::vector<Values> plausible(const BothSides& sides, std::size_t count) {
    return sample(sides.instance().parameters(), Region::plausible, count, 4711);
}

// The value that the trace gives member `row` in column `name`.
double told(const Trace& trace, std::size_t row, const std::string& name) {
    const auto is_it = [&](const Trace::Column& column) { return column.name == name; };
    const auto found = std::find_if(trace.columns.begin(), trace.columns.end(), is_it);
    return trace.rows.at(row).values.at(static_cast<std::size_t>(found - trace.columns.begin()));
}

TEST(AllianceProperties, OutcomesOfACrisisSumToOne) {
    // One ally, so that yearly means are its own values; a crisis every year.
    const BothSides sides({{"lonely", 163, {}, {europe_2019().allies.front()}}}, united_states_2019,
                          3);
    for (Values scenario : plausible(sides, 200)) {
        scenario[sides.parameter("crisis_rate")] = 1;
        const Values out = sides.kernel(Isa::scalar, scenario);
        const Trace trace = sides.instance().trace(scenario);
        for (std::size_t t = 0; t < 3; ++t) {
            const double p2 = out[sides.column("lonely.yearly_challenge") + t];
            const double p4 = told(trace, t, "resist");
            const double abandoned = out[sides.column("lonely.yearly_abandonment") + t];
            const double helped = p2 * p4 * told(trace, t, "credence");
            EXPECT_NEAR((1 - p2) + p2 * (1 - p4) + abandoned + helped, 1, 1e-14);
        }
    }
}

// The base year once more: everything as in the baselines, the patron transactional beyond doubt
// and certain to abandon, so that credence is the belief.
Values base_year(const BothSides& sides, Values scenario) {
    const auto set = [&](const std::string& name, double value) {
        scenario[sides.parameter(name)] = value;
    };
    for (const Theatre& theatre : sides.theatres()) {
        set(theatre.name + ".integration", theatre.baseline.integration);
        set(theatre.name + ".differentiation", theatre.baseline.differentiation);
        set(theatre.name + ".theatre_share", theatre.baseline.theatre_share);
        set(theatre.name + ".belief", theatre.baseline.credence);
    }
    set("norm_target", 0.02);
    set("demand", 1);
    set("stake", 0);
    set("reputation", 0);
    set("patron_war_cost", 2);
    set("compliance_weight", 2);
    set("rationality", 50);  // abandons with probability 1 - e^-100 at least
    return scenario;
}

TEST(AllianceProperties, TheBaselineReturnsTheObservedBurdens) {
    const BothSides sides = BothSides::with_theatres_of_2019(1);
    for (const Values& sampled : plausible(sides, 100)) {
        const Values scenario = base_year(sides, sampled);
        for (const Isa isa : available_isas()) {
            const Values out = sides.kernel(isa, scenario);
            for (const Theatre& theatre : sides.theatres()) {
                const Values alphas =
                    reference::calibrate(theatre, sides.patron(), sides.named(scenario));
                const std::size_t first = sides.column(theatre.name + ".member_burden");
                for (std::size_t i = 0; i < alphas.size(); ++i) {
                    const Ally& ally = theatre.allies[i];
                    if (alphas[i] <= 1e-4 || alphas[i] >= 0.9) continue;
                    const double paid = theatre.baseline.differentiation * ally.host_nation_support;
                    EXPECT_NEAR(out[first + i], ally.burden + paid, 1e-10 * ally.burden)
                        << theatre.name << ' ' << i;
                }
            }
        }
    }
}

TEST(AllianceProperties, PermutingTheMembersPermutesTheResults) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    std::vector<Theatre> mirrored = sides.theatres();
    for (Theatre& theatre : mirrored) std::reverse(theatre.allies.begin(), theatre.allies.end());
    const BothSides reversed(mirrored, sides.patron(), sides.horizon());
    for (const Values& scenario : plausible(sides, 60)) {
        Values one = sides.kernel(widest_isa(), scenario);
        Values other = reversed.kernel(widest_isa(), scenario);
        for (const Theatre& theatre : mirrored) {
            const std::size_t size = theatre.allies.size();
            for (const char* output : {".member_final", ".member_burden", ".member_margin"}) {
                const auto at = other.begin() +
                                static_cast<std::ptrdiff_t>(sides.column(theatre.name + output));
                std::reverse(at, at + static_cast<std::ptrdiff_t>(size));
            }
            // Ties go to another member now, and so the memberships are compared instead.
            for (const bool is_other : {false, true}) {
                Values& out = is_other ? other : one;
                double& weakest = out[sides.column(theatre.name + ".weakest_member")];
                const auto index = static_cast<std::size_t>(weakest);
                weakest = out[sides.column(theatre.name + ".member_final") +
                              (is_other ? size - 1 - index : index)];
            }
        }
        for (std::size_t c = 0; c < one.size(); ++c) {
            EXPECT_LE(difference(other[c], one[c]), ill_conditioned_movement)
                << sides.column_name(c);
        }
    }
}

TEST(AllianceProperties, TheUnitOfMoneyDoesNotMatter) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    for (const double unit : {1024.0, 1e-3}) {
        std::vector<Theatre> theatres = sides.theatres();
        for (Theatre& theatre : theatres) {
            theatre.adversary_capability *= unit;
            for (Ally& ally : theatre.allies) ally.gdp *= unit;
        }
        const BothSides scaled(theatres, {sides.patron().gdp * unit, sides.patron().burden}, 30);
        for (const Values& scenario : plausible(sides, 60)) {
            const Values one = sides.kernel(widest_isa(), scenario);
            const Values other = scaled.kernel(widest_isa(), scenario);
            for (std::size_t c = 0; c < one.size(); ++c) {
                EXPECT_LE(difference(other[c], one[c]), 1e-12) << sides.column_name(c);
            }
        }
    }
}

TEST(AllianceProperties, WithoutMirrorAndPivotATheatreIsOnItsOwn) {
    const BothSides both = BothSides::with_theatres_of_2019();
    const BothSides europe({europe_2019()}, united_states_2019, 30);
    const BothSides asia({asia_2019()}, united_states_2019, 30);
    for (Values scenario : plausible(both, 40)) {
        scenario[both.parameter("mirror")] = 0;
        scenario[both.parameter("pivot")] = 0;
        const Values joint = both.kernel(widest_isa(), scenario);
        for (const BothSides* alone : {&europe, &asia}) {
            Values part;
            for (const Parameter& parameter : alone->instance().parameters()) {
                part.push_back(scenario[both.parameter(parameter.name)]);
            }
            const Values out = alone->kernel(widest_isa(), part);
            for (const Output& output : alone->instance().outputs()) {
                for (std::size_t i = 0; i < extent(alone->instance(), output); ++i) {
                    EXPECT_EQ(out[alone->column(output.name) + i],
                              joint[both.column(output.name) + i])
                        << output.name << ' ' << i;
                }
            }
        }
    }
}

TEST(AllianceProperties, MembershipNeverRises) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    for (const Values& scenario : plausible(sides, 100)) {
        const Trace trace = sides.instance().trace(scenario);
        const std::size_t members = trace.rows.size() / 30;
        for (std::size_t row = members; row < trace.rows.size(); ++row) {
            EXPECT_LE(told(trace, row, "membership"), told(trace, row - members, "membership"));
        }
        const Values out = sides.kernel(widest_isa(), scenario);
        for (const Theatre& theatre : sides.theatres()) {
            const std::size_t cohesion = sides.column(theatre.name + ".yearly_cohesion");
            for (std::size_t t = 1; t < 30; ++t) {
                EXPECT_LE(out[cohesion + t], out[cohesion + t - 1]);
            }
            EXPECT_LE(out[sides.column(theatre.name + ".final_membership")], out[cohesion + 29]);
        }
    }
}

// Every parameter at an end of its valid range, or next to it where the end is open: next to zero
// is the least normal number.
std::vector<Values> outermost_corners(const BothSides& sides, std::size_t count) {
    const auto parameters = sides.instance().parameters();
    std::vector<Values> scenarios = sample(parameters, Region::corners, count, 5);
    for (Values& scenario : scenarios) {
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const auto& [lo, hi, lo_open, hi_open] = parameters[p].valid;
            const bool low = scenario[p] - lo < hi - scenario[p];
            if (low && lo_open) {
                scenario[p] = std::max(std::nextafter(lo, hi), std::numeric_limits<double>::min());
            }
            if (!low && hi_open) scenario[p] = std::nextafter(hi, lo);
        }
    }
    return scenarios;
}

TEST(AllianceProperties, EveryOutputIsFiniteUpToTheOutermostCorners) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    const std::vector<Values> scenarios = outermost_corners(sides, 2000);
    for (const Isa isa : available_isas()) {
        const std::vector<Values> outputs = evaluate(sides.instance(), isa, scenarios);
        for (const Values& columns : outputs) {
            for (std::size_t c = 0; c < columns.size(); ++c) {
                ASSERT_TRUE(std::isfinite(columns[c])) << name(isa) << sides.column_name(c);
            }
            ASSERT_EQ(columns[sides.column("status")], 0) << name(isa);
        }
    }
}

TEST(AllianceProperties, SharesAndProbabilitiesStayBetweenZeroAndOne) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    const std::vector<Values> scenarios =
        sample(sides.instance().parameters(), Region::box, 2000, 6);
    constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();  // of 64 summands
    for (const Values& columns : evaluate(sides.instance(), widest_isa(), scenarios)) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::string& output = sides.column_output(c);
            const bool is_free = output == "intact_years" || output == "margin_min" ||
                                 output == "member_margin" || output == "weakest_member" ||
                                 output == "burden" || output == "yearly_burden" ||
                                 output == "member_burden";
            ASSERT_GE(columns[c], output.find("margin") == std::string::npos ? -rounding : -1e3);
            if (!is_free) {
                ASSERT_LE(columns[c], 1 + rounding) << sides.column_name(c);
            }
        }
    }
}

}  // namespace
}  // namespace entente::kernels
