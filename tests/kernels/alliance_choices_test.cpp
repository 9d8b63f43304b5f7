// SPDX-License-Identifier: Apache-2.0
//
// What allies of the alliance model choose is what is best for them: checked on their welfare, not
// on the equations that were derived from it.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

constexpr int years = 4;

// Positions of columns in the trace (alliance_trace_test.cpp).
enum { belief, patron_forces, membership, burden, support, dispute, credence, forces };

// An ally's welfare from its burden, what all others do being given.
struct Welfare {
    double income;                 // after host-nation support, share of GDP
    double civil, arms, security;  // tastes
    double spillin;                // protection by others, share of own GDP
    double norm_weight, norm_target;

    double at(double x) const {
        return civil * std::log(income - x) + arms * std::log(x) +
               security * std::log(x + spillin) +
               norm_weight * std::log(std::min(x, norm_target) / norm_target);
    }
};

Welfare welfare(const BothSides& sides, const Values& scenario, const reference::Theatre& theatre,
                std::size_t member, double alpha, const Values& told) {
    const auto value = [&](const std::string& name) { return scenario[sides.parameter(name)]; };
    double total = 0;
    for (const reference::Ally& ally : theatre.allies) total += ally.gdp;
    const double gdp = theatre.allies[member].gdp;
    const double aid = told[patron_forces] * std::pow(gdp / total, value("thinning"));
    const double private_share = value("private_share");
    const double allied = told[forces] - told[burden] * gdp;
    return {.income = 1 - told[support],
            .civil = 1 - alpha,
            .arms = alpha * private_share,
            .security = alpha * (1 - private_share),
            .spillin = (told[credence] * aid + allied) / gdp,
            .norm_weight = value("norm_weight") * (1 - value(theatre.name + ".differentiation")),
            .norm_target = value("norm_target")};
}

TEST(Allies, BearTheBurdenThatIsBestForThem) {
    const BothSides sides = BothSides::with_theatres_of_2019(years);
    std::size_t at_the_norm = 0;
    for (const Values& scenario :
         sample(sides.instance().parameters(), Region::plausible, 50, 2019)) {
        const Trace trace = sides.instance().trace(scenario);
        std::size_t row = 0;
        for (int t = 0; t < years; ++t) {
            for (const reference::Theatre& theatre : sides.theatres()) {
                const Values alphas =
                    reference::calibrate(theatre, sides.patron(), sides.named(scenario));
                for (std::size_t i = 0; i < alphas.size(); ++i) {
                    const Values& told = trace.rows.at(row++).values;
                    const Welfare of = welfare(sides, scenario, theatre, i, alphas[i], told);
                    const double x = told[burden];
                    // A burden that is off by more than half of this would be the worse one.
                    EXPECT_GT(of.at(x), of.at(x * (1 + 1e-5))) << theatre.name << ' ' << i;
                    EXPECT_GT(of.at(x), of.at(x * (1 - 1e-5))) << theatre.name << ' ' << i;
                    at_the_norm += x == of.norm_target;
                }
            }
        }
    }
    EXPECT_GT(at_the_norm, 0U) << "no scenario tested the kink of the norm";
}

TEST(Allies, WithNothingToGainDisputeWhateverTheSharpness) {
    // Without the patron's forces and without integration an alliance is worth less than the arms
    // that an ally would choose for itself.
    const BothSides sides = BothSides::with_theatres_of_2019(1);
    Values scenario = sides.defaults();
    for (const std::string theatre : {"europe", "asia"}) {
        scenario[sides.parameter(theatre + ".theatre_share")] = 0;
        scenario[sides.parameter(theatre + ".integration")] = 0;
        scenario[sides.parameter(theatre + ".differentiation")] = 1;
    }
    for (const double sharpness : {1e-9, 1e-3, 0.1, 2.0, 10.0}) {
        scenario[sides.parameter("dispute_sharpness")] = sharpness;
        for (const Isa isa : available_isas()) {
            const Values out = sides.kernel(isa, scenario);
            EXPECT_NEAR(out[sides.column("europe.tension")], 1, 1e-14) << name(isa) << sharpness;
            EXPECT_NEAR(out[sides.column("asia.tension")], 1, 1e-14) << name(isa) << sharpness;
        }
    }
}

TEST(Allies, OfWhomNoHostNationSupportWasAskedNeverDispute) {
    std::vector<reference::Theatre> theatres{reference::asia_2019()};
    for (reference::Ally& ally : theatres[0].allies) ally.host_nation_support = 0;
    const BothSides sides(theatres, reference::united_states_2019, years);
    for (Values scenario : sample(sides.instance().parameters(), Region::box, 50, 3)) {
        scenario[sides.parameter("asia.differentiation")] = 1;
        for (const Isa isa : available_isas()) {
            EXPECT_EQ(sides.kernel(isa, scenario)[sides.column("asia.tension")], 0) << name(isa);
        }
    }
}

TEST(Allies, ThatAllLeaveAreWeakestFromTheFirstOn) {
    // At the floor of membership all are alike, and the first in the file is named.
    const BothSides sides = BothSides::with_theatres_of_2019();
    Values scenario = sides.defaults();
    scenario[sides.parameter("exit_rate")] = 1;
    scenario[sides.parameter("exit_sensitivity")] = 500;
    scenario[sides.parameter("autonomy_cost")] = 0.5;
    scenario[sides.parameter("tension_weight")] = 0.5;
    for (const std::string theatre : {"europe", "asia"}) {
        scenario[sides.parameter(theatre + ".integration")] = 1;
        for (const Isa isa : available_isas()) {
            const Values out = sides.kernel(isa, scenario);
            const std::size_t last = sides.column(theatre + ".member_final");
            EXPECT_EQ(out[last], 1e-12) << name(isa);
            EXPECT_EQ(out[last + 4], 1e-12) << name(isa);
            EXPECT_EQ(out[sides.column(theatre + ".weakest_member")], 0) << name(isa);
        }
    }
}

}  // namespace
}  // namespace entente::kernels
