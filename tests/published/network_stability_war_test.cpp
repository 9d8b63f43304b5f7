// SPDX-License-Identifier: Apache-2.0
//
// Jackson and Nei 2015: the model's short lists of attacks beside a search over every coalition, in
// every network of up to five countries and some of sixteen; and their theorem.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"
#include "tests/kernels/evaluation.hpp"

namespace entente::kernels {
namespace {

using Links = std::vector<std::uint32_t>;  // of each country, a bit for each that it is linked to

constexpr double infinity = std::numeric_limits<double>::infinity();

// The network of n countries whose links are the bits of `pattern`, in the order 01, 02, .., 12, ..
Links links_of(std::size_t n, std::uint64_t pattern) {
    Links links(n, 0);
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = a + 1; b < n; ++b, pattern >>= 1) {
            if ((pattern & 1) == 0) continue;
            links[a] |= 1U << b;
            links[b] |= 1U << a;
        }
    }
    return links;
}

Links toggled(Links links, std::size_t a, std::size_t b) {
    links[a] ^= 1U << b;
    links[b] ^= 1U << a;
    return links;
}

std::unique_ptr<const Instance> joined(const Links& links, bool pareto = false) {
    const Model* model = find_model("network_stability");
    ModelData data = initial_data(*model);
    data.settings.find("countries")->second = static_cast<int>(links.size());
    data.settings.find("strengths")->second = pareto ? 1 : 0;
    Network network{.name = "test", .groups = {}, .links = {}};
    for (std::size_t a = 0; a < links.size(); ++a) {
        network.groups.push_back({.id = std::to_string(a + 1), .name = ""});
        for (std::size_t b = a + 1; b < links.size(); ++b) {
            if ((links[a] >> b & 1) != 0) network.links.push_back({a, b, 1});
        }
    }
    data.network = network;
    return model->join(data);
}

// The strength of every set of countries.
std::vector<double> strengths_of_sets(const Values& strength) {
    std::vector<double> sums(std::size_t{1} << strength.size(), 0.0);
    for (std::size_t k = 0; k < strength.size(); ++k) {
        const std::size_t bit = std::size_t{1} << k;
        for (std::size_t set = 0; set < bit; ++set) sums[bit | set] = sums[set] + strength[k];
    }
    return sums;
}

// Whether a member of `coalition` is linked to all others.
bool has_leader(const Links& links, std::uint32_t coalition) {
    for (std::size_t j = 0; j < links.size(); ++j) {
        if ((coalition >> j & 1) != 0 && (coalition & ~(links[j] | 1U << j)) == 0) return true;
    }
    return false;
}

// For each country, the largest M(C) / M(i and N_i \ C) over all coalitions that hold all of
// `with`.
Values largest_advantages(const Links& links, const std::vector<double>& strengths,
                          std::uint32_t with = 0) {
    Values largest(links.size(), 0.0);
    for (std::uint32_t coalition = 1; coalition < strengths.size(); ++coalition) {
        if ((with & ~coalition) != 0 || !has_leader(links, coalition)) continue;
        for (std::size_t i = 0; i < links.size(); ++i) {
            if ((coalition >> i & 1) != 0) continue;
            const std::uint32_t defenders = 1U << i | (links[i] & ~coalition);
            largest[i] = std::max(largest[i], strengths[coalition] / strengths[defenders]);
        }
    }
    return largest;
}

struct Searched {
    Values advantages;  // over each country
    double safe_from = 0;
    double needed_below = infinity;
};

Searched search(const Links& links, const Values& strength) {
    const auto strengths = strengths_of_sets(strength);
    Searched found{.advantages = largest_advantages(links, strengths)};
    for (const double advantage : found.advantages) {
        found.safe_from = std::max(found.safe_from, advantage);
    }
    for (std::size_t j = 0; j < links.size(); ++j) {
        for (std::size_t k = j + 1; k < links.size(); ++k) {
            const Links other = toggled(links, j, k);
            if ((links[j] >> k & 1) == 0) {
                const auto exposed = largest_advantages(other, strengths, 1U << j | 1U << k);
                for (const double advantage : exposed) {
                    found.safe_from = std::max(found.safe_from, advantage);
                }
            } else {
                const auto cut = largest_advantages(other, strengths);
                found.needed_below = std::min({found.needed_below, cut[j], cut[k]});
            }
        }
    }
    return found;
}

