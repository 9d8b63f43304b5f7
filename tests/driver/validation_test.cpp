// SPDX-License-Identifier: Apache-2.0
#include "driver/validation.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"

namespace entente::driver {
namespace {

// The deterrence model with numbers ascribed to it: all utilities alike make every choice a coin's.
std::vector<Finding> findings_of(std::vector<kernels::PublishedCase> (*published)()) {
    kernels::Model model = *kernels::find_model("deterrence");
    model.published = published;
    const kernels::Model* const models[] = {&model};
    return validate(models, kernels::available_isas());
}

constexpr const char* utilities[] = {"attacker.concession", "attacker.abandoned",
                                     "attacker.supported",  "protege.concession",
                                     "protege.abandoned",   "patron.supported"};

std::vector<kernels::PublishedCase> coins(double status_quo) {
    kernels::PublishedCase known{.source = "a coin"};
    for (const char* const name : utilities) known.parameters.emplace_back(name, 0);
    known.values = {{"heads", "p_status_quo", 0, status_quo}, {"tails", "p_concession", 0, 0.25}};
    return {known};
}

TEST(Validation, FindsANumberThatAgrees) {
    const auto findings = findings_of([] { return coins(0.5); });
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].source, "a coin");
    EXPECT_EQ(findings[0].quantity, "heads");
    EXPECT_EQ(findings[0].published, 0.5);
    EXPECT_TRUE(findings[0].agrees);
    EXPECT_LT(findings[0].difference(), 1e-15);
}

TEST(Validation, FindsANumberThatIsMissed) {
    const auto findings = findings_of([] { return coins(0.4); });
    EXPECT_FALSE(findings[0].agrees);
    EXPECT_NEAR(findings[0].computed, 0.5, 1e-15);
    EXPECT_NEAR(findings[0].difference(), 0.25, 1e-12);
    EXPECT_TRUE(findings[1].agrees);
}

TEST(Validation, OfAModelWithoutNumbersFindsNone) { EXPECT_TRUE(findings_of(nullptr).empty()); }

TEST(Validation, WhatIsNotANumberIsInfinitelyOff) {
    const Finding finding{
        nullptr, "", "", 1, std::numeric_limits<double>::quiet_NaN(), kernels::Isa::scalar, false};
    EXPECT_EQ(finding.difference(), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace entente::driver
