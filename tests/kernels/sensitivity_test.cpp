// SPDX-License-Identifier: Apache-2.0
//
// No parameter of the alliance model is without effect, and no output without a cause.
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

// Each parameter of a few plausible scenarios, moved to another plausible value: the columns that
// it changes, parameter by parameter.
std::vector<std::set<std::size_t>> effects(const BothSides& sides) {
    const auto parameters = sides.instance().parameters();
    const std::vector<Values> from = sample(parameters, Region::plausible, 40, 1);
    const std::vector<Values> to = sample(parameters, Region::plausible, 40, 2);
    std::vector<std::set<std::size_t>> changed(parameters.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const Values before = sides.kernel(widest_isa(), from[i]);
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            Values scenario = from[i];
            scenario[p] = to[i][p];
            const Values after = sides.kernel(widest_isa(), scenario);
            for (std::size_t c = 0; c < before.size(); ++c) {
                if (before[c] != after[c]) changed[p].insert(c);
            }
        }
    }
    return changed;
}

TEST(Sensitivity, EveryParameterChangesTheStabilityOfBothTheatres) {
    // Those of one theatre reach the other by what its allies see there.
    const BothSides sides = BothSides::with_theatres_of_2019();
    const auto changed = effects(sides);
    for (std::size_t p = 0; p < changed.size(); ++p) {
        for (const std::string theatre : {"europe", "asia"}) {
            EXPECT_TRUE(changed[p].contains(sides.column(theatre + ".stability")))
                << sides.instance().parameters()[p].name << " does nothing to " << theatre;
        }
    }
}

TEST(Sensitivity, EveryOutputIsChangedBySomeParameter) {
    const BothSides sides = BothSides::with_theatres_of_2019();
    std::set<std::size_t> all;
    for (const auto& columns : effects(sides)) all.insert(columns.begin(), columns.end());
    // Nobody has left before the first year is over, and every scenario can be computed.
    const std::set<std::string> constant{"europe.yearly_cohesion[0]", "asia.yearly_cohesion[0]",
                                         "status"};
    for (std::size_t c = 0; c < sides.columns(); ++c) {
        EXPECT_NE(all.contains(c), constant.contains(sides.column_name(c))) << sides.column_name(c);
    }
}

}  // namespace
}  // namespace entente::kernels