std::size_t column(const Instance& instance, const std::string& name) {
    const auto names = column_names(instance);
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// Of equal strengths, of small whole numbers (many ties), of one great power, and spread widely.
std::vector<Values> strength_vectors(std::size_t n, std::size_t count, std::uint64_t seed = 5) {
    std::mt19937_64 random(seed);
    std::vector<Values> list = {Values(n, 1.0)};
    while (list.size() < count) {
        Values strength(n);
        for (double& value : strength) {
            const double u = std::uniform_real_distribution<double>(0, 1)(random);
            value = list.size() % 3 == 0   ? std::floor(1 + 4 * u)
                    : list.size() % 3 == 1 ? std::exp(6 * (u - 0.5))
                                           : 0.5 + u;
        }
        if (list.size() % 5 == 0) strength[random() % n] *= 20;
        list.push_back(strength);
    }
    return list;
}

// Scenarios: each strength vector with a few advantages, some of them where something changes.
std::vector<Values> scenarios_of(const std::vector<Values>& strengths) {
    std::mt19937_64 random(8);
    std::vector<Values> list;
    for (const Values& strength : strengths) {
        const double ratio = (strength[0] + strength[1]) / strength.back();
        const double drawn = std::exp(std::uniform_real_distribution<double>(-2, 3)(random));
        for (const double gamma : {1.0, std::clamp(ratio, 0.01, 100.0), drawn}) {
            list.push_back({gamma, 0.5, 0.3});
            list.back().insert(list.back().end(), strength.begin(), strength.end());
        }
    }
    return list;
}

// The bits of the model's outputs for a given network against those of the search.
void expect_as_searched(const Links& links, const std::vector<Values>& scenarios) {
    const auto instance = joined(links);
    const std::size_t first = column(*instance, "given.war_stable");
    const std::size_t needed_at = column(*instance, "given.needed_below");
    const std::size_t safe_at = column(*instance, "given.safe_from");
    for (const Isa isa : available_isas()) {
        const auto outputs = evaluate(*instance, isa, scenarios);
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            const double gamma = scenarios[s][0];
            const Searched found = search(links, {scenarios[s].begin() + 3, scenarios[s].end()});
            std::uint32_t mask = 0;
            for (std::size_t i = 0; i < links.size(); ++i) {
                if (found.advantages[i] > gamma) mask |= 1U << i;
            }
            const bool stable = found.safe_from <= gamma && gamma < found.needed_below;
            ASSERT_EQ(outputs[s][first], stable ? 1 : 0) << name(isa);
            ASSERT_EQ(outputs[s][first + 1] == 0, stable);
            ASSERT_EQ(outputs[s][first + 2], mask);
            ASSERT_EQ(outputs[s][first + 3], std::popcount(mask));
            ASSERT_EQ(outputs[s][safe_at], found.safe_from);
            if (needed_at < outputs[s].size()) {
                ASSERT_EQ(outputs[s][needed_at], found.needed_below);
            }
        }
    }
}

TEST(WarStability, IsThatOfASearchOverAllCoalitionsInEveryNetworkOfUpToFive) {
    for (const std::size_t n : {std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{5}}) {
        const auto scenarios = scenarios_of(strength_vectors(n, n == 5 ? 3 : 12));
        for (std::uint64_t pattern = 0; pattern < 1U << (n * (n - 1) / 2); ++pattern) {
            expect_as_searched(links_of(n, pattern), scenarios);
            if (HasFatalFailure()) FAIL() << n << " countries, network " << pattern;
        }
    }
}

TEST(WarStability, IsThatOfASearchAmongSixteen) {
    std::mt19937_64 random(3);
    const Values strength = strength_vectors(16, 3).back();
    for (const double density : {0.1, 0.4, 0.8}) {
        Links links(16, 0);
        for (std::size_t a = 0; a < 16; ++a) {
            for (std::size_t b = a + 1; b < 16; ++b) {
                if (std::bernoulli_distribution(density)(random)) links = toggled(links, a, b);
            }
        }
        Values scenario = {3.0, 0.5, 0.3};
        scenario.insert(scenario.end(), strength.begin(), strength.end());
        const auto instance = joined(links);
        const Values found = evaluate(*instance, widest_isa(), {&scenario, 1}).front();
        const Searched searched = search(links, strength);
        EXPECT_EQ(found[column(*instance, "given.safe_from")], searched.safe_from);
        EXPECT_EQ(found[column(*instance, "given.needed_below")], searched.needed_below);
    }
}

// Lists that are shorter because the strengths' order is known give the same as those that are not.
TEST(WarStability, OfAParetoDistributionIsThatOfItsQuantiles) {
    std::mt19937_64 random(4);
    for (const std::size_t n : {std::size_t{4}, std::size_t{9}, std::size_t{16}}) {
        for (int network = 0; network < 6; ++network) {
            const Links links = links_of(n, random() & random());
            const auto pareto = joined(links, true), given = joined(links);
            for (const double shape : {0.1, 0.7, 1.5, 4.0, 100.0}) {
                const Values scenario = {1.3, 0.5, 0.3, shape};
                Values same = {1.3, 0.5, 0.3};
                for (std::size_t k = 0; k < n; ++k) {
                    const double rank = static_cast<double>(n) / (static_cast<double>(k) + 0.5);
                    same.push_back(std::pow(rank, 1 / shape));
                }
                const auto one = evaluate(*pareto, widest_isa(), {&scenario, 1}).front();
                // Homogeneous of degree zero: brought into the range of a strength.
                for (std::size_t k = n + 3; k-- > 3;) same[k] /= same[3];
                const auto other = evaluate(*given, widest_isa(), {&same, 1}).front();
                for (std::size_t c = 0; c < one.size(); ++c) {
                    EXPECT_NEAR(one[c], other[c], 1e-12 * std::abs(other[c]))
                        << column_names(*given)[c] << ", shape " << shape;
                }
            }
        }
    }
}

