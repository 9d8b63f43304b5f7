// SPDX-License-Identifier: Apache-2.0
//
// Treaty, deals or both: which is best where, as theorems; every treaty and every set of deals of
// few countries tried; many countries are nearly a continuum.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

enum Regime { none, multilateral, bilateral, hybrid };

struct Found {
    double multilateral, bilateral, hybrid, best;
    int regime;
    double threshold, transfer, members, deals, hybrid_transfer, hybrid_members, hybrid_deals,
        complying;
    int status;
};

// Costs: none for a continuum.
std::vector<Found> solve(const std::vector<Values>& scenarios, Isa isa = widest_isa()) {
    const Model& model = *find_model("lateralism");
    ModelData data = initial_data(model);
    data.settings.at("countries") = static_cast<int>(scenarios.front().size() - 3);
    std::vector<Found> list;
    for (const Values& v : evaluate(*model.join(data), isa, scenarios)) {
        list.push_back({v[0], v[1], v[2], v[3], static_cast<int>(v[4]), v[5], v[6], v[7], v[8],
                        v[9], v[10], v[11], v[12], static_cast<int>(v[13])});
    }
    return list;
}

Found solve(const Values& scenario) { return solve(std::vector<Values>{scenario}).front(); }

// B, k, K and random costs.
std::vector<Values> random_problems(std::size_t countries, std::size_t count) {
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<Values> list;
    for (std::size_t n = 0; n < count; ++n) {
        Values values = {0.3 + 0.7 * uniform(random), 0.5 * uniform(random), 0.1 * uniform(random)};
        for (std::size_t i = 0; i < countries; ++i) values.push_back(uniform(random));
        list.push_back(values);
    }
    return list;
}

TEST(Lateralism, HasDealsWhereTheyAreCheapAndATreatyWhereTheyAreNot) {
    const auto problems = random_problems(0, 5000);
    const auto solutions = solve(problems);
    int seen[4] = {};
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const double B = problems[i][0], k = problems[i][1], K = problems[i][2];
        const Found& found = solutions[i];
        EXPECT_EQ(found.bilateral > std::max(0.0, found.multilateral), k < found.threshold);
        EXPECT_GE(found.hybrid, found.multilateral);
        if (B > 2 * k) {
            EXPECT_EQ(found.hybrid > found.bilateral, k > std::sqrt(2 * K));
            // All comply that would in deals alone, some of them cheaper or dearer.
            EXPECT_NEAR(found.hybrid_members + found.hybrid_deals, found.deals, 1e-15);
        }
        EXPECT_EQ(found.status, B * B < 4 * K || k > B ? 1 : 0);
        ++seen[found.regime];
    }
    for (const int count : seen) EXPECT_GT(count, 0);
}

// The best transfer and the integral over the countries' costs, by trying and by summing.
TEST(Lateralism, OfAContinuumIsTheBestThatThereIs) {
    constexpr int parts = 2000;
    for (const Values& problem : random_problems(0, 20)) {
        const double B = problem[0], k = problem[1], K = problem[2];
        double treaty = 0, deals = 0, both = 0;
        for (int i = 0; i < parts; ++i) deals += std::max(0.0, B - k - (i + 0.5) / parts) / parts;
        double outside = deals;
        for (int n = 0; n <= parts; ++n) {
            const double x = static_cast<double>(n) / parts;
            treaty = std::max(treaty, x * (B - x));
            both = std::max(both, x * (B - x) + outside);
            outside -= std::max(0.0, B - k - (n + 0.5) / parts) / parts;
        }
        const Found found = solve(problem);
        EXPECT_NEAR(found.multilateral, treaty - K, 1e-6);
        EXPECT_NEAR(found.bilateral, deals, 1e-6);
        EXPECT_NEAR(found.hybrid, both - K, 1e-6);
    }
}

