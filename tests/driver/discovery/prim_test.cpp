// SPDX-License-Identifier: Apache-2.0
//
// PRIM: against a plain implementation on the same data, and against boxes that are known.
#include "driver/discovery/prim.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "driver/discovery/significance.hpp"
#include "tests/driver/discovery/planted.hpp"

namespace entente::driver::discovery {
namespace {

// The definition of a peel, once more and plainly: every candidate from a sorted copy of the
// values in the box.
class PlainPeeling {
  public:
    PlainPeeling(const Scenarios& s, const PeelOptions& options) : s_(s), options_(options) {
        for (std::size_t i = 0; i < s.size(); ++i) inside_.push_back(i);
        box_.resize(s.inputs.size());
    }

    std::vector<Step> trajectory() {
        std::vector<Step> steps{{box_, count(inside_)}};
        while (steps.back().count.density() < 1 && peel()) steps.push_back({box_, count(inside_)});
        return steps;
    }

  private:
    using Rows = std::vector<std::size_t>;

    double x(std::size_t d, std::size_t row) const { return s_.inputs[d].values[row]; }

    Count count(const Rows& rows) const {
        Count c;
        for (const auto row : rows) c += {1, s_.of_interest[row]};
        return c;
    }

    bool peel() {
        double best = 0;
        bool found = false, best_again = false, best_low = false;
        std::size_t best_input = 0;
        Rows best_rows;
        double best_limit = 0;
        for (std::size_t d = 0; d < box_.size(); ++d) {
            for (const bool low : {true, false}) {
                std::vector<double> sorted;
                for (const auto row : inside_) sorted.push_back(low ? x(d, row) : -x(d, row));
                std::sort(sorted.begin(), sorted.end());
                const auto n = sorted.size();
                std::size_t k = static_cast<std::size_t>(options_.alpha * static_cast<double>(n));
                k = std::max<std::size_t>(k, 1);
                // Groups of equal values go together: those that fit into k, or else the first.
                std::size_t cut = 0;
                while (cut < n) {
                    std::size_t end = cut;
                    while (end < n && sorted[end] == sorted[cut]) ++end;
                    if (cut > 0 && end > k) break;
                    cut = end;
                }
                if (cut == n) continue;
                const double removed = sorted[cut - 1], kept = sorted[cut];
                Rows rows;
                for (const auto row : inside_) {
                    if ((low ? x(d, row) : -x(d, row)) > removed) rows.push_back(row);
                }
                if (rows.size() < options_.least) continue;
                const double m = count(rows).density(), before = count(inside_).density();
                const double lost = static_cast<double>(n - rows.size());
                double score = m;
                if (options_.criterion != Criterion::mean) score = (m - before) / lost;
                if (options_.criterion == Criterion::weighted_gain) {
                    score = static_cast<double>(rows.size()) * score;
                }
                const bool again = box_[d].restricts();
                const bool better =
                    !found || score > best || (score == best && again && !best_again);
                if (!better) continue;
                found = true;
                best = score;
                best_again = again;
                best_input = d;
                best_low = low;
                best_rows = rows;
                const double middle = removed + (kept - removed) / 2;
                best_limit = (low ? 1 : -1) * (s_.inputs[d].levels.empty() ? middle : kept);
            }
        }
        if (!found) return false;
        inside_ = best_rows;
        (best_low ? box_[best_input].low : box_[best_input].high) = best_limit;
        return true;
    }

