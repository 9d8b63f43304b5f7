// SPDX-License-Identifier: Apache-2.0
//
// A scenario's outputs do not depend on where in which batch it is evaluated: not in one bit.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <memory>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/batch.hpp"
#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"
#include "tests/kernels/agreement.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

const BothSides& study() {
    static const BothSides sides = BothSides::with_theatres_of_2019(8);
    return sides;
}

const Instance& instance() { return study().instance(); }

// Neighbours as unlike each other as can be: plausible scenarios, corners and the box in turn.
std::vector<Values> motley(std::size_t count) {
    constexpr std::array regions{Region::plausible, Region::corners, Region::box};
    std::vector<Values> scenarios;
    for (std::size_t i = 0; i < count; ++i) {
        const Region region = regions[i % regions.size()];
        scenarios.push_back(sample(instance().parameters(), region, 1, i).front());
    }
    return scenarios;
}

bool same_bits(const Values& a, const Values& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

// Printed by its name, also in the names of tests.
struct On {
    Isa isa;
};

void PrintTo(const On& on, std::ostream* out) { *out << name(on.isa); }

std::vector<On> available() {
    std::vector<On> list;
    for (const Isa isa : available_isas()) list.push_back({isa});
    return list;
}

class Lanes : public testing::TestWithParam<On> {
  protected:
    const Isa isa = GetParam().isa;
};

TEST_P(Lanes, DoNotDependOnTheLengthOfTheBatch) {
    const std::vector<Values> scenarios = motley(1000);
    const std::vector<Values> expected = evaluate(instance(), isa, scenarios);
    for (const std::size_t length : {1U, 2U, 7U, 8U, 15U, 16U, 17U, 31U, 32U, 33U, 500U}) {
        for (std::size_t first = 0; first < 200; first += length) {
            const std::span part(scenarios.data() + first, length);
            const std::vector<Values> found = evaluate(instance(), isa, part);
            for (std::size_t i = 0; i < length; ++i) {
                ASSERT_TRUE(same_bits(found[i], expected[first + i])) << length << ": " << i;
            }
        }
    }
}

TEST_P(Lanes, DoNotDependOnTheirPlaceOrTheirNeighbours) {
    const std::vector<Values> scenarios = motley(300);
    const std::vector<Values> expected = evaluate(instance(), isa, scenarios);
    std::vector<std::size_t> order(scenarios.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::mt19937_64 random(12);
    for (int shuffle = 0; shuffle < 5; ++shuffle) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
        std::vector<Values> shuffled;
        for (const std::size_t i : order) shuffled.push_back(scenarios[i]);
        const std::vector<Values> found = evaluate(instance(), isa, shuffled);
        for (std::size_t i = 0; i < order.size(); ++i) {
            ASSERT_TRUE(same_bits(found[i], expected[order[i]])) << order[i] << " at " << i;
        }
    }
}

TEST_P(Lanes, AreTheSameInABlockOfTheirLike) {
    for (const Values& scenario : motley(40)) {
        const Values alone = study().kernel(isa, scenario);
        const std::vector<Values> like(padding, scenario);
        for (const Values& found : evaluate(instance(), isa, like)) {
            ASSERT_TRUE(same_bits(found, alone));
        }
    }
}

TEST_P(Lanes, DoNotDependOnWhichOutputsAreWanted) {
    const std::vector<Values> scenarios = motley(40);
    const std::size_t columns = study().columns();
    const std::vector<Values> expected = evaluate(instance(), isa, scenarios);
    std::mt19937_64 random(3);
    for (int round = 0; round < 12; ++round) {
        const auto wanted = std::make_unique<bool[]>(columns);
        // None in the first round, few in the next, many in the last.
        for (std::size_t c = 0; c < columns; ++c) {
            wanted[c] = random() % 12 < static_cast<unsigned>(round);
        }
        const std::vector<Values> found =
            evaluate(instance(), isa, scenarios, {wanted.get(), columns});
        for (std::size_t i = 0; i < scenarios.size(); ++i) {
            for (std::size_t c = 0; c < columns; ++c) {
                if (wanted[c]) {
                    ASSERT_EQ(found[i][c], expected[i][c]) << study().column_name(c);
                }
            }
        }
    }
}

TEST_P(Lanes, AreWrittenAfreshAndNotBeyondThePadding) {
    const Values scenario = motley(1).front();
    const Values expected = study().kernel(isa, scenario);
    for (const std::size_t scenarios : {padding - 1, padding, padding + 1}) {
        Workspace in(scenario.size(), 3 * padding);
        Workspace out(study().columns(), 3 * padding);
        for (std::size_t i = 0; i < 3 * padding; ++i) {
            for (std::size_t p = 0; p < scenario.size(); ++p) in[p][i] = scenario[p];
            for (std::size_t c = 0; c < study().columns(); ++c) out[c][i] = 1234;
        }
        instance().evaluate(isa, {in.columns(), out.columns(), scenarios});
        for (std::size_t c = 0; c < study().columns(); ++c) {
            for (std::size_t i = 0; i < scenarios; ++i) ASSERT_EQ(out[c][i], expected[c]);
            for (std::size_t i = padded(scenarios); i < 3 * padding; ++i) {
                ASSERT_EQ(out[c][i], 1234) << scenarios;
            }
        }
    }
}

TEST_P(Lanes, SayThatTheyAreNotFiniteAndLeaveTheirNeighboursAlone) {
    std::vector<Values> scenarios = motley(2 * padding);
    const std::vector<Values> expected = evaluate(instance(), isa, scenarios);
    constexpr std::size_t ill = 13;
    scenarios[ill][study().parameter("crisis_rate")] = std::nan("");
    const std::vector<Values> found = evaluate(instance(), isa, scenarios);
    const std::size_t status = study().column("status");
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        if (i == ill) {
            EXPECT_EQ(instance().outputs().back().flags.at(2), "not_finite");
            EXPECT_EQ(found[i][status], 2);
            EXPECT_TRUE(std::isnan(found[i][study().column("europe.stability")]));
        } else {
            EXPECT_TRUE(same_bits(found[i], expected[i])) << i;
        }
    }
}

