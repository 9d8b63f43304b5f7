// SPDX-License-Identifier: Apache-2.0
//
// The numbers that a model's file says it returns, it returns on every instruction set.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"

namespace entente::kernels {
namespace {

void check(const Model& model, const PublishedCase& known) {
    EXPECT_FALSE(known.source.empty());
    EXPECT_FALSE(known.values.empty());
    for (const Isa isa : available_isas()) {
        const auto computed = recompute(model, known, isa);
        for (std::size_t i = 0; i < computed.size(); ++i) {
            EXPECT_TRUE(agrees(known.values[i], computed[i]))
                << known.values[i].quantity << " on " << name(isa) << ": " << computed[i] << " for "
                << known.values[i].published;
        }
    }
}

TEST(PublishedCases, AreReturnedOnEveryInstructionSet) {
    for (const Model* model : models()) {
        if (model->published == nullptr) continue;
        for (const PublishedCase& known : model->published()) {
            SCOPED_TRACE(std::string(model->name) + ": " + known.source);
            check(*model, known);
        }
    }
}

TEST(PublishedCases, EveryModelButTheProjectsOwnHasSome) {
    for (const Model* model : models()) {
        if (model->name == "alliance") continue;
        ASSERT_NE(model->published, nullptr) << model->name;
        EXPECT_FALSE(model->published().empty()) << model->name;
    }
}

TEST(PublishedValue, AgreesWithinItsRelativeTolerance) {
    const PublishedValue value{"", "", 0, -2, 0.1};
    EXPECT_TRUE(agrees(value, -2.19));
    EXPECT_FALSE(agrees(value, -2.21));
    EXPECT_FALSE(agrees(value, std::numeric_limits<double>::quiet_NaN()));
    EXPECT_TRUE(agrees({"", "", 0, 0, 0.1}, 0.1));
}

TEST(PublishedCase, IsRefusedWhereTheModelDoesNotKnowIt) {
    const Model& model = *find_model("deterrence");
    PublishedCase known{.source = "nobody"};
    known.values = {{"a quantity", "no_such_output", 0, 1, 1}};
    EXPECT_THROW(recompute(model, known, Isa::scalar), std::invalid_argument);
    known.values = {{"a quantity", "p_support", 1, 1, 1}};
    EXPECT_THROW(recompute(model, known, Isa::scalar), std::invalid_argument);
    known.values = {};
    known.parameters = {{"noise", 0}};
    EXPECT_THROW(recompute(model, known, Isa::scalar), std::invalid_argument);
    known.parameters = {{"nonsense", 0}};
    EXPECT_THROW(recompute(model, known, Isa::scalar), std::invalid_argument);
    known.parameters = {};
    known.settings = {{"nonsense", 0}};
    EXPECT_THROW(recompute(model, known, Isa::scalar), std::invalid_argument);
}

}  // namespace
}  // namespace entente::kernels
