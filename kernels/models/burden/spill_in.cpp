// SPDX-License-Identifier: Apache-2.0
//
// burden, spill_in: a patron and its spokes, each protected by what its neighbours give: hub and
// spokes where the spokes are strangers, one alliance where they are as close as to the patron.
//
//   symbol    unit       range           meaning
//   w_0, w_i  of income  1e-6 to 1e6     income of the patron and of spoke i = 1..S (patron.income,
//                                        income.i)
//   a         1          0.001 to 0.999  taste for defence: the share of income given by a player
//                                        alone
//   v         1          0.001 to 1000   the patron's valuation of defence, relative to a spoke's
//   beta      1          0 to 1          what a unit of the patron's is worth to a spoke, and a
//                                        spoke's to the patron (spill_over)
//   omega     1          0 to 1          the spokes' integration: a spoke's unit is worth
//                                        omega beta to another
//   g_0, g_i  of income  0 to w_0, w_i   contributions; T = sum over the spokes
//
// Best replies, with a_0 = a v / (1 - a + a v), p = a_0 w_0, c_0 = (1 - a_0) beta and
// c = (1 - a) beta:
//   g_0 = max(0, p - c_0 T),  g_i = max(0, a w_i - c (g_0 + omega (T - g_i)))                   (1)
// A spoke gives where a w_i exceeds y = c (g_0 + omega T), and then
// g_i = (a w_i - y) / (1 - omega c), so that T is a function of y,
//   H(y) = sum of max(0, a w_i - y) / (1 - omega c),                                            (2)
// and equilibria are the roots of two equations in one unknown:
//   the patron gives nothing:  y = c omega H(y),                   if c_0 H(y) >= p             (3)
//   it gives p - c_0 H(y):     y = c p + c (omega - c_0) H(y),     if c_0 H(y) < p              (4)
// (3) has one root. Where omega >= c_0, so has (4), and one of the two counts. Where omega < c_0,
// the right side of (4) is concave: it has two roots at most, three equilibria with (3), of which
// the one between the others is unstable. Multiplied by 1 / (1 - a_i), (1) is the linear
// complementarity problem of a symmetric matrix; it is positive definite, and the equilibrium
// unique whatever the incomes, if and only if
//   omega > (S c c_0 - 1) / (c (S - 1)),  omega_c = max(0, of it)                               (5)
// [derived; with v = 1 and D = 1 / c: (S - D^2) / (D (S - 1))].
//
// Reached from the status quo is the equilibrium to which replies lead, one at a time, the patron
// first and then the spokes 1..S, from where the patron alone provides, g = (p, 0, ..., 0). With
// one equilibrium that is it: (1) descends coordinate by coordinate on a convex function, or on one
// that has no other stationary point. With three, every economy that was tried came to the one in
// which the patron gives [tested, not proved], so replies are computed. (Replies at the same time
// may oscillate for ever.)
//
// Method     Newton's iteration on (3) from y = 0 and on (4) from y = c p, whence it is monotone:
//            it ends, exactly, when the set of those who give stays. If both have a root, rounds of
//            replies (1) go on until none moves by more than 2^-40 of the greatest of p and a w_i,
//            for at most 2000 rounds, and the root they have come to is returned; if they end near
//            neither, status is not_converged.
// Accuracy   1e-12 relative, beyond what changes of the parameters in the last place make.
// References Sandler 1977 for spill-ins; the rest is derived and checked by enumeration (tests).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/burden/spill_in.cpp"
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/models/burden/form.hpp"
#include "kernels/models/burden/ranks-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_BURDEN_SPILL_IN  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_BURDEN_SPILL_IN
namespace entente::kernels::burden_model {

struct SpillIn {
    Players players;  ///< the patron first
    Columns columns;
    bool counted;  ///< the number of spokes is a parameter, the sixth; else all take part

