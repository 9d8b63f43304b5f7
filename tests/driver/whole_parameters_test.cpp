// SPDX-License-Identifier: Apache-2.0
//
// Parameters that take whole numbers only: what a study may say of them, and what is drawn.
#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "driver/plan_parameters.hpp"
#include "driver/whole_points.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/statistics.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class Conference final : public kernels::Instance {
  public:
    std::span<const kernels::Parameter> parameters() const noexcept override { return list_; }
    std::span<const kernels::Output> outputs() const noexcept override { return {}; }
    std::span<const kernels::Dimension> dimensions() const noexcept override { return {}; }
    double work() const noexcept override { return 1; }
    void evaluate(kernels::Isa, const kernels::Batch&) const noexcept override {}

  private:
    std::vector<kernels::Parameter> list_{
        {"cost", "1", "cost", 1, {0, 10}, {0.5, 2}},
        {"observers", "1", "number of observers", 5, {2, 20}, {3, 8}, true},
        {"signatories", "1", "those that sign", 3, {0, 20}, {1, 4}, true}};
};

class WholeParameters : public StudyFolder {
  protected:
    // Of a model that no study names: the text's own has nothing to do with its parameters.
    ParameterPlan resolved(const std::string& text,
                           const std::vector<Override>& overrides = {}) const {
        return plan_parameters(study("model = \"deterrence\"\n" + text, overrides), Conference());
    }

    std::string refusal(const std::string& text,
                        const std::vector<Override>& overrides = {}) const {
        try {
            resolved(text, overrides);
        } catch (const UserError& error) {
            std::string line = error.what();
            const std::string folder = file("").string();
            if (line.starts_with(folder)) line.erase(0, folder.size());
            return line;
        }
        return "taken";
    }

    std::string of_parameters(const std::string& text) const {
        return refusal("[parameters]\n" + text);
    }
};

constexpr char sampled[] = "design = { kind = \"sobol\", scenarios = 6000 }\n[parameters]\n";

TEST_F(WholeParameters, TakeWholeNumbers) {
    const auto plan = resolved(
        "[parameters]\nobservers = 7.0\nsignatories = { from = 0, to = 12, points = 5 }\n");
    EXPECT_EQ(plan.fixed[1], 7);
    EXPECT_EQ(plan.axes.at(0).values, (std::vector<double>{0, 3, 6, 9, 12}));
    EXPECT_EQ(of_parameters("observers = { from = 2, to = 16, points = 4, scale = \"log\" }"),
              "taken");
    EXPECT_EQ(of_parameters("observers = { from = 4, to = 4, points = 1 }"), "taken");
    EXPECT_EQ(of_parameters("cost = 2.5"), "taken");
}

TEST_F(WholeParameters, TakeNoOthers) {
    EXPECT_EQ(of_parameters("observers = 3.5"),
              "study.toml:3:13: parameter 'observers': 3.5 is not a whole number (valid: 2 to 20)");
    EXPECT_EQ(
        of_parameters("observers = 20.5"),
        "study.toml:3:13: parameter 'observers': 20.5 is not a whole number (valid: 2 to 20)");
    EXPECT_EQ(of_parameters("observers = 21"),
              "study.toml:3:13: parameter 'observers': 21 is out of range (valid: 2 to 20)");
    EXPECT_EQ(of_parameters("observers = [2, 3, 3.0000000000000004]"),
              "study.toml:3:20: parameter 'observers': 3.0000000000000004 is not a whole number "
              "(valid: 2 to 20)");
    EXPECT_EQ(refusal("[[linked]]\naxis = \"size\"\nparameters = [\"cost\", \"observers\"]\n"
                      "values = [2, 2.5]"),
              "study.toml:5:14: parameter 'observers': 2.5 is not a whole number (valid: 2 to 20)");
    EXPECT_EQ(refusal("", {{"observers", "3.5"}}),
              "--set observers=3.5: parameter 'observers': 3.5 is not a whole number (valid: 2 to "
              "20)");
}

TEST_F(WholeParameters, OfTablesToo) {
    write("table.csv", "cost,observers\n0.5,4\n0.5,4.25\n");
    EXPECT_EQ(refusal("design = { kind = \"table\", file = \"table.csv\" }\n"),
              "table.csv:3:5: parameter 'observers': 4.25 is not a whole number (valid: 2 to 20)");
}

