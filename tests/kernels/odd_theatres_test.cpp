// SPDX-License-Identifier: Apache-2.0
//
// Kernel and reference on theatres that nobody tuned the kernel for.
#include <cmath>
#include <cstddef>
#include <functional>
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
using reference::Baseline;
using reference::europe_2019;
using reference::Theatre;
using reference::united_states_2019;

constexpr std::size_t scenarios = 200;
constexpr Baseline hub{.integration = 0,
                       .differentiation = 1,
                       .credence = 0.9,
                       .theatre_share = 0.4,
                       .norm_target = 0.02};

// Kernel and reference agree on this study, on plausible scenarios and over the box.
void expect_agreement(const std::vector<Theatre>& theatres, int horizon) {
    const BothSides sides(theatres, united_states_2019, horizon);
    for (const Region region : {Region::plausible, Region::box}) {
        Comparison comparison(sides, sample(sides.instance().parameters(), region, scenarios, 99));
        for (const Isa isa : available_isas()) {
            const Agreement agreement = comparison.on(isa);
            EXPECT_EQ(agreement.disagreements, 0U) << name(isa) << '\n' << agreement.report;
            EXPECT_LE(agreement.ill_conditioned, scenarios / 20) << name(isa);
        }
    }
}

// Both theatres of 2019, each ally changed.
std::vector<Theatre> changed(const std::function<void(Ally&)>& change) {
    std::vector<Theatre> theatres{europe_2019(), asia_2019()};
    for (Theatre& theatre : theatres) {
        for (Ally& ally : theatre.allies) change(ally);
    }
    return theatres;
}

// Allies whose GDP falls from the first to the last by `fall` in total, all else varied.
Theatre ladder(const std::string& name, std::size_t allies, double fall) {
    Theatre theatre{name, 300, {0.3, 0.6, 0.7, 0.3, 0.015}, {}};
    for (std::size_t i = 0; i < allies; ++i) {
        const auto step = static_cast<double>(i) / static_cast<double>(allies);
        theatre.allies.push_back({.gdp = 5000 * std::pow(fall, -step),
                                  .burden = 0.005 + 0.03 * std::fmod(7 * step, 1.0),
                                  .distance = 500 + 9000 * std::fmod(11 * step, 1.0),
                                  .host_nation_support = i % 3 == 0 ? 0 : 0.0005,
                                  .wavering = i % 5 == 1 ? 1.0 : 0.0});
    }
    return theatre;
}

TEST(OddTheatres, AgreeWithOneAlly) {
    const Ally ally = asia_2019().allies.front();
    expect_agreement({{"lonely", 163, {}, {ally}}}, 30);
    expect_agreement({{"lonely", 163, hub, {ally}}, europe_2019()}, 30);
}

TEST(OddTheatres, AgreeWithSixtyFourAlliesOfVeryDifferentSizes) {
    expect_agreement({ladder("many", 64, 1e8), ladder("more", 64, 30)}, 12);
}

TEST(OddTheatres, AgreeWithOneTheatre) {
    expect_agreement({europe_2019()}, 30);
    expect_agreement({asia_2019()}, 30);
}

TEST(OddTheatres, AgreeInTheOtherOrder) { expect_agreement({asia_2019(), europe_2019()}, 30); }

TEST(OddTheatres, AgreeUnderOtherNames) {
    Theatre south = europe_2019();
    south.name = "south_2";
    expect_agreement({ladder("north", 3, 10), south}, 10);
    expect_agreement({ladder("pacific", 9, 100)}, 10);
}

TEST(OddTheatres, AgreeWithoutHostNationSupport) {
    expect_agreement(changed([](Ally& ally) { ally.host_nation_support = 0; }), 30);
}

TEST(OddTheatres, AgreeWithHostNationSupportOfSome) {
    expect_agreement({ladder("some", 10, 10)}, 30);
}

TEST(OddTheatres, AgreeWithLavishHostNationSupport) {
    // Twenty times it, the most that can be demanded, is less than all income by a little.
    expect_agreement(changed([](Ally& ally) { ally.host_nation_support = 0.04; }), 30);
}

TEST(OddTheatres, AgreeWithOneAllyThatIsNearlyAllOfThem) {
    Theatre theatre = europe_2019();
    double others = 0;
    for (const Ally& ally : theatre.allies) others += ally.gdp;
    theatre.allies.push_back({others * 9999, 0.02, 1500, 0.0002, 0});
    expect_agreement({theatre, asia_2019()}, 30);
}

TEST(OddTheatres, AgreeWhereDistanceMakesThreatsVanish) {
    expect_agreement(changed([](Ally& ally) { ally.distance *= 1e6; }), 30);
}

TEST(OddTheatres, AgreeAtTheAdversarysGates) {
    expect_agreement(changed([](Ally& ally) { ally.distance = 0; }), 30);
}

TEST(OddTheatres, AgreeWhereTastesAreClipped) {
    expect_agreement(changed([](Ally& ally) { ally.burden = ally.burden < 0.013 ? 1e-7 : 0.9; }),
                     30);
}

TEST(OddTheatres, AgreeWhereEveryAllyWavers) {
    expect_agreement(changed([](Ally& ally) { ally.wavering = 1; }), 30);
}

TEST(OddTheatres, AgreeWithAdversariesWeakAndStrong) {
    std::vector<Theatre> theatres{europe_2019(), asia_2019()};
    theatres[0].adversary_capability = 1e-3;
    theatres[1].adversary_capability = 1e6;
    expect_agreement(theatres, 30);
}

TEST(OddTheatres, AgreeOverOneYear) { expect_agreement({europe_2019(), asia_2019()}, 1); }

TEST(OddTheatres, AgreeOverAHundredYears) { expect_agreement({europe_2019(), asia_2019()}, 100); }

}  // namespace
}  // namespace entente::kernels