// The theorem, for every gamma at once: where nobody is vulnerable some link is not needed.
TEST(WarStability, NoNetworkWithALinkHasIt) {
    for (const std::size_t n : {std::size_t{3}, std::size_t{4}, std::size_t{5}}) {
        const auto scenarios = scenarios_of(strength_vectors(n, 100 * n));
        for (std::uint64_t pattern = 1; pattern < 1U << (n * (n - 1) / 2); ++pattern) {
            const auto instance = joined(links_of(n, pattern));
            const std::size_t stable = column(*instance, "given.war_stable");
            const std::size_t safe = column(*instance, "given.safe_from");
            const std::size_t needed = column(*instance, "given.needed_below");
            for (const Values& found : evaluate(*instance, widest_isa(), scenarios)) {
                ASSERT_EQ(found[stable], 0) << n << " countries, network " << pattern;
                ASSERT_GE(found[safe], found[needed]) << n << " countries, network " << pattern;
            }
        }
    }
}

TEST(WarStability, OfNoLinksBeginsWithTheStrongestTwoOthers) {
    for (std::size_t n = 3; n <= 16; ++n) {
        const auto scenarios = scenarios_of(strength_vectors(n, 60));
        const auto instance = joined(links_of(n, 0));
        const auto found = evaluate(*instance, widest_isa(), scenarios);
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            double bound = 0;
            for (std::size_t i = 3; i < n + 3; ++i) {
                Values others = scenarios[s];
                others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
                std::sort(others.begin() + 3, others.end());
                bound = std::max(bound, (others[n + 1] + others[n]) / scenarios[s][i]);
            }
            EXPECT_EQ(found[s][column(*instance, "empty.safe_from")], bound);
            EXPECT_EQ(found[s][column(*instance, "empty.war_stable")],
                      scenarios[s][0] >= bound ? 1 : 0);
        }
    }
}

TEST(WarStability, SaysWhereATieDecides) {
    const auto instance = joined(links_of(3, 0));
    const std::vector<Values> scenarios = {{2, 0.5, 0.3, 1, 1, 1}, {2.1, 0.5, 0.3, 1, 1, 1}};
    const auto found = evaluate(*instance, widest_isa(), scenarios);
    EXPECT_EQ(found[0].back(), 1);
    EXPECT_EQ(found[1].back(), 0);
    EXPECT_EQ(found[0][column(*instance, "empty.war_stable")], 1);
}

TEST(WarStability, CountsAlliancesOnlyAndTakesItsGroupsNamesAndStrengths) {
    const Model* model = find_model("network_stability");
    ModelData data = initial_data(*model);
    data.network = Network{.name = "test",
                           .groups = {{.id = "USA", .name = "", .strength = 9},
                                      {.id = "POL", .name = "", .strength = 2},
                                      {.id = "RUS", .name = "", .strength = 4}},
                           .links = {{0, 1, 1}, {0, 2, -1}}};
    const auto instance = model->join(data);
    EXPECT_EQ(instance->parameters()[4].name, "strength.POL");
    const Values scenario = initial_values(*instance);
    EXPECT_EQ(scenario[3], 9);
    const Values found = evaluate(*instance, widest_isa(), {&scenario, 1}).front();
    // Russia is vulnerable to the two allies, and Poland to its own ally: bits 2 and 1.
    EXPECT_EQ(found[column(*instance, "given.vulnerable")], 6);
    EXPECT_EQ(found[column(*instance, "given.safe_from")],
              (9.0 + 4) / 2);  // of Poland, by a link of the others

    data.settings.find("countries")->second = 3;
    EXPECT_NO_THROW(model->join(data));
    data.settings.find("countries")->second = 4;
    EXPECT_THROW(model->join(data), std::invalid_argument);
    data.settings.find("countries")->second = 3;
    data.network->groups[0].strength = 0;
    EXPECT_THROW(model->join(data), std::invalid_argument);
    data.network->groups.resize(1);
    data.network->links.clear();
    EXPECT_THROW(model->join(data), std::invalid_argument);
}

}  // namespace
}  // namespace entente::kernels
