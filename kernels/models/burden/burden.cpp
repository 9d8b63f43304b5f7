// SPDX-License-Identifier: Apache-2.0
//
// burden: what allies of different size give to a common defence, each choosing its best reply to
// what the others give. The setting `form` says what is common about it:
//
//   public_good    all of it (Bergstrom, Blume and Varian 1986): public_good.cpp
//   spill_in       part of it, between a patron and its spokes: spill_in.cpp
//   joint_product  it also yields the ally a benefit of its own (Sandler 1977): joint_product.cpp
//
// Each form is a game with parameters of its own, so that a study names, and "*" = "plausible"
// draws, only what matters to it; hence one form for a study and not one table for all three.
//
// In each, `burden` is contribution / income, and `rank_correlation` Spearman's rho of income and
// burden with midranks (ranks-inl.hpp): the exploitation of the great by the small is a rho above 0
// (Olson and Zeckhauser 1966). The players are as many as the setting says, with incomes that are
// parameters, or the members of a theatre, with their GDPs; then `observed_rank_correlation` is the
// rho of the burdens that the theatre's file has.
//
// Neglected  Budgets, time and threat: a contribution is chosen once, for good.
// References Below, in the table.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernels/models/burden/form.hpp"

namespace entente::kernels {
namespace burden_model {
namespace {

constexpr std::string_view form_words[] = {"public_good", "spill_in", "joint_product"};
enum Form { public_good, spill_in, joint_product };

constexpr int initial_players = 6;

constexpr Setting settings[] = {
    choice("form", "what is common: a public good, spill-ins of patron and spokes, joint products",
           form_words),
    {"players", "1", "allies (with spill-ins: the patron and its spokes), unless a theatre's",
     initial_players, 1, 32},
};

constexpr std::string_view references[] = {
    "M. Olson and R. Zeckhauser, An economic theory of alliances, Review of Economics and "
    "Statistics 48 (1966)",
    "P. Warr, The private provision of a public good is independent of the distribution of income, "
    "Economics Letters 13 (1983)",
    "T. Bergstrom, L. Blume and H. Varian, On the private provision of public goods, Journal "
    "of Public Economics 29 (1986)",
    "T. Sandler, Impurity of defense: an application to the economics of alliances, Kyklos 30 "
    "(1977)",
    "R. Cornes and T. Sandler, Easy riders, joint production, and public goods, Economic Journal "
    "94 (1984)",
};

std::unique_ptr<const Instance> join(const ModelData& data) {
    if (!data.theatres.empty() && data.settings.at("players") != initial_players) {
        throw std::invalid_argument("the theatre's members are the players: leave 'players' out");
    }
    switch (static_cast<Form>(data.settings.at("form"))) {
        case public_good:
            return join_public_good(data);
        case spill_in:
            return join_spill_in(data);
        case joint_product:
            break;
    }
    return join_joint_product(data);
}

// A case of one form.
PublishedCase form_case(Form form, int players, std::string source) {
    return {.source = std::move(source), .settings = {{"form", form}, {"players", players}}};
}

PublishedCase warr(std::string source, const std::vector<double>& incomes,
                   const std::vector<double>& tastes, const std::vector<double>& given,
                   double provision) {
    PublishedCase known =
        form_case(public_good, static_cast<int>(incomes.size()), std::move(source));
    known.parameters = {{"taste", 0.5}};
    for (std::size_t k = 0; k < incomes.size(); ++k) {
        const std::string player = std::to_string(k + 1);
        known.parameters.emplace_back("income." + player, incomes[k]);
        known.parameters.emplace_back("valuation." + player, tastes[k] / (1 - tastes[k]));
        known.values.push_back({"contribution of player " + player, "contribution", k, given[k]});
    }
    known.values.push_back({"the public good", "provision", 0, provision});
    return known;
}

PublishedCase hub(int spokes, double taste, double spill_over, double integration, double income) {
    PublishedCase known =
        form_case(spill_in, spokes + 1, "derived: all equilibria of patron and spokes, enumerated");
    known.parameters = {{"taste", taste}, {"spill_over", spill_over}, {"integration", integration}};
    for (int k = 1; k <= spokes; ++k) {
        known.parameters.emplace_back("income." + std::to_string(k), income);
    }
    return known;
}

PublishedCase reply(std::string source, double income, double outside,
                    const std::vector<double>& weights, double given) {
    PublishedCase known = form_case(joint_product, 1, std::move(source));
    known.parameters = {{"income.1", income},
                        {"outside", outside},
                        {"consumption", weights[0]},
                        {"private_benefit", weights[1]},
                        {"public_benefit", weights[2]}};
    known.values = {{"the ally's best reply", "contribution", 0, given}};
    return known;
}

std::vector<PublishedCase> published() {
    const std::string bbv = "derived from Bergstrom, Blume and Varian 1986";
    const std::string jp = "derived from Sandler 1977; Cornes and Sandler 1984";
    const double third = 1.0 / 3;
    std::vector<PublishedCase> list = {
        warr(bbv, {1, 1}, {0.5, 0.5}, {third, third}, 2 * third),
        warr(bbv, {10, 8, 9}, {0.4, 0.45, 0.5},
             {1.4235294117647062, 1.011764705882352, 3.2823529411764705}, 5.7176470588235295),
        warr(bbv, {1, 1, 1, 1, 1}, {0.25, 0.25, 0.25, 0.25, 0.25},
             {0.0625, 0.0625, 0.0625, 0.0625, 0.0625}, 0.3125),
        reply(jp, 1, 1, {0.5, 0.2, 0.3}, 0.35825756949558407),
        reply(jp, 1, 100, {0.5, 0.2, 0.3}, 0.2865880188125658),
        reply(jp, 1e-3, 1e9, {0.9, 0.01, 0.09}, 1.0989010989012064e-05),
    };
    PublishedCase loose = hub(5, 0.3, 1, 0, 0.5);
    loose.values = {{"three equilibria (code 2)", "uniqueness", 0, 2},
                    {"patron's, from the status quo", "contribution", 0, 0.3},
                    {"a spoke's, from the status quo", "contribution", 1, 0}};
    const PublishedValue without{"all, without the patron", "alternative_provision", 0, 0.75};
    PublishedCase tighter = hub(5, 0.3, 1, 0.4, 0.61);
    tighter.values = loose.values;
    loose.values.push_back(without);
    tighter.values.push_back(without);
    tighter.values.back().published = 5 * 0.08632075471698114;
    PublishedCase whole = hub(3, 0.4, 0.25, 1, 0.4);
    whole.values = {{"one equilibrium, whatever the incomes (code 0)", "uniqueness", 0, 0},
                    {"patron's", "contribution", 0, 0.36348884381338736},
                    {"a spoke's", "contribution", 3, 0.08113590263691686}};
    list.insert(list.end(), {loose, tighter, whole});
    return list;
}

}  // namespace

Players players_of(const ModelData& data, bool with_patron) {
    Players players;
    if (data.theatres.empty()) {
        const int count = data.settings.at("players");
        for (int k = 1; k <= count; ++k) {
            const bool patron = with_patron && k == 1;
            players.labels.push_back(patron ? "patron" : std::to_string(with_patron ? k - 1 : k));
        }
        return players;
    }
    const auto add = [&](const std::string& label, double income, double burden) {
        players.labels.push_back(label);
        players.incomes.push_back(income);
        players.observed.push_back(burden);
    };
    if (with_patron) add("patron", data.patron.gdp, data.patron.burden);
    for (const Member& member : data.theatres.front().members) {
        add(member.id, member.gdp, member.burden);
    }
    const auto differs = [&](double burden) { return burden != players.observed.front(); };
    bool ranked = false;
    for (const double burden : players.observed) ranked = ranked || differs(burden);
    if (!ranked) players.observed.clear();
    return players;
}

Columns columns_of(const Players& players, std::size_t own) {
    return {.players = players.size(), .own = own, .observed = !players.observed.empty()};
}

double income_unit(const Players& players) {
    if (players.incomes.empty()) return 1;
    return *std::max_element(players.incomes.begin(), players.incomes.end());
}

Parameter income_parameter(const std::string& name, const std::string& who, double initial,
                           double unit) {
    constexpr Interval valid{1e-6, 1e6};
    const Interval plausible{std::min(0.2 * unit, valid.hi), std::min(2 * unit, valid.hi)};
    return {name, "1", "income of " + who + " (w)", initial, valid, plausible};
}

Parameter outside_parameter(const Players& players, double most_plausible) {
    const Interval plausible{0, most_plausible * income_unit(players)};
    return {"outside", "1", "provision by others than the players (R)", 0, {0, 1e9}, plausible};
}

void add_incomes(std::vector<Parameter>& parameters, const Players& players) {
    if (!players.incomes.empty()) return;
    for (std::size_t p = 0; p < players.size(); ++p) {
        const std::string& label = players.labels[p];
        const auto rank = static_cast<double>(p + 1);
        parameters.push_back(
            income_parameter("income." + label, "player " + label, 1 / std::sqrt(rank)));
    }
}

Interface interface_of(const Players& players, std::vector<Parameter> parameters,
                       const std::string& total, std::vector<Output> own) {
    Interface all{.parameters = std::move(parameters),
                  .outputs = {},
                  .dimensions = {{.name = "player",
                                  .unit = "1",
                                  .meaning = "who gives to the common defence",
                                  .labels = players.labels}}};
    all.outputs = {
        {.name = "contribution",
         .unit = "1",
         .meaning = "what a player gives, in the unit of the incomes",
         .dimension = "player"},
        {.name = "burden",
         .unit = "1",
         .meaning = "contribution as a share of income",
         .dimension = "player"},
        {"provision", "1", total},
    };
    if (players.size() > 1) {
        all.outputs.push_back({"rank_correlation", "1",
                               "Spearman's rho of income and burden (ties: midranks); above 0, "
                               "exploitation of the great"});
    }
    if (!players.observed.empty()) {
        all.outputs.push_back({"observed_rank_correlation", "1",
                               "Spearman's rho of income and the burdens that were observed"});
    }
    all.outputs.insert(all.outputs.end(), own.begin(), own.end());
    all.outputs.push_back({.name = "status",
                           .unit = "1",
                           .meaning =
                               "no_ranking where all incomes or all burdens are equal (rho is not "
                               "defined), not_converged where no equilibrium was reached",
                           .kind = OutputKind::code,
                           .flags = {"ok", "no_ranking", "not_converged"}});
    return all;
}

}  // namespace burden_model

extern const Model burden;
const Model burden = {
    .name = "burden",
    .version = 1,
    .summary = "who pays for a common defence: public good, spill-ins of a hub, joint products",
    .references = burden_model::references,
    .settings = burden_model::settings,
    .most_theatres = 1,
    .join = burden_model::join,
    .published = burden_model::published,
};

}  // namespace entente::kernels