// Every transfer that a country could just accept and some between; with it, deals with every set
// of the countries that do not. And every set of members, paid what the dearest costs.
TEST(Lateralism, OfFewCountriesIsTheBestOfAllTreatiesAndDeals) {
    for (const std::size_t countries : {1U, 2U, 5U, 8U}) {
        const auto problems = random_problems(countries, 40);
        const auto solutions = solve(problems);
        for (std::size_t i = 0; i < problems.size(); ++i) {
            const double B = problems[i][0], k = problems[i][1], K = problems[i][2];
            const Values costs(problems[i].begin() + 3, problems[i].end());
            const auto all = static_cast<double>(countries);
            Values transfers = costs;
            for (int n = -1; n <= 50; ++n) transfers.push_back(n / 50.0);
            double treaty = 0, deals = 0, both = 0, chosen = 0;
            for (unsigned set = 0; set < 1U << countries; ++set) {
                double dearest = 0, number = 0, alone = 0;
                for (std::size_t j = 0; j < countries; ++j) {
                    if ((set >> j & 1U) == 0) continue;
                    dearest = std::max(dearest, costs[j]);
                    number += 1;
                    alone += B - k - costs[j];
                }
                deals = std::max(deals, alone);
                chosen = std::max(chosen, number * (B - dearest));
                for (const double x : transfers) {
                    double value = 0, beside = 0;
                    for (std::size_t j = 0; j < countries; ++j) {
                        if (costs[j] <= x) {
                            value += B - x;
                        } else if ((set >> j & 1U) != 0) {
                            beside += B - k - costs[j];
                        }
                    }
                    treaty = std::max(treaty, value);
                    both = std::max(both, value + beside);
                }
            }
            const Found& found = solutions[i];
            EXPECT_NEAR(found.multilateral, treaty / all - K, 1e-14);
            EXPECT_NEAR(found.multilateral, chosen / all - K, 1e-14);
            EXPECT_NEAR(found.bilateral, deals / all, 1e-14);
            EXPECT_NEAR(found.hybrid, both / all - K, 1e-14);
            EXPECT_NEAR(found.best, std::max({0.0, found.multilateral, deals / all, found.hybrid}),
                        1e-14);
        }
    }
}

TEST(Lateralism, OfManyCountriesIsNearlyThatOfAContinuum) {
    for (const Values& problem : random_problems(0, 200)) {
        const Found limit = solve(problem);
        for (const int countries : {2, 4, 8, 16, 32, 64}) {
            Values scenario = problem;
            for (int i = 1; i <= countries; ++i) scenario.push_back((i - 0.5) / countries);
            const Found found = solve(scenario);
            const double close = 1.0 / countries;
            EXPECT_NEAR(found.multilateral, limit.multilateral, close / 2);
            EXPECT_NEAR(found.bilateral, limit.bilateral, close * close / 4);
            EXPECT_NEAR(found.hybrid, limit.hybrid, close / 2);
            EXPECT_NEAR(found.members, limit.members, close);
            EXPECT_NEAR(found.deals, limit.deals, close);
            EXPECT_NEAR(found.hybrid_members, limit.hybrid_members, close);
            if (limit.multilateral > close) {
                EXPECT_NEAR(found.threshold, limit.threshold, 2 * close);
            }
        }
    }
}

TEST(Lateralism, OfCountriesTurnsAtItsThreshold) {
    for (const std::size_t countries : {1U, 3U, 10U, 40U}) {
        for (Values problem : random_problems(countries, 300)) {
            const Found found = solve(problem);
            if (found.multilateral <= 0) {
                EXPECT_EQ(found.threshold,
                          problem[0] - *std::min_element(problem.begin() + 3, problem.end()));
                continue;
            }
            EXPECT_GE(found.threshold, -1e-14);
            problem[1] = std::max(0.0, found.threshold);
            EXPECT_NEAR(solve(problem).bilateral, found.multilateral, 1e-14);
        }
    }
}

TEST(Lateralism, DoesNotCareAboutTheOrderOfCountries) {
    std::mt19937_64 random(2);
    for (const std::size_t countries : {2U, 7U, 33U, 64U}) {
        const auto problems = random_problems(countries, 50);
        auto shuffled = problems;
        for (Values& problem : shuffled) std::shuffle(problem.begin() + 3, problem.end(), random);
        for (const Isa isa : available_isas()) {
            const auto found = solve(problems, isa), turned = solve(shuffled, isa);
            for (std::size_t i = 0; i < problems.size(); ++i) {
                EXPECT_EQ(found[i].multilateral, turned[i].multilateral);
                EXPECT_EQ(found[i].hybrid, turned[i].hybrid);
                EXPECT_EQ(found[i].bilateral, turned[i].bilateral);
                EXPECT_EQ(found[i].threshold, turned[i].threshold);
            }
        }
    }
}

TEST(Lateralism, SaysWhenItIsOutsideTheArticle) {
    EXPECT_EQ(solve({1, 0.1, 0.2}).status, 0);
    const Found dear_treaty = solve({1, 0.1, 0.3});
    EXPECT_EQ(dear_treaty.status, 1);
    EXPECT_EQ(dear_treaty.regime, bilateral);
    EXPECT_EQ(dear_treaty.threshold, 1);
    const Found dear_deals = solve({0.5, 0.6, 0.01});
    EXPECT_EQ(dear_deals.status, 1);
    EXPECT_EQ(dear_deals.bilateral, 0);
    EXPECT_EQ(dear_deals.regime, multilateral);
    const Found neither = solve({0.5, 0.6, 0.1});
    EXPECT_EQ(neither.regime, none);
    EXPECT_EQ(neither.best, 0);
    EXPECT_EQ(neither.complying, 0);
    EXPECT_EQ(solve({1, 0.1, 0, 0.5, 0.2}).status, 0);
}

}  // namespace
}  // namespace entente::kernels
