// SPDX-License-Identifier: Apache-2.0
//
// Jackson and Wolinsky 1996: stability and efficiency by brute force over every network.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"
#include "tests/kernels/evaluation.hpp"

namespace entente::kernels {
namespace {

constexpr int most = 5;

// All networks of n countries are the patterns of their links: bit of (a, b), a < b.
int link_bit(int n, int a, int b) {
    if (a > b) std::swap(a, b);
    return a * n - a * (a + 1) / 2 + b - a - 1;
}

std::uint32_t patterns(int n) { return 1U << (n * (n - 1) / 2); }

// Utilities of all countries, with distances by the method of Floyd and Warshall.
std::array<double, most> utilities(int n, std::uint32_t pattern, double decay, double cost) {
    constexpr int unreached = 1000;
    int distance[most][most];
    std::array<double, most> utility{};
    for (int a = 0; a < n; ++a) {
        for (int b = 0; b < n; ++b) {
            const bool linked = a != b && (pattern >> link_bit(n, a, b) & 1) != 0;
            distance[a][b] = a == b ? 0 : linked ? 1 : unreached;
            if (linked) utility[static_cast<std::size_t>(a)] -= cost;
        }
    }
    for (int via = 0; via < n; ++via) {
        for (int a = 0; a < n; ++a) {
            for (int b = 0; b < n; ++b) {
                distance[a][b] = std::min(distance[a][b], distance[a][via] + distance[via][b]);
            }
        }
    }
    for (int a = 0; a < n; ++a) {
        for (int b = 0; b < n; ++b) {
            if (a == b || distance[a][b] >= unreached) continue;
            utility[static_cast<std::size_t>(a)] += std::pow(decay, distance[a][b]);
        }
    }
    return utility;
}

using Utilities = std::vector<std::array<double, most>>;  // of every pattern

Utilities utilities_of_all(int n, double decay, double cost) {
    Utilities list;
    for (std::uint32_t p = 0; p < patterns(n); ++p) list.push_back(utilities(n, p, decay, cost));
    return list;
}

double welfare(const std::array<double, most>& utility) {
    double sum = 0;
    for (const double u : utility) sum += u;
    return sum;
}

bool pairwise_stable(int n, std::uint32_t pattern, const Utilities& all) {
    for (int a = 0; a < n; ++a) {
        for (int b = a + 1; b < n; ++b) {
            const std::uint32_t bit = 1U << link_bit(n, a, b);
            const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
            const auto& here = all[pattern];
            const auto& there = all[pattern ^ bit];
            const double one = there[i] - here[i], other = there[j] - here[j];
            if ((pattern & bit) != 0 && (one > 0 || other > 0)) return false;
            if ((pattern & bit) == 0 && std::min(one, other) >= 0 && std::max(one, other) > 0) {
                return false;
            }
        }
    }
    return true;
}

// 0 complete, 1 star, 2 empty, 3 any other.
int shape_of(int n, std::uint32_t pattern) {
    if (pattern == patterns(n) - 1) return 0;
    if (pattern == 0) return 2;
    for (int centre = 0; centre < n; ++centre) {
        std::uint32_t star = 0;
        for (int k = 0; k < n; ++k) {
            if (k != centre) star |= 1U << link_bit(n, centre, k);
        }
        if (star == pattern) return 1;
    }
    return 3;
}

std::uint32_t star_of_first(int n) {
    std::uint32_t star = 0;
    for (int k = 1; k < n; ++k) star |= 1U << link_bit(n, 0, k);
    return star;
}

std::unique_ptr<const Instance> joined(int n, const Network* network = nullptr) {
    const Model* model = find_model("network_stability");
    ModelData data = initial_data(*model);
    data.settings.find("countries")->second = n;
    if (network != nullptr) data.network = *network;
    return model->join(data);
}

Network network_of(int n, std::uint32_t pattern) {
    Network network{.name = "test", .groups = {}, .links = {}};
    for (int a = 0; a < n; ++a) {
        network.groups.push_back({.id = std::to_string(a), .name = ""});
        for (int b = a + 1; b < n; ++b) {
            if ((pattern >> link_bit(n, a, b) & 1) == 0) continue;
            network.links.push_back({static_cast<std::size_t>(a), static_cast<std::size_t>(b), 1});
        }
    }
    return network;
}

Values scenario_of(const Instance& instance, double decay, double cost) {
    Values scenario = initial_values(instance);
    scenario[1] = decay;
    scenario[2] = cost;
    return scenario;
}

double output(const Instance& instance, const Values& found, const std::string& name) {
    const auto names = column_names(instance);
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return found[static_cast<std::size_t>(at - names.begin())];
}

// Decays and costs that are no thresholds.
constexpr double decays[] = {0.07, 0.31, 0.5, 0.73, 0.96};
constexpr double costs[] = {0.013, 0.061, 0.19, 0.243, 0.33, 0.47, 0.6, 0.83, 1.17, 2.3};

TEST(Connections, EveryNetworkHasTheWelfareAndStabilityOfItsUtilities) {
    for (int n = 2; n <= most; ++n) {
        std::vector<Utilities> all;
        for (const double decay : decays) {
            for (const double cost : costs) all.push_back(utilities_of_all(n, decay, cost));
        }
        for (std::uint32_t pattern = 0; pattern < patterns(n); ++pattern) {
            const Network network = network_of(n, pattern);
            const auto instance = joined(n, &network);
            std::vector<Values> scenarios;
            for (const double decay : decays) {
                for (const double cost : costs) {
                    scenarios.push_back(scenario_of(*instance, decay, cost));
                }
            }
            for (const Isa isa : available_isas()) {
                const auto found = evaluate(*instance, isa, scenarios);
                for (std::size_t s = 0; s < scenarios.size(); ++s) {
                    EXPECT_NEAR(output(*instance, found[s], "given.welfare"),
                                welfare(all[s][pattern]), 1e-13);
                    ASSERT_EQ(output(*instance, found[s], "given.pairwise_stable") == 1,
                              pairwise_stable(n, pattern, all[s]))
                        << n << " countries, network " << pattern << ", scenario " << s;
                }
            }
        }
    }
}

TEST(Connections, TheEfficientNetworkIsTheBestOfAll) {
    for (int n = 3; n <= most; ++n) {
        const auto instance = joined(n);
        for (const double decay : decays) {
            for (const double cost : costs) {
                const Utilities all = utilities_of_all(n, decay, cost);
                double best = -1;
                for (const auto& utility : all) best = std::max(best, welfare(utility));
                const Values scenario = scenario_of(*instance, decay, cost);
                const Values found = evaluate(*instance, widest_isa(), {&scenario, 1}).front();
                const double efficient = output(*instance, found, "efficient");
                const char* names[] = {"complete.welfare", "star.welfare", "empty.welfare"};
                EXPECT_NEAR(output(*instance, found, names[static_cast<int>(efficient)]), best,
                            1e-13);
                // Where it is not a tie, no network of another shape is as good.
                for (std::uint32_t pattern = 0; pattern < patterns(n); ++pattern) {
                    if (shape_of(n, pattern) == static_cast<int>(efficient)) continue;
                    EXPECT_LT(welfare(all[pattern]), best - 1e-6) << n << ' ' << pattern;
                }
            }
        }
    }
}

TEST(Connections, TheStarIsStableBetweenItsThresholds) {
    for (int n = 4; n <= 16; ++n) {
        const auto instance = joined(n);
        for (const double decay : decays) {
            for (const double cost : costs) {
                const Values scenario = scenario_of(*instance, decay, cost);
                const Values found = evaluate(*instance, widest_isa(), {&scenario, 1}).front();
                EXPECT_EQ(output(*instance, found, "star.pairwise_stable") == 1,
                          decay - decay * decay < cost && cost < decay);
                EXPECT_EQ(output(*instance, found, "complete.pairwise_stable") == 1,
                          cost < decay - decay * decay);
                EXPECT_EQ(output(*instance, found, "empty.pairwise_stable") == 1, cost > decay);
            }
        }
    }
}

TEST(Connections, AtFiveAndAHalfOnlyTheEmptyNetworkIsStableWhereAStarIsEfficient) {
    const Utilities all = utilities_of_all(5, 0.5, 0.6);
    for (std::uint32_t pattern = 0; pattern < patterns(5); ++pattern) {
        EXPECT_EQ(pairwise_stable(5, pattern, all), pattern == 0) << pattern;
    }
    EXPECT_NEAR(welfare(all[star_of_first(5)]), 2.2, 1e-14);
}

// At a threshold the network with more links is named, an indifferent end keeps its link, and the
// status tells. All of these numbers are exact.
TEST(Connections, TiesAreToldAndDecidedForTheDenserNetwork) {
    const auto instance = joined(5);
    const std::vector<Values> scenarios = {scenario_of(*instance, 0.5, 0.25),
                                           scenario_of(*instance, 0.5, 0.875),
                                           scenario_of(*instance, 0.5, 0.5)};
    const auto found = evaluate(*instance, widest_isa(), scenarios);
    EXPECT_EQ(output(*instance, found[0], "efficient"), 0);
    EXPECT_EQ(output(*instance, found[0], "status"), 2);
    EXPECT_EQ(output(*instance, found[0], "complete.pairwise_stable"), 1);
    EXPECT_EQ(output(*instance, found[0], "star.pairwise_stable"), 1);
    EXPECT_EQ(output(*instance, found[1], "efficient"), 1);
    EXPECT_EQ(output(*instance, found[1], "status"), 2);
    EXPECT_EQ(output(*instance, found[1], "star.welfare"), 0);
    EXPECT_EQ(output(*instance, found[2], "star.pairwise_stable"), 1);
    EXPECT_EQ(output(*instance, found[2], "empty.pairwise_stable"), 1);
    EXPECT_EQ(output(*instance, found[2], "status"), 0);
}

TEST(Connections, OfTwoCountriesAreALinkOrNone) {
    const auto instance = joined(2);
    const std::vector<Values> scenarios = {scenario_of(*instance, 0.5, 0.4),
                                           scenario_of(*instance, 0.5, 0.6)};
    const auto found = evaluate(*instance, widest_isa(), scenarios);
    for (const std::string network : {"star", "complete", "ring"}) {
        EXPECT_NEAR(output(*instance, found[0], network + ".welfare"), 0.2, 1e-15);
        EXPECT_EQ(output(*instance, found[0], network + ".pairwise_stable"), 1);
        EXPECT_EQ(output(*instance, found[1], network + ".pairwise_stable"), 0);
    }
    EXPECT_EQ(output(*instance, found[0], "efficient"), 0);
    EXPECT_EQ(output(*instance, found[1], "efficient"), 2);
}

}  // namespace
}  // namespace entente::kernels
