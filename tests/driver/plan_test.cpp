// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ctime>
#include <utility>

#include <gtest/gtest.h>
#include <malloc.h>

#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class MakePlan : public StudyFolder {
  protected:
    static std::size_t index(const Plan& plan, const std::string& name) {
        const auto parameters = plan.instance->parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            if (parameters[p].name == name) return p;
        }
        ADD_FAILURE() << "no parameter " << name;
        return 0;
    }

    static double value(const Plan& plan, std::uint64_t scenario, const std::string& name) {
        return plan.scenario(scenario).at(index(plan, name));
    }

    static std::vector<std::string> axes(const Plan& plan) {
        std::vector<std::string> names;
        for (const Axis& axis : plan.axes) names.push_back(axis.name);
        return names;
    }

    static std::vector<std::string> outputs(const Plan& plan) {
        std::vector<std::string> names;
        for (const std::size_t o : plan.outputs) names.push_back(plan.instance->outputs()[o].name);
        return names;
    }
};

using Names = std::vector<std::string>;

TEST_F(MakePlan, WithoutAnAxisIsOneScenarioOfDefaults) {
    const Plan p = plan(on_island);
    EXPECT_EQ(p.scenarios, 1U);
    EXPECT_EQ(p.last_tile, 1U);
    EXPECT_TRUE(p.axes.empty());
    const auto values = p.scenario(0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(values[i], p.instance->parameters()[i].initial);
    }
}

TEST_F(MakePlan, TakesDefaultsFromTheatreFilesAndFixedValuesFromTheStudy) {
    const Plan p = plan(on_island + "[parameters]\nmirror = 0.75\nisland.rhetoric = -1");
    EXPECT_EQ(value(p, 0, "island.belief"), 0.6);
    EXPECT_EQ(value(p, 0, "island.threat_growth"), 0.02);
    EXPECT_EQ(value(p, 0, "island.theatre_share"), 0.4);  // the baseline's
    EXPECT_EQ(value(p, 0, "island.rhetoric"), -1);
    EXPECT_EQ(value(p, 0, "mirror"), 0.75);
}

TEST_F(MakePlan, HasAxesInTheOrderOfTheTextAndTheLastIsFastest) {
    const Plan p = plan(on_both +
                        "[parameters]\nmirror = [0, 1]\n"
                        "[[linked]]\naxis = \"trust\"\n"
                        "parameters = [\"coast.belief\", \"island.belief\"]\n"
                        "values = [[0.1, 0.2, 0.3], [0.9, 0.8, 0.7]]\n"
                        "[parameters.island]\nrhetoric = [-1, 0, 0.5, 1]\n");
    EXPECT_EQ(axes(p), (Names{"mirror", "trust", "island.rhetoric"}));
    EXPECT_EQ(p.scenarios, 2U * 3 * 4);
    // 18 = (1 * 3 + 1) * 4 + 2
    EXPECT_EQ(value(p, 18, "mirror"), 1);
    EXPECT_EQ(value(p, 18, "coast.belief"), 0.2);
    EXPECT_EQ(value(p, 18, "island.belief"), 0.8);
    EXPECT_EQ(value(p, 18, "island.rhetoric"), 0.5);
    // 11 = (0 * 3 + 2) * 4 + 3
    EXPECT_EQ(value(p, 11, "mirror"), 0);
    EXPECT_EQ(value(p, 11, "coast.belief"), 0.3);
    EXPECT_EQ(value(p, 11, "island.belief"), 0.7);
    EXPECT_EQ(value(p, 11, "island.rhetoric"), 1);
}

TEST_F(MakePlan, CountsLinkedAxesWhereTheyStandInTheText) {
    const std::string linked =
        "[[linked]]\naxis = \"trust\"\nparameters = [\"island.belief\"]\nvalues = [0.1, 0.2]\n";
    EXPECT_EQ(axes(plan(on_island + linked + "[parameters]\nmirror = [0, 1]\ndeeds = [1, 0]\n")),
              (Names{"trust", "mirror", "deeds"}));
    EXPECT_EQ(axes(plan(on_island + "[parameters]\ndeeds = [1, 0]\nmirror = [0, 1]\n" + linked)),
              (Names{"deeds", "mirror", "trust"}));
}

