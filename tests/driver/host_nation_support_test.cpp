// SPDX-License-Identifier: Apache-2.0
//
// What a member pays its patron is multiplied by what a study demands. The largest share that a
// theatre file may give leaves an income for every study, so that no scenario is lost.
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

using HostNationSupport = StudyFolder;

constexpr double largest = 0.04;

TEST_F(HostNationSupport, LeavesAnIncomeUnderTheLargestDemand) {
    const Plan p = plan(on_island);
    for (const auto& parameter : p.instance->parameters()) {
        if (parameter.name != "demand") continue;
        EXPECT_LE(parameter.valid.hi * largest, 0.8);
    }
}

TEST_F(HostNationSupport, LosesNoScenarioInTheCornersOfTheParameterBox) {
    write("island.csv",
          "id,gdp_bn_usd,burden,distance_km,hns_share\n"
          "ONE,900,0.0001,0,0.04\nTWO,100,0.89,800,0.04\nSIX,1,0.02,100000,0\n");
    const Plan p = plan(on_island +
                        "horizon = 3\n[parameters]\n"
                        "demand = [1, 20]\n"
                        "bargaining = [1e-6, 1]\n"
                        "dispute_sharpness = [1e-6, 10]\n"
                        "norm_target = [1e-6, 0.1]\n"
                        "norm_weight = [0, 0.005]\n"
                        "private_share = [0.01, 0.99]\n"
                        "[parameters.island]\n"
                        "integration = [0, 1]\n"
                        "differentiation = [0, 1]\n"
                        "belief = [1e-6, 0.999999]\n");
    const auto count = static_cast<std::size_t>(p.scenarios);
    kernels::Workspace in(p.fixed.size(), count);
    p.fill(0, count, in.columns(), true);
    in.pad(count);
    const auto offsets = kernels::column_offsets(*p.instance);
    kernels::Workspace out(offsets.back(), count);
    p.instance->evaluate(kernels::widest_isa(), {in.columns(), out.columns(), count});
    for (std::size_t c = 0; c < offsets.back(); ++c) {
        for (std::size_t i = 0; i < count; ++i) ASSERT_TRUE(std::isfinite(out[c][i])) << c;
    }
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(out[offsets.back() - 1][i], 0) << "status";
}

}  // namespace
}  // namespace entente::driver