TEST_P(Lanes, DoNotDependOnOtherThreads) {
    const std::vector<Values> scenarios = motley(100);
    const std::vector<Values> expected = evaluate(instance(), isa, scenarios);
    std::array<std::vector<Values>, 3> found;
    std::vector<std::thread> threads;
    for (auto& rows : found) {
        threads.emplace_back(
            [this, &rows, &scenarios] { rows = evaluate(instance(), isa, scenarios); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& rows : found) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            ASSERT_TRUE(same_bits(rows[i], expected[i]));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(On, Lanes, testing::ValuesIn(available()));

TEST(InstructionSets, ThatFuseMultiplyAndAddReturnTheSameBits) {
    const std::vector<Values> scenarios = motley(1500);
    std::vector<Values> expected;
    int compared = 0;
    for (const Isa isa : available_isas()) {
        if (!fuses_multiply_add(isa)) continue;
        const std::vector<Values> found = evaluate(instance(), isa, scenarios);
        if (expected.empty()) {
            expected = found;
            continue;
        }
        ++compared;
        for (std::size_t i = 0; i < found.size(); ++i) {
            ASSERT_TRUE(same_bits(found[i], expected[i])) << name(isa) << ", scenario " << i;
        }
    }
    if (compared == 0) GTEST_SKIP() << "this machine has fewer than two such instruction sets";
}

TEST(InstructionSets, DifferByRoundingAlone) {
    // Plausible scenarios are well-conditioned (conditioning_test.cpp): rounding moves none of
    // their outputs by more than this, thresholds apart.
    const std::vector<Values> scenarios =
        sample(instance().parameters(), Region::plausible, 1500, 77);
    const std::vector<Values> expected = evaluate(instance(), Isa::scalar, scenarios);
    for (const Isa isa : available_isas()) {
        const std::vector<Values> found = evaluate(instance(), isa, scenarios);
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (std::size_t c = 0; c < found[i].size(); ++c) {
                if (has_thresholds(study().column_output(c))) continue;
                ASSERT_LE(difference(found[i][c], expected[i][c]), ill_conditioned_movement)
                    << name(isa) << ", scenario " << i << ", " << study().column_name(c);
            }
        }
    }
}

}  // namespace
}  // namespace entente::kernels