TEST_F(MakePlan, TellsTheUnitOfAnAxis) {
    const Plan p = plan(on_island +
                        "[parameters]\nreach_km = [1000, 2000]\n"
                        "[[linked]]\naxis = \"turns\"\nparameters = [\"recovery\", \"relapse\"]\n"
                        "values = [0, 1]\n"
                        "[[linked]]\naxis = \"mixed\"\nparameters = [\"mirror\", \"crisis_rate\"]\n"
                        "values = [0, 1]\n");
    EXPECT_EQ(p.axes.at(0).unit, "km");
    EXPECT_EQ(p.axes.at(1).unit, "year-1");
    EXPECT_EQ(p.axes.at(2).unit, "1");
}

// Of this process: other programs make it longer by the clock, not by this.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST_F(MakePlan, LaysOutAstronomicGridsAtOnce) {
    const double start = cpu_seconds();
    const std::string thousand = " = { from = 0, to = 1, points = 1000 }\n";
    const Plan large = plan(on_island + "[parameters]\nrecovery" + thousand + "relapse" + thousand +
                            "deeds" + thousand + "mirror" + thousand);
    EXPECT_EQ(large.scenarios, 1'000'000'000'000U);
    EXPECT_EQ(value(large, 999'999'999'998, "deeds"), 1);
    EXPECT_EQ(value(large, 999'999'999'998, "mirror"), 998.0 / 999);

    const std::string many = " = { from = 0, to = 1, points = 32768 }\n";
    const Plan largest = plan(on_island + "[parameters]\nrecovery" + many + "relapse" + many +
                              "deeds" + many + "mirror" + many + "thinning = [0, 0.3, 0.6, 1]\n");
    EXPECT_EQ(largest.scenarios, std::uint64_t{1} << 62);
    EXPECT_EQ(value(largest, largest.scenarios - 1, "recovery"), 1);
    EXPECT_EQ(value(largest, largest.scenarios - 2, "thinning"), 0.6);
    EXPECT_LT(cpu_seconds() - start, 1);
}

// Seconds that make_plan takes, at best of ten, and bytes that its plan occupies.
std::pair<double, std::size_t> cost_of_planning(const Study& study) {
    double best = 1;
    std::size_t bytes = 0;
    for (int round = 0; round < 10; ++round) {
        Study copy = study;
        const auto occupied = ::mallinfo2().uordblks;
        const double start = cpu_seconds();
        const Plan plan = make_plan(std::move(copy));
        best = std::min(best, cpu_seconds() - start);
        bytes = ::mallinfo2().uordblks - occupied;
    }
    return {best, bytes};
}

TEST_F(MakePlan, CostsTheSameForAnyNumberOfScenarios) {
    if (ENTENTE_SANITIZED) GTEST_SKIP() << "a sanitizer has an allocator of its own";
    const auto text = [](const std::string& scenarios) {
        return "model = \"deterrence\"\n[parameters]\n\"*\" = \"plausible\"\n"
               "[design]\nkind = \"sobol\"\nscenarios = " +
               scenarios + "\n";
    };
    const auto [small_time, small_bytes] = cost_of_planning(study(text("1_000")));
    for (const char* scenarios : {"1_000_000_000", "1_000_000_000_000", "1_000_000_000_000_000"}) {
        const auto [time, bytes] = cost_of_planning(study(text(scenarios)));
        RecordProperty(scenarios, std::to_string(time * 1e6) + " microseconds");
        EXPECT_LT(time, 0.001 + 10 * small_time) << scenarios;
        EXPECT_LT(bytes, small_bytes + 256) << scenarios;  // longer texts
    }
}

TEST_F(MakePlan, SamplesWhatHasADistribution) {
    const Plan p = plan(on_island +
                        "[design]\nkind = \"random\"\nscenarios = 10\n[parameters]\n"
                        "recovery = { min = 0.1, max = 0.2 }\n"
                        "relapse = { distribution = \"normal\", mean = 0.1, sd = 0.02 }\n"
                        "deeds = { distribution = \"beta\", alpha = 2, beta = 3 }\n"
                        "mirror = { distribution = \"triangular\", min = 0, mode = 0.2, max = 1 }\n"
                        "reach_km = { distribution = \"loguniform\", min = 1e3, max = 1e4 }\n"
                        "stake = { distribution = \"lognormal\", mean = 0, sd = 0.5, max = 4 }\n"
                        "signal = \"plausible\"\n");
    using Kind = Distribution::Kind;
    const Distribution wanted[] = {
        {Kind::uniform, 0.1, 0.2, 0, 0},    {Kind::normal, 0, 1, 0.1, 0.02},
        {Kind::beta, 0, 1, 2, 3},           {Kind::triangular, 0, 1, 0.2, 0},
        {Kind::loguniform, 1e3, 1e4, 0, 0}, {Kind::lognormal, 0, 4, 0, 0.5},
        {Kind::uniform, 0, 1.5, 0, 0},
    };
    ASSERT_EQ(p.marginals.size(), std::size(wanted));
    for (std::size_t c = 0; c < std::size(wanted); ++c) {
        EXPECT_EQ(to_string(p.marginals[c]), to_string(wanted[c]));
    }
    EXPECT_EQ(p.column_names.at(4), "reach_km");
    EXPECT_EQ(p.scenarios, 10U);
}

TEST_F(MakePlan, SamplesAllThatIsNotNamedOverItsPlausibleRange) {
    const Plan p = plan(on_island +
                        "[design]\nkind = \"random\"\nscenarios = 10\n"
                        "[parameters]\nmirror = 0.5\n\"*\" = \"plausible\"\n"
                        "deeds = { min = 0.4, max = 0.6 }\n");
    const auto parameters = p.instance->parameters();
    ASSERT_EQ(p.varied.size(), parameters.size() - 1);
    EXPECT_EQ(p.column_names[0], "deeds");  // the named ones first
    for (std::size_t c = 1; c < p.varied.size(); ++c) {
        const auto& parameter = parameters[p.varied[c]];
        EXPECT_NE(parameter.name, "mirror");
        EXPECT_EQ(p.marginals[c].min, parameter.plausible.lo);
        EXPECT_EQ(p.marginals[c].max, parameter.plausible.hi);
    }
    EXPECT_EQ(value(p, 3, "mirror"), 0.5);
}

TEST_F(MakePlan, DrawsLinkedParametersOnce) {
    const Plan p =
        plan(on_both +
             "[design]\nkind = \"latin_hypercube\"\nscenarios = 10\n"
             "[[linked]]\naxis = \"trust\"\n"
             "parameters = [\"island.belief\", \"coast.belief\"]\nmin = 0.2\nmax = 0.4\n");
    EXPECT_EQ(p.column_names, Names{"trust"});
    for (std::uint64_t i = 0; i < 10; ++i) {
        const double drawn = value(p, i, "island.belief");
        EXPECT_EQ(value(p, i, "coast.belief"), drawn);
        EXPECT_TRUE(drawn >= 0.2 && drawn <= 0.4);
    }
}

TEST_F(MakePlan, ReadsScenariosFromATable) {
    write("table.csv", "mirror,island.belief\n0.5,0.25\n1,0.75\n");
    const Plan p = plan(on_island +
                        "[parameters]\ndeeds = 0.125\n"
                        "[design]\nkind = \"table\"\nfile = \"table.csv\"\n");
    EXPECT_EQ(p.scenarios, 2U);
    EXPECT_EQ(value(p, 1, "mirror"), 1);
    EXPECT_EQ(value(p, 1, "island.belief"), 0.75);
    EXPECT_EQ(value(p, 1, "deeds"), 0.125);
}

TEST_F(MakePlan, SelectsAllNumbersOrWhatIsAskedForAndAlwaysTheStatus) {
    const Names all = outputs(plan(on_island));
    EXPECT_EQ(all.front(), "island.stability");
    EXPECT_EQ(all.back(), "status");
    EXPECT_EQ(all.size(), 16U);
    const std::string variables = on_island + "[output]\nvariables = ";
    EXPECT_EQ(outputs(plan(variables + "[\"island.tension\"]")),
              (Names{"island.tension", "status"}));
    EXPECT_EQ(outputs(plan(variables + "[\"island.member_*\", \"*.cred?nce\"]")),
              (Names{"island.credence", "island.member_final", "island.member_burden",
                     "island.member_margin", "status"}));
}

}  // namespace
}  // namespace entente::driver
