// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

const std::string text = on_both +
                         "horizon = 3\n"
                         "[parameters]\n"
                         "mirror = [0, 1]\n"
                         "deeds = { from = 0, to = 1, points = 3 }\n"
                         "[parameters.island]\n"
                         "rhetoric = -0.5\n"
                         "[[linked]]\n"
                         "axis = \"trust\"\n"
                         "parameters = [\"island.belief\", \"coast.belief\"]\n"
                         "from = 0.2\n"
                         "to = 0.8\n"
                         "points = 4\n";

class SetByHand : public StudyFolder {
  protected:
    Plan with(const std::vector<Override>& overrides) const { return plan(text, overrides); }

    static std::vector<std::string> axes(const Plan& plan) {
        std::vector<std::string> names;
        for (const Axis& axis : plan.axes) names.push_back(axis.name);
        return names;
    }

    static double value(const Plan& plan, const std::string& name) {
        const auto parameters = plan.instance->parameters();
        std::size_t p = 0;
        while (parameters[p].name != name) ++p;
        return plan.scenario(plan.scenarios - 1)[p];
    }
};

using Names = std::vector<std::string>;

TEST_F(SetByHand, AParameterIsAddedOrReplaced) {
    EXPECT_EQ(value(with({{"recovery", "0.25"}}), "recovery"), 0.25);
    EXPECT_EQ(value(with({{"island.rhetoric", "1"}}), "island.rhetoric"), 1);
    EXPECT_EQ(value(with({{"coast.rhetoric", "1"}}), "coast.rhetoric"), 1);
    const Plan fixed = with({{"mirror", "0.5"}});
    EXPECT_EQ(axes(fixed), (Names{"deeds", "trust"}));
    EXPECT_EQ(value(fixed, "mirror"), 0.5);
}

TEST_F(SetByHand, WhatIsReplacedKeepsItsPlaceAndWhatIsAddedComesLast) {
    const Plan p = with({{"recovery", "[0, 1]"},
                         {"mirror", "{ from = 0, to = 1, points = 5 }"},
                         {"island.rhetoric", "[-1, 1]"},
                         {"relapse", "[0, 1]"}});
    EXPECT_EQ(axes(p),
              (Names{"mirror", "deeds", "island.rhetoric", "trust", "recovery", "relapse"}));
    EXPECT_EQ(p.axes[0].values.size(), 5U);
}

TEST_F(SetByHand, APartOfAnAxisIsReplaced) {
    EXPECT_EQ(with({{"deeds.points", "5"}}).axes.at(1).values,
              (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
}

TEST_F(SetByHand, ALinkedAxisTakesOtherValues) {
    for (const char* same :
         {"[0.25, 0.5]", "{ from = 0.25, to = 0.5, points = 2 }", "[[0.25, 0.5], [0.25, 0.5]]"}) {
        const Plan p = with({{"trust", same}});
        EXPECT_EQ(axes(p), (Names{"mirror", "deeds", "trust"}));
        EXPECT_EQ(p.axes[2].values, (std::vector<double>{0.25, 0.5})) << same;
    }
}

TEST_F(SetByHand, ANumberFixesTheParametersOfALinkedAxis) {
    const Plan p = with({{"trust", "0.5"}});
    EXPECT_EQ(axes(p), (Names{"mirror", "deeds"}));
    EXPECT_EQ(value(p, "island.belief"), 0.5);
    EXPECT_EQ(value(p, "coast.belief"), 0.5);
}

TEST_F(SetByHand, AModelsParametersMayBeThePatrons) {
    const Plan p =
        plan("model = \"conflict_network\"\n", {{"patron.cost", "2"}, {"patron.burden", "0.05"}});
    EXPECT_EQ(value(p, "patron.cost"), 2);
    EXPECT_EQ(p.study.patron.burden, 0.05);
}

TEST_F(SetByHand, KeysOfTheStudyAreReached) {
    const Study s = study(text, {{"horizon", "7"},
                                 {"title", "Another"},
                                 {"patron.burden", "0.05"},
                                 {"output.file", "../x.h5"},
                                 {"output.precision", "float64"},
                                 {"output.variables", "[\"status\"]"}});
    EXPECT_EQ(std::get<double>(s.settings.at("horizon").value), 7);
    EXPECT_EQ(s.title, "Another");
    EXPECT_EQ(s.patron.burden, 0.05);
    EXPECT_EQ(s.output.file, (file("..") / "x.h5").lexically_normal());
    EXPECT_EQ(s.output.precision, results::ElementType::float64);
    EXPECT_EQ(s.output.variables.at(0).first, "status");
    EXPECT_EQ(study(text, {{"output.file", "/tmp/x.h5"}}).output.file, "/tmp/x.h5");
    EXPECT_EQ(study(text, {{"title", "\"Two words\""}}).title, "Two words");
}

TEST_F(SetByHand, ADesignIsChosen) {
    const Plan p = with({{"design.kind", "sobol"},
                         {"design.scenarios", "1e3"},
                         {"design.seed", "7"},
                         {"mirror", "plausible"},
                         {"deeds", "{ min = 0, max = 0.5 }"},
                         {"trust", "{ min = 0.3, max = 0.6 }"}});
    EXPECT_EQ(p.scenarios, 1000U);
    EXPECT_EQ(p.study.design.kind, DesignKind::sobol);
    EXPECT_EQ(p.study.design.seed, 7U);
    EXPECT_EQ(p.column_names, (Names{"mirror", "deeds", "trust"}));
}

TEST_F(SetByHand, TheLastOfSeveralHolds) {
    EXPECT_EQ(value(with({{"recovery", "0.25"}, {"recovery", "0.5"}}), "recovery"), 0.5);
}

TEST_F(SetByHand, IsRemembered) {
    const Study s = study(text, {{"recovery", "0.25"}});
    ASSERT_EQ(s.overrides.size(), 1U);
    EXPECT_EQ(s.overrides[0].name, "recovery");
    EXPECT_EQ(s.texts.at(0).text, text);  // as it stands in the file
}

}  // namespace
}  // namespace entente::driver