    // Columns of the parameters. Unless known, the spokes' incomes are the last.
    enum Parameter : std::size_t {
        taste,
        valuation,
        spill_over,
        integration,
        patron_income,
        spokes
    };
    enum Uniqueness { for_all_incomes, at_these_incomes, three_equilibria };
    enum Output : std::size_t { patron_share, alternative, uniqueness, frontier, outputs };

    static constexpr int most_rounds = 2000;
};

}  // namespace entente::kernels::burden_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace burden_kernel {

// Games of a block of scenarios: (1), of which entry 0 of each list is the patron's.
struct Hub {
    std::size_t players;
    List incomes;
    List alone;  // p and a w_i; 0 for a spoke that takes no part
    Real c0, c, omega;
    Real own;  // 1 - omega c
};

struct Givers {
    Real number, alone;  // how many spokes have a w_i > y, and the sum of their a w_i
};

HWY_INLINE Givers givers(const Hub& hub, Real y) {
    Givers found{0.0, 0.0};
    for (std::size_t k = 1; k < hub.players; ++k) {
        const Mask gives = hub.alone.of[k] > y;
        found.number = found.number + select(gives, 1.0, 0.0);
        found.alone = found.alone + select(gives, hub.alone.of[k], 0.0);
    }
    return found;
}

HWY_INLINE Real spokes_total(const Hub& hub, Real y) {  // (2)
    Real sum = 0.0;
    for (std::size_t k = 1; k < hub.players; ++k) sum = sum + max(hub.alone.of[k] - y, 0.0);
    return sum / hub.own;
}

// An equilibrium, where `exists`.
struct Candidate {
    Real y, patron;
    Mask exists;
};

inline Candidate idle_patron(const Hub& hub) {  // (3)
    const Real pull = hub.c * hub.omega;
    Real y = 0.0;
    for (;;) {
        const Givers all = givers(hub, y);
        const Real next = pull * all.alone / fma(pull, all.number, hub.own);
        if (!any(next > y)) break;
        y = max(y, next);
    }
    return {y, 0.0, hub.c0 * spokes_total(hub, y) >= hub.alone.of[0]};
}

// (4) as y + bend sum of max(0, a w_i - y) = c p. With bend <= 0 y rises to the root and fewer
// spokes give; with bend > 0 it falls, more give, and there is none once the left side no longer
// rises.
inline Candidate giving_patron(const Hub& hub) {
    const Real bend = hub.c * (hub.c0 - hub.omega) / hub.own;
    const Real start = hub.c * hub.alone.of[0];
    const Mask falls = bend > Real(0.0);
    Real y = start;
    Mask exists = start >= Real(0.0);
    for (;;) {
        const Givers all = givers(hub, y);
        const Real slope = Real(1.0) - bend * all.number;
        exists = exists & (slope > Real(0.0));
        const Real next = max((start - bend * all.alone) / select(exists, slope, 1.0), 0.0);
        const Mask moves = exists & ((falls & (next < y)) | (!falls & (next > y)));
        if (!any(moves)) break;
        y = select(moves, next, y);
    }
    const Real patron = hub.alone.of[0] - hub.c0 * spokes_total(hub, y);
    exists = exists & (patron > Real(0.0));
    return {y, patron, exists};
}

struct Reply {
    Real patron;
    Mask moving;  // had not come to rest
};

// Replies (1), round by round, in the lanes where it is `open` which equilibrium they lead to.
inline Reply patron_after_replies(const Hub& hub, Mask open) {
    List g = hub.alone;
    Real top = hub.alone.of[0];
    for (std::size_t k = 1; k < hub.players; ++k) {
        top = max(top, hub.alone.of[k]);
        g.of[k] = 0.0;
    }
    const Real rest = Real(0x1p-40) * top;
    Mask moving = open;
    for (int round = 0; round < SpillIn::most_rounds && any(moving); ++round) {
        Real T = 0.0;
        for (std::size_t k = 1; k < hub.players; ++k) T = T + g.of[k];
        const auto reply = [&](std::size_t k, Real value) {
            const Real change = select(moving, max(value, 0.0) - g.of[k], 0.0);
            g.of[k] = g.of[k] + change;
            return change;
        };
        Real farthest = abs(reply(0, hub.alone.of[0] - hub.c0 * T));
        for (std::size_t k = 1; k < hub.players; ++k) {
            const Real spill_in = fma(hub.omega, T - g.of[k], g.of[0]);
            const Real change = reply(k, hub.alone.of[k] - hub.c * spill_in);
            T = T + change;
            farthest = max(farthest, abs(change));
        }
        moving = moving & (farthest > rest);
    }
    return {g.of[0], moving};
}