TEST_F(WholeParameters, RangesSayHowManyPointsWouldDo) {
    EXPECT_EQ(of_parameters("observers = { from = 2, to = 9, points = 4 }"),
              "study.toml:3:42: parameter 'observers': 4 points from 2 to 9 are not all whole "
              "numbers (valid: points = 2 or points = 8)");
    EXPECT_EQ(of_parameters("observers = { from = 2, to = 8, points = 21 }"),
              "study.toml:3:42: parameter 'observers': 21 points from 2 to 8 are not all whole "
              "numbers (valid: points = 7)");
    EXPECT_EQ(of_parameters("observers = { from = 2.5, to = 9, points = 4 }"),
              "study.toml:3:22: parameter 'observers': 2.5 is not a whole number (valid: 2 to 20)");
    EXPECT_EQ(of_parameters("observers = { from = 2, to = 40, points = 4 }"),
              "study.toml:3:30: parameter 'observers': 40 is out of range (valid: 2 to 20)");
}

TEST(WholePoints, AreTheNearestNumbersOfPoints) {
    using Numbers = std::vector<std::uint64_t>;
    EXPECT_EQ(whole_points(0, 12, 6), (Numbers{5, 7}));
    EXPECT_EQ(whole_points(20, 2, 21), Numbers{19});
    EXPECT_EQ(whole_points(3, 4, 2), Numbers{2});
    EXPECT_EQ(whole_points(0, 1e12 + 39, 21), Numbers{2});  // a prime
}

TEST_F(WholeParameters, AreDrawnWithEqualProbabilities) {
    for (const char* const text : {"observers = { min = 3, max = 8 }", "observers = \"plausible\"",
                                   "\"*\" = \"plausible\""}) {
        const auto plan = resolved(sampled + std::string(text));
        const auto columns = filled(*plan.design, 0, 6000);
        const std::size_t c = columns.size() == 1 ? 0 : 1;
        std::map<double, int> counts;
        for (const double value : columns[c]) ++counts[value];
        EXPECT_EQ(counts.size(), 6u);
        for (const auto& [value, count] : counts) {
            EXPECT_TRUE(value == std::floor(value) && value >= 3 && value <= 8) << value;
            EXPECT_NEAR(count, 1000, 5) << value;
        }
        EXPECT_EQ(to_string(plan.marginals[c]), "uniform over whole numbers from 3 to 8");
    }
}

TEST_F(WholeParameters, QuantilesReachBothEndsAndAscend) {
    const Distribution d{.min = 3, .max = 8, .whole = true};
    EXPECT_EQ(d.quantile(0), 3);
    EXPECT_EQ(d.quantile(0x1p-54), 3);
    EXPECT_EQ(d.quantile(1 - 0x1p-53), 8);
    EXPECT_EQ(d.quantile(1), 8);
    double last = 3;
    for (double u = 0; u <= 1; u += 0x1p-9) {
        const double value = d.quantile(u);
        EXPECT_EQ(value, std::min(3 + std::floor(6 * u), 8.0));
        EXPECT_GE(value, last);
        last = value;
    }
    const Distribution one{.min = 4, .max = 4, .whole = true};
    EXPECT_EQ(fault(one), "");
    EXPECT_EQ(one.quantile(0.7), 4);
}

TEST_F(WholeParameters, OfOneAxisMakeItsOthersWhole) {
    const auto plan = resolved(std::string(sampled) +
                               "[[linked]]\naxis = \"size\"\nparameters = [\"cost\", "
                               "\"observers\"]\nmin = 2\nmax = 6\n");
    const auto columns = filled(*plan.design, 0, 100);
    for (const double value : columns[0]) EXPECT_EQ(value, std::floor(value));
}

TEST_F(WholeParameters, HaveNoOtherDistributions) {
    EXPECT_EQ(refusal(sampled + std::string("observers = { min = 3.5, max = 8 }")),
              "study.toml:4:21: parameter 'observers': 3.5 is not a whole number (valid: 2 to 20)");
    EXPECT_EQ(refusal(sampled + std::string("observers = { distribution = \"normal\", mean = 4, "
                                            "sd = 1 }")),
              "study.toml:4:1: parameter 'observers': a normal distribution has values that are "
              "not whole, as those of 'observers' must be (valid: uniform or choices)");
    EXPECT_EQ(refusal(sampled + std::string("observers = { choices = [3, 5.5] }")),
              "study.toml:4:29: parameter 'observers': 5.5 is not a whole number (valid: 2 to 20)");
    const auto plan = resolved(sampled + std::string("observers = { choices = [3, 9] }"));
    const auto columns = filled(*plan.design, 0, 100);
    for (const double value : columns[0]) EXPECT_TRUE(value == 3 || value == 9) << value;
}

}  // namespace
}  // namespace entente::driver
