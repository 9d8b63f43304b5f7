// SPDX-License-Identifier: Apache-2.0
//
// The scenarios in which ./dev numbers looks are valid, and reach where numbers go wrong.
#include "tests/numbers/extremes.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "kernels/workspace.hpp"
#include "tests/numbers/variants.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t scenarios = 2000;

TEST(Extremes, AreValidForEveryModel) {
    for (const Model* model : models()) {
        for (const Variant& variant : variants(*model)) {
            const auto parameters = variant.instance->parameters();
            Workspace in(parameters.size(), scenarios);
            std::mt19937_64 random(1);
            for (const Extreme extreme : {Extreme::box, Extreme::corner}) {
                fill_extremes(extreme, parameters, random, scenarios, in.columns());
                for (std::size_t p = 0; p < parameters.size(); ++p) {
                    for (std::size_t i = 0; i < scenarios; ++i) {
                        const double value = in[p][i];
                        ASSERT_TRUE(parameters[p].valid.contains(value))
                            << model->name << ", " << parameters[p].name << " = " << value;
                        ASSERT_TRUE(!parameters[p].whole || value == std::floor(value));
                    }
                }
            }
        }
    }
}

bool has(const double* column, double value) {
    return std::find(column, column + scenarios, value) != column + scenarios;
}

TEST(Extremes, ReachTheLastDoublesOfARange) {
    const std::vector<Parameter> parameters = {{"closed", "1", "", 1, {0, 2}, {0, 2}},
                                               {"open", "1", "", 1, {0, 2, true, true}, {0, 2}}};
    Workspace in(parameters.size(), scenarios);
    std::mt19937_64 random(1);
    fill_extremes(Extreme::corner, parameters, random, scenarios, in.columns());
    for (const double value : {0.0, 0x1p-1074, 1.0, std::nextafter(2.0, 0.0), 2.0}) {
        EXPECT_TRUE(has(in[0], value)) << value;
    }
    for (const double value : {0x1p-1074, 2e-9, 1.0, 2 - 2e-9, std::nextafter(2.0, 0.0)}) {
        EXPECT_TRUE(has(in[1], value)) << value;
    }
    fill_extremes(Extreme::box, parameters, random, scenarios, in.columns());
    const auto subnormal = [](double value) { return std::fpclassify(value) == FP_SUBNORMAL; };
    EXPECT_TRUE(std::any_of(in[0], in[0] + scenarios, subnormal));
}

}  // namespace
}  // namespace entente::kernels