    const Scenarios& s_;
    PeelOptions options_;
    Rows inside_;
    Box box_;
};

double corner(const Point& p) { return p[0] > 0.6 && p[1] < 0.5 ? 0.9 : 0.1; }

void expect_same(const Scenarios& scenarios, const PeelOptions& options) {
    const auto steps = peel(scenarios, sorted_orders(scenarios), {}, options);
    const auto plain = PlainPeeling(scenarios, options).trajectory();
    ASSERT_EQ(steps.size(), plain.size());
    ASSERT_GT(steps.size(), 5U);
    for (std::size_t s = 0; s < steps.size(); ++s) {
        EXPECT_EQ(steps[s].count, plain[s].count) << s;
        EXPECT_EQ(steps[s].box, plain[s].box) << s;
    }
}

TEST(Peeling, HasTheTrajectoryOfThePlainDefinition) {
    for (const auto criterion : {Criterion::mean, Criterion::gain, Criterion::weighted_gain}) {
        for (const std::size_t levels : {0U, 3U, 9U, 100U}) {
            SCOPED_TRACE(levels);
            expect_same(planted(3000, 4, corner, levels), {0.05, criterion, 100});
        }
    }
}

// More scenarios than one thread takes, and every count is a whole number.
TEST(Peeling, HasItOnSeveralThreadsToo) {
    expect_same(planted(30000, 3, corner), {0.1, Criterion::gain, 1500});
}

TEST(Peeling, SeesOnlyTheScenariosThatItIsGiven) {
    const auto all = planted(4000, 3, corner);
    std::vector<std::uint8_t> rows;
    Scenarios some{.inputs = all.inputs, .of_interest = {}, .objectives = {}};
    for (Input& input : some.inputs) input.values.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
        rows.push_back(i % 3 == 0 ? 0 : 1);
        if (rows.back() == 0) continue;
        for (std::size_t d = 0; d < 3; ++d) {
            some.inputs[d].values.push_back(all.inputs[d].values[i]);
        }
        some.of_interest.push_back(all.of_interest[i]);
    }
    const auto steps = peel(all, sorted_orders(all), rows, {});
    const auto plain = PlainPeeling(some, {}).trajectory();
    ASSERT_EQ(steps.size(), plain.size());
    EXPECT_EQ(steps.back().box, plain.back().box);
}

TEST(Peeling, CountsWithoutEachInputAreThoseOfTheBoxes) {
    for (const std::size_t levels : {0U, 5U}) {
        const auto scenarios = planted(3000, 4, corner, levels);
        const auto steps = peel(scenarios, sorted_orders(scenarios), {}, {});
        const auto without = counts_without(scenarios, {}, steps);
        ASSERT_EQ(without.size(), steps.size());
        for (std::size_t s = 0; s < steps.size(); ++s) {
            const auto count = count_in(scenarios, {}, steps[s].box);
            EXPECT_EQ(count.inside, steps[s].count);
            EXPECT_EQ(without[s], count.without) << s;
        }
    }
}

TEST(Pasting, NeverLowersTheDensityAndCountsWhatIsInTheBox) {
    const auto scenarios = planted(5000, 4, corner);
    const auto steps = peel(scenarios, sorted_orders(scenarios), {}, {.alpha = 0.3});
    for (const Step& step : steps) {
        const auto pasted = paste(scenarios, {}, step, 0.05);
        EXPECT_GE(pasted.count.density(), step.count.density());
        EXPECT_GE(pasted.count.scenarios, step.count.scenarios);
        EXPECT_EQ(count_in(scenarios, {}, pasted.box).inside, pasted.count);
    }
}

// A box that was cut too small within a region of pure interest grows back to its edges.
TEST(Pasting, MendsAnEagerPeel) {
    const auto scenarios =
        planted(20000, 2, [](const Point& p) { return p[0] > 0.3 && p[0] < 0.7 ? 1.0 : 0.0; });
    Box small(2);
    small[0] = {0.4, 0.6};
    const auto pasted = paste(scenarios, {}, {small, count_in(scenarios, {}, small).inside}, 0.05);
    // The strip that is mixed is refused: a strip has 5 % of the box, 2 % of the input.
    EXPECT_EQ(pasted.count.density(), 1);
    EXPECT_NEAR(pasted.box[0].low, 0.3, 0.02);
    EXPECT_NEAR(pasted.box[0].high, 0.7, 0.02);
}

// Interest is certain within the box and never outside. Along one input, a limit can end where the
// next peel would begin: at most a share alpha of the box too far in or, after pasting, as much of
// mixed density too far out, besides the sampling error of a quantile, of the order of the distance
// between neighbours.
TEST(Prim, FindsAPlantedBoxInTenDimensions) {
    constexpr std::size_t count = 40000;
    const auto inside = [](const Point& p) {
        return p[2] > 0.4 && p[5] < 0.5 && p[7] > 0.2 && p[7] < 0.8 ? 1.0 : 0.0;
    };
    const auto scenarios = planted(count, 10, inside);
    const auto boxes = find_boxes(scenarios, sorted_orders(scenarios), {});
    ASSERT_EQ(boxes.size(), 1U);
    const FoundBox& found = boxes.front();
    EXPECT_EQ(restricted(found.box.box), (std::vector<std::size_t>{2, 5, 7}));
    const auto& box = found.box.box;
    EXPECT_NEAR(box[2].low, 0.4, 0.05 * 0.6);
    EXPECT_FALSE(box[2].has_high());
    EXPECT_NEAR(box[5].high, 0.5, 0.05 * 0.5);
    EXPECT_NEAR(box[7].low, 0.2, 0.05 * 0.6);
    EXPECT_NEAR(box[7].high, 0.8, 0.05 * 0.6);
    const Count all = count_all(scenarios);
    EXPECT_GT(found.box.count.density(), 0.9);
    EXPECT_GT(static_cast<double>(found.box.count.of_interest),
              0.9 * static_cast<double>(all.of_interest));
    for (std::size_t d = 0; d < 10; ++d) {
        const bool planted_input = d == 2 || d == 5 || d == 7;
        EXPECT_EQ(found.reproducibility[d].at_coverage > 0.5, planted_input) << d;
    }
}

// Of the steps that cover everything, it is the densest that is reproduced.
TEST(Prim, IsReproducedByABoxThatCoversAll) {
    const auto low = [](const Point& p) { return p[1] < 0.3 ? 1.0 : 0.0; };
    const auto scenarios = planted(4000, 3, low, 10);
    const auto boxes = find_boxes(scenarios, sorted_orders(scenarios), {});
    ASSERT_EQ(boxes.size(), 1U);
    EXPECT_EQ(boxes[0].box.count,
              (Count{count_all(scenarios).of_interest, count_all(scenarios).of_interest}));
    EXPECT_DOUBLE_EQ(boxes[0].reproducibility[1].at_coverage, 1);
    EXPECT_DOUBLE_EQ(boxes[0].reproducibility[1].at_density, 1);
    EXPECT_EQ(boxes[0].reproducibility[0].at_coverage, 0);
}

TEST(Prim, CoversTwoRegionsWithTwoBoxes) {
    const auto two = [](const Point& p) {
        return (p[0] < 0.3 && p[1] < 0.3) || (p[2] > 0.7 && p[3] > 0.7) ? 1.0 : 0.0;
    };
    const auto scenarios = planted(20000, 4, two);
    const auto boxes =
        find_boxes(scenarios, sorted_orders(scenarios), {.boxes = 5, .resamples = 0});
    ASSERT_GE(boxes.size(), 2U);
    const auto all = static_cast<double>(count_all(scenarios).of_interest);
    double covered = 0;
    for (std::size_t b = 0; b < 2; ++b) {
        EXPECT_GT(boxes[b].box.count.density(), 0.85);
        covered += static_cast<double>(boxes[b].box.count.of_interest) / all;
    }
    EXPECT_GT(covered, 0.85);
    // No scenario is counted twice.
    std::uint64_t sum = 0;
    for (const FoundBox& box : boxes) sum += box.box.count.of_interest;
    EXPECT_LE(sum, count_all(scenarios).of_interest);
}

TEST(Prim, DropsWhatIsNotSignificant) {
    // Every restriction that a long peel of pure noise leaves is by chance.
    const auto scenarios = planted(3000, 5, [](const Point& p) { return p[0] < 0.5 ? 0.6 : 0.2; });
    const auto boxes = find_boxes(scenarios, sorted_orders(scenarios), {.choice = {{}, 0.2, {}}});
    ASSERT_EQ(boxes.size(), 1U);
    const FoundBox& found = boxes.front();
    EXPECT_EQ(count_in(scenarios, {}, found.box.box).inside, found.box.count);
    for (const std::size_t d : restricted(found.box.box)) {
        EXPECT_LE(quasi_p(found.box.count, found.box_without[d]), 0.05);
    }
    for (const std::size_t d : found.dropped) EXPECT_FALSE(found.box.box[d].restricts());
}

TEST(Prim, ChoosesTheStepThatIsAskedFor) {
    const auto scenarios = planted(5000, 3, corner);
    const auto steps = peel(scenarios, sorted_orders(scenarios), {}, {});
    const Count all = count_all(scenarios);
    const auto by_density = chosen_step(steps, {0.6, {}, {}}, all);
    EXPECT_GE(steps[by_density].count.density(), 0.6);
    EXPECT_LT(steps[by_density - 1].count.density(), 0.6);
    const auto by_coverage = chosen_step(steps, {{}, 0.7, {}}, all);
    const double of_interest = static_cast<double>(all.of_interest);
    EXPECT_GE(static_cast<double>(steps[by_coverage].count.of_interest), 0.7 * of_interest);
    EXPECT_LT(static_cast<double>(steps[by_coverage + 1].count.of_interest), 0.7 * of_interest);
    EXPECT_EQ(chosen_step(steps, {{}, {}, 3}, all), 3U);
    EXPECT_THROW(chosen_step(steps, {{}, {}, 1000}, all), std::runtime_error);
    EXPECT_THROW(chosen_step(steps, {1.0, {}, {}}, all), std::runtime_error);
}

// scipy.stats.binom.sf(k - 1, n, p) of scipy 1.10, and by hand: 3 heads or more of 4 is 5/16.
TEST(QuasiP, IsTheTailOfABinomial) {
    EXPECT_DOUBLE_EQ(binomial_tail(3, 4, 0.5), 0.3125);
    EXPECT_DOUBLE_EQ(binomial_tail(4, 4, 0.5), 0.0625);
    EXPECT_DOUBLE_EQ(binomial_tail(0, 10, 0.3), 1);
    EXPECT_EQ(binomial_tail(11, 10, 0.3), 0);
    EXPECT_EQ(quasi_p({10, 8}, {20, 10}), binomial_tail(8, 10, 0.5));
    EXPECT_DOUBLE_EQ(binomial_tail(8, 10, 0.5), 56.0 / 1024);
    EXPECT_EQ(quasi_p({10, 10}, {10, 10}), 1);
}

// The sum of the probabilities themselves, from the recurrence of neighbours: rounding errors of
// some n * 2^-52 of the sum.
TEST(QuasiP, IsTheSumOfTheProbabilities) {
    for (const double p : {0.01, 0.3, 0.77}) {
        for (const std::uint64_t n : {7U, 60U, 300U}) {
            std::vector<double> mass{std::pow(1 - p, static_cast<double>(n))};
            for (std::uint64_t k = 1; k <= n; ++k) {
                mass.push_back(mass.back() * static_cast<double>(n - k + 1) /
                               static_cast<double>(k) * p / (1 - p));
            }
            double tail = 0;
            for (std::uint64_t k = n; k > 0; --k) {
                tail += mass[k];
                if (tail < 1e-300) continue;  // subnormal numbers have fewer digits
                EXPECT_NEAR(binomial_tail(k, n, p), tail, 1e-12 * tail)
                    << k << " " << n << " " << p;
            }
        }
    }
}

}  // namespace
}  // namespace entente::driver::discovery