struct Equilibrium {
    Real y, patron;              // as reached
    Real other_y, other_patron;  // the other stable one, if there are several; else the same
    Mask several, unknown;
};

inline Equilibrium from_status_quo(const Hub& hub) {
    const Candidate idle = idle_patron(hub), giving = giving_patron(hub);
    const Mask both = idle.exists & giving.exists;
    Mask gives = !idle.exists;
    Mask unknown = both & !both;
    if (any(both)) {
        const Reply reached = patron_after_replies(hub, both);
        const Real near = Real(1e-3) * giving.patron;
        const Mask at_giving = abs(reached.patron - giving.patron) <= near;
        gives = gives | (both & at_giving);
        unknown = both & (reached.moving | (!at_giving & (reached.patron > near)));
    }
    const Real provides = max(giving.patron, 0.0);
    const Mask other_gives = (gives & !both) | (both & !gives);
    return {select(gives, giving.y, idle.y),
            select(gives, provides, 0.0),
            select(other_gives, giving.y, idle.y),
            select(other_gives, provides, 0.0),
            both,
            unknown};
}

HWY_INLINE Hub hub_of(const burden_model::SpillIn& game, const Batch& batch, std::size_t i) {
    Hub hub;
    hub.players = game.columns.players;
    const Real a = take(batch, SpillIn::taste, i);
    const Real valued = a * take(batch, SpillIn::valuation, i);
    const Real kept = Real(1.0) - a;
    const Real spill_over = take(batch, SpillIn::spill_over, i);
    hub.c0 = kept / (kept + valued) * spill_over;
    hub.c = kept * spill_over;
    hub.omega = take(batch, SpillIn::integration, i);
    hub.own = Real(1.0) - hub.omega * hub.c;
    hub.incomes.of[0] = take(batch, SpillIn::patron_income, i);
    hub.alone.of[0] = valued / (kept + valued) * hub.incomes.of[0];
    const std::size_t first = SpillIn::spokes + (game.counted ? 1 : 0);
    for (std::size_t k = 1; k < hub.players; ++k) {
        const bool known = !game.players.incomes.empty();
        Real income = known ? Real(game.players.incomes[k]) : take(batch, first + k - 1, i);
        if (game.counted) {
            const Mask takes_part = take(batch, SpillIn::spokes, i) >= Real(static_cast<double>(k));
            income = select(takes_part, income, 0.0);
        }
        hub.incomes.of[k] = income;
        hub.alone.of[k] = a * income;
    }
    return hub;
}

// (5)
HWY_INLINE void put_uniqueness(const burden_model::SpillIn& game, const Batch& batch, std::size_t i,
                               const Hub& hub, Mask several) {
    const Real all = static_cast<double>(hub.players - 1);
    const Real S = game.counted ? take(batch, SpillIn::spokes, i) : all;
    const Real excess = S * hub.c * hub.c0 - Real(1.0);
    const Real others = hub.c * (S - Real(1.0));
    const Real frontier = select(excess > Real(0.0), excess / max(others, 1e-300), 0.0);
    const Real unique =
        select(hub.omega * others > excess, SpillIn::for_all_incomes, SpillIn::at_these_incomes);
    put(batch, game.columns.form(SpillIn::frontier), i, frontier);
    put(batch, game.columns.form(SpillIn::uniqueness), i,
        select(several, SpillIn::three_equilibria, unique));
}

}  // namespace burden_kernel

