// SPDX-License-Identifier: Apache-2.0
//
// burden, public_good: everyone enjoys all that anyone gives.
//
//   symbol  unit       range           meaning
//   w_i     of income  1e-6 to 1e6     income of player i (income.i; a theatre's GDPs: bn USD)
//   a       1          0.001 to 0.999  taste for the public good: the share of income given by a
//                                      player alone
//   v_i     1          0.001 to 1000   player i's valuation of the good, relative to the others'
//   R       of income  0 to 1e9        provision by others than the players (outside)
//   g_i     of income  0 to w_i        contribution of player i
//   G       of income  from R          provision, R + sum of g
//
// Player i's utility is (1 - a) ln(w_i - g_i) + a v_i ln G. In equilibrium
//   g_i = max(0, w_i - k_i G),  k_i = (1 - a) / (a v_i)                                         (1)
//   G = R + sum of max(0, w_i - k_i G)                                                          (2)
// and (2) has one root: its left side rises, its right falls. A transfer of income among those who
// give leaves G alone (Warr 1983). Tastes a_i of Bergstrom, Blume and Varian: a = 1/2 and
// v_i = a_i / (1 - a_i).
//
// Method     Newton's iteration on (2) from G = 0, where all give:
//              G' = (R + sum of w_i) / (1 + sum of k_i) over those with w_i > k_i G.            (3)
//            G - (2) is concave, so that G rises to the root and the set of those who give only
//            shrinks; it ends, exactly, where none leaves it, after at most a step for each.
// Accuracy   1e-12 relative, beyond what changes of the parameters in the last place make (a
//            contribution near 0 is the difference of w_i and k_i G).
// References Bergstrom, Blume and Varian, Journal of Public Economics 29 (1986); Warr, Economics
//            Letters 13 (1983).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/burden/public_good.cpp"
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/models/burden/form.hpp"
#include "kernels/models/burden/ranks-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_BURDEN_PUBLIC_GOOD  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_BURDEN_PUBLIC_GOOD
namespace entente::kernels::burden_model {

struct PublicGood {
    Players players;
    Columns columns;

    // Columns of the parameters: valuations from the third on, then incomes, unless known.
    enum Parameter : std::size_t { taste, outside, valuation };
    enum Output : std::size_t { free_riders, outputs };
};

}  // namespace entente::kernels::burden_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace burden_kernel {

// (3)
inline Real provision(std::size_t players, Real outside, const List& incomes, const List& k) {
    Real G = 0.0;
    for (;;) {
        Real sum = outside, slope = 1.0;
        for (std::size_t p = 0; p < players; ++p) {
            const Mask gives = incomes.of[p] > k.of[p] * G;
            sum = sum + select(gives, incomes.of[p], 0.0);
            slope = slope + select(gives, k.of[p], 0.0);
        }
        const Real next = sum / slope;
        if (!any(next > G)) return G;
        G = max(G, next);
    }
}

}  // namespace burden_kernel

void evaluate_public_good(const burden_model::PublicGood& game, const Batch& batch) {
    using namespace burden_kernel;
    const std::size_t n = game.columns.players;
    List incomes, k, contributions;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real a = take(batch, PublicGood::taste, i);
        for (std::size_t p = 0; p < n; ++p) {
            const bool known = !game.players.incomes.empty();
            incomes.of[p] = known ? Real(game.players.incomes[p])
                                  : take(batch, PublicGood::valuation + n + p, i);
            k.of[p] = (Real(1.0) - a) / (a * take(batch, PublicGood::valuation + p, i));
        }
        const Real G = provision(n, take(batch, PublicGood::outside, i), incomes, k);
        const Mask none = G < Real(0.0);  // every lane has an equilibrium
        Real free_riders = 0.0;
        for (std::size_t p = 0; p < n; ++p) {
            const Real left = incomes.of[p] - k.of[p] * G;
            contributions.of[p] = max(left, 0.0);
            free_riders = free_riders + select(left > Real(0.0), 0.0, 1.0);
        }
        put_total(batch, i, game.columns, G, none);
        put(batch, game.columns.form(PublicGood::free_riders), i, free_riders);
        put_players(batch, i, game.columns, game.players.observed, incomes, contributions, none);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::burden_model {

std::unique_ptr<const Instance> join_public_good(const ModelData& data) {
    PublicGood game{.players = players_of(data, false), .columns = {}};
    const Players& players = game.players;
    game.columns = columns_of(players, PublicGood::outputs);
    // clang-format off
    std::vector<Parameter> parameters = {
        {"taste", "1", "share of income that a player alone would give (a)", 0.5, {0.001, 0.999}, {0.02, 0.6}},
        outside_parameter(players, 0.5),
    };
    // clang-format on
    for (const std::string& label : players.labels) {
        parameters.push_back({"valuation." + label,
                              "1",
                              "valuation of the good by player " + label + ", relative (v)",
                              1,
                              {0.001, 1000},
                              {0.5, 2}});
    }
    add_incomes(parameters, players);
    Interface interface = interface_of(
        players, std::move(parameters), "the public good: what the players and others give (G)",
        {{"free_riders", "1", "number of players that give nothing"}});
    const double work = 50.0 * static_cast<double>(players.size() * (players.size() + 4));
    return std::make_unique<KernelInstance<PublicGood>>(
        std::move(interface), std::move(game),
        Builds<const PublicGood&, const Batch&> ENTENTE_BUILDS(evaluate_public_good), work);
}

}  // namespace entente::kernels::burden_model
#endif
