// SPDX-License-Identifier: Apache-2.0
//
// What conflict_network is known by: nobody gains by another effort, whatever the network; and what
// follows from the first-order conditions.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"
#include "tests/published/networks.hpp"

namespace entente::kernels {
namespace {

constexpr double ok = 0, nonpositive_gamma = 1, nonpositive_phi = 2, singular = 3,
                 negative_effort = 4, no_comparison = 5;

std::unique_ptr<const Instance> hub() {
    const Model& model = *find_model("conflict_network");
    return model.join(initial_data(model));
}

using Named = std::vector<std::pair<std::string, double>>;

Values scenario_of(const Instance& instance, const Named& named) {
    Values scenario = initial_values(instance);
    for (const auto& [name, value] : named) scenario[parameter(instance, name)] = value;
    return scenario;
}

Values found_by(const Instance& instance, Isa isa, const Named& named) {
    const Values scenario = scenario_of(instance, named);
    return evaluate(instance, isa, {&scenario, 1}).front();
}

double status(const Instance& instance, const Named& named) {
    double first = found_by(instance, Isa::scalar, named)[column(instance, "status")];
    for (const Isa isa : available_isas()) {
        EXPECT_EQ(found_by(instance, isa, named)[column(instance, "status")], first) << name(isa);
    }
    return first;
}

// The payoff of group i if it makes the effort `own` and the others those of the equilibrium; -inf
// where nothing is produced.
double payoff(const reference::ConflictNetwork& c, std::size_t i, double own) {
    double total = 0, of_i = 0;
    for (std::size_t k = 0; k < c.n; ++k) {
        const auto effort = [&](std::size_t j) { return j == i ? own : c.effort[j]; };
        double phi = effort(k) + c.shifter[k];
        for (std::size_t j = 0; j < c.n; ++j) phi += c.coupling[k * c.n + j] * effort(j);
        if (k == i) of_i = phi;
        total += phi;
    }
    if (!(total > 0)) return -std::numeric_limits<double>::infinity();
    return c.prize * of_i / total - c.cost[i] * own;
}

// `plain` has the network; the efforts are the kernel's.
void expect_nash(reference::ConflictNetwork plain, const Values& efforts, const Values& payoffs) {
    plain.effort = efforts;
    for (std::size_t i = 0; i < plain.n; ++i) {
        const double at_rest = payoff(plain, i, efforts[i]);
        ASSERT_NEAR(at_rest, payoffs[i], 1e-11 * (1 + std::abs(at_rest)));
        for (int k = 0; k <= 400; ++k) {
            const double own = plain.prize * (k / 400.0);
            ASSERT_LE(payoff(plain, i, own), at_rest + 1e-11) << "group " << i << ": " << own;
            const double near = efforts[i] + 1e-3 * plain.prize * (k / 200.0 - 1);
            ASSERT_LE(payoff(plain, i, near), at_rest + 1e-11) << "group " << i << ": " << near;
        }
    }
}

Values entries(const Values& found, std::size_t first, std::size_t count) {
    const auto begin = found.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

// Parameters at which most networks of `groups` have an equilibrium, and some of everything else.
Named random_parameters(std::size_t groups, std::mt19937_64& random, const Instance& instance) {
    std::uniform_real_distribution<double> u(0, 1);
    const double most = 3 / static_cast<double>(groups);
    Named named = {{"beta", std::min(1.0, most * u(random))},
                   {"gamma", std::min(1.0, 0.5 * most * u(random))},
                   {"prize", 0.5 + u(random)}};
    for (const Parameter& p : instance.parameters()) {
        if (p.name.ends_with(".cost")) named.emplace_back(p.name, 0.98 + 0.04 * u(random));
        if (p.name.ends_with(".shifter")) named.emplace_back(p.name, 0.004 * (u(random) - 0.5));
        if (p.name == "integration") named.emplace_back(p.name, u(random));
    }
    return named;
}

TEST(ConflictNetwork, NobodyGainsByAnotherEffort) {
    std::mt19937_64 random(5);
    int equilibria = 0;
    for (int trial = 0; trial < (ENTENTE_SANITIZED ? 20 : 200); ++trial) {
        const std::size_t n = 2 + static_cast<std::size_t>(trial) % 9;
        const Network network = random_network(n, 0.5, random);
        const auto instance = contest_in(network);
        const Named named = random_parameters(n, random, *instance);
        const Values found = found_by(*instance, widest_isa(), named);
        if (found[column(*instance, "status")] != ok) continue;
        ++equilibria;
        expect_nash(plain_contest(network, *instance, scenario_of(*instance, named)),
                    entries(found, column(*instance, "group_effort"), n),
                    entries(found, column(*instance, "group_payoff"), n));
    }
    EXPECT_GT(equilibria, ENTENTE_SANITIZED ? 5 : 80);
}

TEST(ConflictNetwork, PatronAndSpokesIsANetworkLikeAnyOther) {
    const auto generated = hub();
    for (const std::size_t spokes : {1U, 2U, 5U}) {
        for (const std::size_t rivals : {1U, 3U}) {
            const Network network = patron_and_spokes(spokes, rivals);
            const auto given = contest_in(network);
            for (const double integration : {0.0, 0.4, 1.0}) {
                Named named = {{"patron.cost", 0.9}, {"spoke.shifter", 0.01}, {"prize", 2}};
                Named of_generated = named;
                of_generated.emplace_back("spokes", spokes);
                of_generated.emplace_back("rivals", rivals);
                of_generated.emplace_back("integration", integration);
                if (spokes > 1) named.emplace_back("integration", integration);
                const Values a = found_by(*generated, widest_isa(), of_generated);
                const Values b = found_by(*given, widest_isa(), named);
                for (const char* const name :
                     {"patron.payoff", "spoke.payoff", "rival.payoff", "patron.effort",
                      "spoke.effort", "rival.effort", "total_effort", "rent_dissipation", "lambda",
                      "sum_gamma"}) {
                    EXPECT_NEAR(a[column(*generated, name)], b[column(*given, name)], 1e-13)
                        << name;
                }
            }
        }
    }
}

TEST(ConflictNetwork, OfEqualsWithoutTiesIsTheContestOfTullock) {
    for (const std::size_t n : {2U, 3U, 17U, 128U}) {
        Network network{.name = "equals", .groups = {}, .links = {}};
        for (std::size_t i = 0; i < n; ++i) {
            network.groups.push_back({.id = "G" + std::to_string(i), .name = ""});
        }
        const auto instance = contest_in(network);
        const Values found = found_by(*instance, widest_isa(), {{"prize", 3}, {"other.cost", 2}});
        const auto groups = static_cast<double>(n);
        EXPECT_NEAR(found[column(*instance, "group_effort") + n - 1],
                    3 * (groups - 1) / (2 * groups * groups), 1e-14);
        EXPECT_NEAR(found[column(*instance, "rent_dissipation")], (groups - 1) / groups, 1e-13);
        EXPECT_EQ(found[column(*instance, "status")], ok);
    }
}

// Without shifters, effort is measured in what it costs, and in prizes.
TEST(ConflictNetwork, DearerEffortIsMadeLessOfAndPaysTheSame) {
    const auto instance = hub();
    const Named usual = {{"spokes", 4}, {"integration", 0.5}};
    Named dear = usual;
    for (const char* const role : {"patron", "spoke", "rival"}) {
        dear.emplace_back(std::string(role) + ".cost", 8);
    }
    Named large = usual;
    large.emplace_back("prize", 8);
    const Values a = found_by(*instance, widest_isa(), usual);
    const Values b = found_by(*instance, widest_isa(), dear);
    const Values c = found_by(*instance, widest_isa(), large);
    for (const char* const role : {"patron", "spoke", "rival"}) {
        const std::size_t effort = column(*instance, std::string(role) + ".effort");
        const std::size_t payoff = column(*instance, std::string(role) + ".payoff");
        EXPECT_NEAR(b[effort], a[effort] / 8, 1e-15);
        EXPECT_NEAR(b[payoff], a[payoff], 1e-15);
        EXPECT_NEAR(c[effort], a[effort] * 8, 1e-14);
        EXPECT_NEAR(c[payoff], a[payoff] * 8, 1e-14);
    }
}

TEST(ConflictNetwork, ADearerGroupWinsLessOften) {
    const auto instance = hub();
    double before = 1;
    for (const double cost : {0.8, 1.0, 1.1, 1.2}) {
        const double payoff = found_by(*instance, widest_isa(),
                                       {{"rival.cost", cost}})[column(*instance, "rival.payoff")];
        EXPECT_LT(payoff, before);
        before = payoff;
    }
}

TEST(ConflictNetwork, SaysWhyThereIsNoEquilibrium) {
    const auto instance = hub();
    // Each of four allies takes .3 of what the rival is worth.
    EXPECT_EQ(status(*instance, {{"gamma", 0.3}}), nonpositive_gamma);
    // 1 = gamma (1 + S), exactly.
    EXPECT_EQ(status(*instance, {{"gamma", 0.25}}), nonpositive_gamma);
    EXPECT_EQ(status(*instance, {{"spoke.cost", 10}}), nonpositive_phi);
    // Whatever a group's ally does is as good as its own effort: only their sum counts.
    EXPECT_EQ(status(*instance, {{"beta", 1}, {"integration", 1}}), singular);
    EXPECT_EQ(status(*instance, {{"spoke.shifter", 1}}), negative_effort);
    // The rivals take 1.26 from a spoke, which only the other spokes can make good.
    EXPECT_EQ(
        status(*instance,
               {{"beta", 0.2}, {"gamma", 0.07}, {"rivals", 18}, {"spokes", 8}, {"integration", 1}}),
        no_comparison);
    EXPECT_EQ(status(*instance, {}), ok);
}

TEST(ConflictNetwork, SaysSoOfAGivenNetworkToo) {
    // Two allies are one where beta is 1.
    const Network pair{
        .name = "pair",
        .groups = {{.id = "A", .name = "A"}, {.id = "B", .name = "B"}, {.id = "C", .name = "C"}},
        .links = {{0, 1, 1}, {1, 2, -1}}};
    const auto instance = contest_in(pair);
    EXPECT_EQ(status(*instance, {{"beta", 1}, {"gamma", 0}}), singular);
    EXPECT_EQ(status(*instance, {{"gamma", 1}}), nonpositive_gamma);
    EXPECT_EQ(status(*instance, {{"beta", 0.5}, {"gamma", 0.1}}), ok);
    EXPECT_EQ(status(*instance, {{"other.shifter", 1}}), negative_effort);
}

TEST(ConflictNetwork, RefusesWhatIsTooLarge) {
    std::mt19937_64 random(1);
    EXPECT_THROW(contest_in(random_network(129, 0, random)), std::invalid_argument);
    EXPECT_THROW(contest_in(random_network(1, 0, random)), std::invalid_argument);
}

}  // namespace
}  // namespace entente::kernels