void evaluate_spill_in(const burden_model::SpillIn& game, const Batch& batch) {
    using namespace burden_kernel;
    const std::size_t n = game.columns.players;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Hub hub = hub_of(game, batch, i);
        const Equilibrium found = from_status_quo(hub);
        List g;
        g.of[0] = found.patron;
        Real total = found.patron;
        for (std::size_t k = 1; k < n; ++k) {
            g.of[k] = max(hub.alone.of[k] - found.y, 0.0) / hub.own;
            total = total + g.of[k];
        }
        put_total(batch, i, game.columns, total, found.unknown);
        const Real alternative = found.other_patron + spokes_total(hub, found.other_y);
        put(batch, game.columns.form(SpillIn::alternative), i,
            select(found.unknown, missing, alternative));
        put(batch, game.columns.form(SpillIn::patron_share), i,
            select(found.unknown, missing, found.patron / total));
        put_uniqueness(game, batch, i, hub, found.several);
        put_players(batch, i, game.columns, game.players.observed, hub.incomes, g, found.unknown);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::burden_model {
namespace {

std::vector<Output> own_outputs() {
    return {
        {"patron_share", "1", "the patron's share of what all give"},
        {"alternative_provision", "1",
         "what all would give in the other stable equilibrium; as provision if there is none"},
        {.name = "uniqueness",
         .unit = "1",
         .meaning = "whether the equilibrium is the only one, for all incomes or at these",
         .kind = OutputKind::code,
         .flags = {"for_all_incomes", "at_these_incomes", "three_equilibria"}},
        {"frontier", "1", "integration above which the equilibrium is unique for all incomes"},
    };
}

}  // namespace

std::unique_ptr<const Instance> join_spill_in(const ModelData& data) {
    SpillIn game{.players = players_of(data, true), .columns = {}, .counted = false};
    const Players& players = game.players;
    if (players.size() < 2) {
        throw std::invalid_argument("spill-ins need 2 players or more: a patron and its spokes");
    }
    const bool known = !players.incomes.empty();
    game.columns = columns_of(players, SpillIn::outputs);
    game.counted = !known && players.size() > 2;
    const double patron_income = known ? players.incomes.front() : 1;
    // clang-format off
    std::vector<Parameter> parameters = {
        {"taste", "1", "share of income that a player alone would give (a)", 0.3, {0.001, 0.999}, {0.02, 0.6}},
        {"patron.valuation", "1", "the patron's valuation of defence, relative to a spoke's (v)", 1, {0.001, 1000}, {0.5, 2}},
        {"spill_over", "1", "worth of the patron's contribution to a spoke, and of a spoke's to the patron (beta)", 1, {0, 1}, {0.2, 1}},
        {"integration", "1", "worth of a spoke's contribution to another spoke, as a share of spill_over (omega)", 0, {0, 1}, {0, 1}},
        income_parameter("patron.income", "the patron", patron_income, patron_income),
    };
    // clang-format on
    const auto spokes = static_cast<double>(players.size() - 1);
    if (game.counted) {
        parameters.push_back({.name = "spokes",
                              .unit = "1",
                              .meaning = "number of spokes that take part, the first ones (S)",
                              .initial = spokes,
                              .valid = {1, spokes},
                              .plausible = {1, spokes},
                              .whole = true});
    }
    for (std::size_t k = 1; !known && k < players.size(); ++k) {
        const std::string& label = players.labels[k];
        parameters.push_back(income_parameter("income." + label, "spoke " + label, 0.5));
    }
    Interface interface =
        interface_of(players, std::move(parameters), "what all give together", own_outputs());
    const double work = 200.0 * static_cast<double>(players.size() + 4);
    return std::make_unique<KernelInstance<SpillIn>>(
        std::move(interface), std::move(game),
        Builds<const SpillIn&, const Batch&> ENTENTE_BUILDS(evaluate_spill_in), work);
}

}  // namespace entente::kernels::burden_model
#endif
