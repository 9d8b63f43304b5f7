// SPDX-License-Identifier: Apache-2.0
//
// Trees, bins and stacked pictures of scenarios whose structure is known.
#include "driver/discovery/tree.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "driver/discovery/stacking.hpp"
#include "tests/driver/discovery/planted.hpp"

namespace entente::driver::discovery {
namespace {

// Of interest: x0 > 0.7, or x1 < 0.3 below that. No sampling error but the distance of neighbours:
// limits are within 1 / scenarios, times ten for the largest gap among so many.
double two_rules(const Point& p) { return p[0] > 0.7 || p[1] < 0.3 ? 1 : 0; }

Tree tree_of(const Scenarios& scenarios, const TreeOptions& options = {}) {
    return grow_tree(scenarios, sorted_orders(scenarios), options);
}

TEST(Tree, FindsAPlantedTree) {
    constexpr std::size_t count = 10000;
    const auto scenarios = planted(count, 5, two_rules);
    const Tree tree = tree_of(scenarios);
    ASSERT_EQ(tree.leaves.size(), 3U);
    constexpr double gap = 10.0 / count;
    EXPECT_EQ(tree.leaves[0].count.density(), 1);
    EXPECT_EQ(tree.leaves[1].count.density(), 1);
    EXPECT_EQ(tree.leaves[2].count.density(), 0);
    EXPECT_NEAR(tree.leaves[2].box[0].high, 0.7, gap);
    EXPECT_NEAR(tree.leaves[2].box[1].low, 0.3, gap);
    EXPECT_FALSE(tree.leaves[2].box[0].has_low());
    for (const Leaf& leaf : tree.leaves) {
        EXPECT_EQ(count_in(scenarios, {}, leaf.box).inside, leaf.count);
        for (std::size_t d = 2; d < 5; ++d) EXPECT_FALSE(leaf.box[d].restricts());
    }
    EXPECT_GT(tree.importance[0], 0);
    EXPECT_DOUBLE_EQ(tree.importance[0] + tree.importance[1], 1);
}

TEST(Tree, HasLeavesThatPartTheScenarios) {
    const auto noisy = [](const Point& p) { return 0.2 + 0.6 * two_rules(p) * p[2]; };
    for (const std::size_t levels : {0U, 4U}) {
        const auto scenarios = planted(5000, 4, noisy, levels);
        const Tree tree = tree_of(scenarios, {.depth = 6, .least_mass = 0.02, .complexity = 0});
        Count sum;
        EXPECT_GT(tree.leaves.size(), 8U);
        for (const Leaf& leaf : tree.leaves) {
            EXPECT_EQ(count_in(scenarios, {}, leaf.box).inside, leaf.count);
            EXPECT_GE(leaf.count.scenarios, 100U);
            sum += leaf.count;
        }
        EXPECT_EQ(sum, count_all(scenarios));
    }
}

// By hand: eight scenarios of x = 0 .. 7, of interest 1 1 1 0 1 0 0 0. The impurity n p (1 - p) of
// the root is 2. Split before 3: 0 + 5 * 0.2 * 0.8 = 0.8; before 5: 5 * 0.8 * 0.2 + 0 = 0.8; the
// first of the two is taken, and the right side split before 5: 0.5 + 0.
TEST(Tree, SplitsAsByHand) {
    Scenarios scenarios;
    scenarios.inputs.push_back(
        {.name = "x", .meaning = "", .unit = "1", .words = {}, .values = {0, 1, 2, 3, 4, 5, 6, 7}});
    scenarios.of_interest = {1, 1, 1, 0, 1, 0, 0, 0};
    const Tree two = tree_of(scenarios, {.depth = 1, .least_mass = 0, .complexity = 0});
    ASSERT_EQ(two.leaves.size(), 2U);
    EXPECT_EQ(two.leaves[0].box[0].high, 2.5);
    EXPECT_EQ(two.leaves[1].count, (Count{5, 1}));
    const Tree three = tree_of(scenarios, {.depth = 2, .least_mass = 0, .complexity = 0});
    ASSERT_EQ(three.leaves.size(), 3U);
    EXPECT_EQ(three.leaves[1].count, (Count{2, 1}));
    EXPECT_EQ(three.leaves[1].box[0], (Limits{2.5, 4.5}));
    // The second split removes 0.8 - 0.5 = 0.3 of the root's 2, which is 15 %.
    EXPECT_EQ(tree_of(scenarios, {2, 0, 0.149}).leaves.size(), 3U);
    EXPECT_EQ(tree_of(scenarios, {2, 0, 0.151}).leaves.size(), 2U);
}

TEST(Bins, AreLevelsOrHoldAsManyScenarios) {
    const auto scenarios = planted(1000, 2, two_rules, 0);
    const auto orders = sorted_orders(scenarios);
    const Bins bins = make_bins(scenarios.inputs[0], orders[0], 7, 12);
    ASSERT_EQ(bins.count(), 7U);
    std::vector<int> sizes(7);
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto b = bins.of[i];
        ++sizes[b];
        EXPECT_LE(bins.low[b], scenarios.inputs[0].values[i]);
        EXPECT_GE(bins.high[b], scenarios.inputs[0].values[i]);
    }
    for (const int size : sizes) EXPECT_NEAR(size, 1000.0 / 7, 1);
    const auto levels = planted(1000, 2, two_rules, 9);
    const auto order = sorted_orders(levels)[0];
    EXPECT_EQ(make_bins(levels.inputs[0], order, 3, 9).count(), 9U);
    EXPECT_EQ(make_bins(levels.inputs[0], order, 3, 8).count(), 3U);
    EXPECT_EQ(make_bins(levels.inputs[0], order, 3, 9).low[4], 4.0 / 9);
}

TEST(Bins, ExplainWhatTheyAloneCan) {
    const auto scenarios = planted(20000, 2, two_rules, 10);
    const auto orders = sorted_orders(scenarios);
    const Bins bins = make_bins(scenarios.inputs[0], orders[0], 20, 20);
    std::vector<double> y, noise;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        y.push_back(3 * scenarios.inputs[0].values[i]);
        noise.push_back(scenarios.inputs[1].values[i]);
    }
    EXPECT_NEAR(explained(bins, y), 1, 1e-12);
    // Without the correction it would be 9 / 20000 on the average.
    EXPECT_LT(explained(bins, noise), 5e-4);
}

TEST(Stacking, CountsTheCellsOfTheLeadingInputs) {
    const auto scenarios = planted(20000, 4, two_rules, 4);
    const Stacking stacking = stack(scenarios, sorted_orders(scenarios), {});
    ASSERT_EQ(stacking.inputs.size(), 2U);
    EXPECT_EQ(stacking.inputs[0].input + stacking.inputs[1].input, 1U);
    ASSERT_EQ(stacking.cells.size(), 16U);
    Count sum;
    for (const Count& cell : stacking.cells) sum += cell;
    EXPECT_EQ(sum, count_all(scenarios));
    const auto three = stack(scenarios, sorted_orders(scenarios), {{"x3", "x0", "x1"}, 5});
    ASSERT_EQ(three.cells.size(), 64U);
    // x3 = 1/4, x0 = 3/4 (above 0.7), x1 = 2/4: of interest; with x0 = 1/4 not.
    EXPECT_EQ(three.cells[(1 * 4 + 3) * 4 + 2].density(), 1);
    EXPECT_EQ(three.cells[(1 * 4 + 1) * 4 + 2].density(), 0);
}

}  // namespace
}  // namespace entente::driver::discovery
