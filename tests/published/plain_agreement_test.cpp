// SPDX-License-Identifier: Apache-2.0
//
// Every model that has a plain implementation returns what it does, on every instruction set.
#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t scenarios = ENTENTE_SANITIZED ? 400 : 10000;

class PlainAgreement : public testing::TestWithParam<reference::PlainModel> {
  protected:
    void check(Region region) {
        const auto instance = instance_of(GetParam());
        const auto sample = random_scenarios(*instance, region, scenarios);
        for (const Isa isa : available_isas()) {
            EXPECT_EQ(disagreements(GetParam(), *instance, isa, sample), "") << name(isa);
        }
    }
};

TEST_P(PlainAgreement, OverPlausibleRanges) { check(Region::plausible); }
TEST_P(PlainAgreement, OverTheWholeBox) { check(Region::box); }
TEST_P(PlainAgreement, InItsCorners) { check(Region::corners); }

std::string test_name(const testing::TestParamInfo<reference::PlainModel>& info) {
    std::string text = info.param.model;
    for (const auto& [name, value] : info.param.settings) {
        text += "_" + name + std::to_string(value);
    }
    return text;
}

INSTANTIATE_TEST_SUITE_P(Models, PlainAgreement, testing::ValuesIn(reference::plain_models()),
                         test_name);

}  // namespace
}  // namespace entente::kernels
