// SPDX-License-Identifier: Apache-2.0
//
// unilateral_deterrence: a challenger may upset the status quo, a defender may concede or resist,
// and a challenger that is resisted may back down or fight. Either may prefer conceding to war
// (irresolute) or war to conceding (determined), and only it knows which. The perfect Bayesian
// equilibrium of the Unilateral Deterrence Game.
//
//   symbol        unit  range      meaning
//   pC, pD        1     0 to 1     credibility: probability that the challenger, or the defender,
//                                  is determined
//   cSQ cDC cCD   1     any        challenger's utility of the status quo, of the defender's
//                                  concession, of backing down
//   cDD+          1     any        determined challenger's utility of war
//   dCD dDC       1     any        defender's utility of the challenger's backing down, of
//   conceding dDD-          1     any        irresolute defender's utility of war ct, cs, dn    1
//   above 0    thresholds of pD (ct, cs) and of pC (dn) h, y          1     0 to 1     probability
//   that a determined, an irresolute challenger challenges x             1     0 to 1 probability
//   that an irresolute defender resists init, pi      1     0 to 1     probability of a challenge,
//   and of resistance to one
//
// A determined defender resists; resisted, a determined challenger fights and an irresolute one
// backs down. With
//   ct = (cDC - cSQ)/(cDC - cDD+), cs = (cDC - cSQ)/(cDC - cCD), dn = (dCD - dDC)/(dCD - dDD-)  (1)
// a challenge pays a determined challenger while pi < ct and an irresolute one while pi < cs < ct,
// and an irresolute defender concedes to it while the challenger is determined with a probability
// above dn. Hence the regimes
//   deterrence  pD >= ct                  h = 0, y = 0,                       x = 0             (2)
//   separating  cs <= pD < ct             h = 1, y = 0,                       x = 0             (3)
//   bluff       pD < cs, pC < dn          h = 1, y = pC(1-dn)/((1-pC)dn),     x = (cs-pD)/(1-pD)
//   (4) attack      pD < cs, pC >= dn         h = 1, y = 1,                       x = 0 (5)
// and the outcomes, with init = pC h + (1-pC) y and pi = pD + (1-pD) x:
//   status quo 1 - init, concession init (1-pi), backing down (1-pC) y pi, war pC h pi.         (6)
//
// Method     Closed form. 1 - dn = (dDC - dDD-)/(dCD - dDD-), likewise 1 - cs; in a bluff
//            init = pC/dn and pi = cs: no probability is a difference of others.
// Accuracy   Within 1e-12 relative of (1) to (6) in extended precision, beyond what a change of the
//            parameters in the last place makes (1 - pC/dn where pC is almost dn).
// Status     The thresholds mean something where the payoffs are in the game's order,
//            cDC > cSQ > cCD, cDC > cDD+ > cCD and dCD > dDC > dDD- (differences above 1e-300).
//            Where they are not, all is NaN, the regime is "none" and the status says whose they
//            are, the challenger's first. ct > 1 is no such case: a challenger that prefers war to
//            the status quo when it is determined is never deterred.
//            On a threshold (pD = ct, pD = cs, or pC = dn where pD < cs) some player is indifferent
//            and there are more equilibria; the results are those of (2) to (5), the status "tie".
// Neglected  Equilibria that rest on taking a challenge that nobody makes for a bluff: with x = 1
// all
//            are deterred, whatever pD. They fail criterion D1, since a challenge pays a determined
//            challenger whenever it pays an irresolute one. The payoffs dSQ, cDD- and dDD+, which
//            decide who is irresolute, move no threshold.
// References Zagare and Kilgour, Perfect Deterrence (2000), chapter 5.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/unilateral_deterrence.cpp"
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_UNILATERAL_DETERRENCE  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_UNILATERAL_DETERRENCE
namespace entente::kernels::unilateral_deterrence_model {

struct Prepared {};

namespace in {
enum Parameter : std::size_t { pC, pD, cSQ, cDC, cCD, cDD, dCD, dDC, dDD };
}
namespace out {
enum Column : std::size_t {
    ct,
    cs,
    dn,
    regime,
    h,
    y,
    x,
    challenge,
    resistance,
    status_quo,
    concession,
    backing_down,
    war,
    status
};
}

enum Regime { deterrence, separating, bluff, attack, none };
enum Status { ok, tie, challenger_order, defender_order };

// Differences of utilities that are less are none: their ratios may not be finite.
inline constexpr double least_difference = 1e-300;

}  // namespace entente::kernels::unilateral_deterrence_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace unilateral_deterrence_kernel {
using namespace unilateral_deterrence_model;

// Which lanes are in which regime; an attack where none holds.
struct Regimes {
    Mask deterrence, separating, bluff;

    HWY_INLINE Real choose(Real deterred, Real separated, Real bluffed, Real attacked) const {
        return select(deterrence, deterred,
                      select(separating, separated, select(bluff, bluffed, attacked)));
    }
};

HWY_INLINE void evaluate_block(const Batch& batch, std::size_t i) {
    const auto u = [&](in::Parameter p) { return take(batch, p, i); };
    const Real pC = u(in::pC), pD = u(in::pD);
    // What a concession gains the challenger, and what it loses by war and by backing down.
    const Real gain = u(in::cDC) - u(in::cSQ);
    const Real war = u(in::cDC) - u(in::cDD);
    const Real backing_down = u(in::cDC) - u(in::cCD);
    const Real patience = u(in::cSQ) - u(in::cCD);
    const Real stood_firm = u(in::dCD) - u(in::dDC);
    const Real bluff_called = u(in::dCD) - u(in::dDD);
    const Real conceded = u(in::dDC) - u(in::dDD);

    const Real least = least_difference;
    const Mask challenger =
        (gain > least) & (patience > least) & (war > least) & (u(in::cDD) - u(in::cCD) > least);
    const Mask defender = (stood_firm > least) & (conceded > least);

    // (1), and the odds (1 - dn)/dn.
    const Real ct = gain / war, cs = gain / backing_down, dn = stood_firm / bluff_called;
    const Real odds = conceded / stood_firm;

    // (2) to (5).
    const Regimes is{.deterrence = pD >= ct, .separating = pD >= cs, .bluff = pC < dn};
    const Real y_bluff = min(pC * odds / (Real(1.0) - pC), 1.0);
    const Real x_bluff = (cs - pD) / (Real(1.0) - pD);
    const Real h = select(is.deterrence, 0.0, 1.0);
    const Real y = is.choose(0.0, 0.0, y_bluff, 1.0);
    const Real x = is.choose(0.0, 0.0, x_bluff, 0.0);

    // (6): the shares of determined and of irresolute challengers among all.
    const Real determined = pC * h;
    const Real irresolute = is.choose(0.0, 0.0, pC * odds, Real(1.0) - pC);
    const Real peace = is.choose(1.0, Real(1.0) - pC, (dn - pC) / dn, 0.0);
    const Real resisted = is.choose(pD, pD, cs, pD);
    const Real yielded =
        is.choose(Real(1.0) - pD, Real(1.0) - pD, patience / backing_down, Real(1.0) - pD);

    const Mask on_threshold = (pD == ct) | (pD == cs) | ((pD < cs) & (pC == dn));
    const Mask ordered = challenger & defender;
    const auto give = [&](out::Column column, Real value) {
        put(batch, column, i, select(ordered, value, std::numeric_limits<double>::quiet_NaN()));
    };
    give(out::ct, ct);
    give(out::cs, cs);
    give(out::dn, dn);
    put(batch, out::regime, i,
        select(ordered, is.choose(deterrence, separating, bluff, attack), none));
    give(out::h, h);
    give(out::y, y);
    give(out::x, x);
    give(out::challenge, determined + irresolute);
    give(out::resistance, resisted);
    give(out::status_quo, peace);
    give(out::concession, (determined + irresolute) * yielded);
    give(out::backing_down, irresolute * resisted);
    give(out::war, determined * resisted);
    put(batch, out::status, i,
        select(ordered, select(on_threshold, tie, ok),
               select(challenger, defender_order, challenger_order)));
}

}  // namespace unilateral_deterrence_kernel

void evaluate_unilateral_deterrence(const unilateral_deterrence_model::Prepared&,
                                    const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        unilateral_deterrence_kernel::evaluate_block(batch, i);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace unilateral_deterrence_model {
namespace {

Parameter credibility(const char* name, const char* meaning, double initial) {
    return {name, "1", meaning, initial, {0, 1}, {0, 1}};
}

Parameter utility(const char* name, const char* meaning, double initial, Interval plausible) {
    return {name, "1", meaning, initial, {-1000, 1000}, plausible};
}

// clang-format off
std::vector<Parameter> parameters() {
    return {
        credibility("challenger.credibility", "probability that the challenger, once resisted, prefers war to backing down (pC)", 0.4),
        credibility("defender.credibility", "probability that the defender prefers war to conceding (pD)", 0.5),
        utility("challenger.status_quo", "challenger's utility of the status quo (cSQ)", 0, {-0.1, 0.2}),
        utility("challenger.concession", "challenger's utility of the defender's concession (cDC)", 1, {0.5, 2}),
        utility("challenger.backing_down", "challenger's utility of backing down (cCD)", -0.5, {-1, -0.45}),
        utility("challenger.war", "determined challenger's utility of war (cDD+)", -0.2, {-0.4, -0.15}),
        utility("defender.backing_down", "defender's utility of the challenger's backing down (dCD)", 0.5, {0, 1}),
        utility("defender.concession", "defender's utility of conceding (dDC)", -0.5, {-0.75, -0.25}),
        utility("defender.war", "irresolute defender's utility of war (dDD-)", -1, {-2, -0.8}),
    };
}

std::vector<Output> outputs() {
    return {
        {"deterrence_threshold", "1", "defender's credibility from which nobody challenges (ct)"},
        {"bluff_threshold", "1", "defender's credibility below which irresolute challengers challenge too (cs)"},
        {"attack_threshold", "1", "challenger's credibility from which irresolute defenders concede to all who challenge (dn)"},
        {.name = "regime", .unit = "1", .meaning = "kind of equilibrium", .kind = OutputKind::code, .flags = {"deterrence", "separating", "bluff", "attack", "none"}},
        {"determined_challenge", "1", "probability that a determined challenger challenges (h)"},
        {"irresolute_challenge", "1", "probability that an irresolute challenger challenges (y)"},
        {"irresolute_resistance", "1", "probability that an irresolute defender resists (x)"},
        {"challenge", "1", "probability of a challenge (init)"},
        {"resistance", "1", "probability that a challenge is, or would be, resisted (pi)"},
        {"p_status_quo", "1", "probability of the status quo (SQ)"},
        {"p_concession", "1", "probability that the defender concedes (DC)"},
        {"p_backing_down", "1", "probability that the challenger backs down (CD)"},
        {"p_war", "1", "probability of war (DD)"},
        {.name = "status", .unit = "1", .meaning = "ok; a credibility on a threshold, where there are further equilibria; or whose utilities are not in the game's order", .kind = OutputKind::code, .flags = {"ok", "tie", "challenger_order", "defender_order"}},
    };
}
// clang-format on

// The first, third and fourth are the three regimes with a challenge; the second lies between.
std::vector<PublishedCase> published() {
    const auto at = [](double pC, double pD, std::vector<PublishedValue> values) {
        PublishedCase known{
            .source =
                "Zagare and Kilgour 2000, chapter 5 (derived from its equilibrium conditions)",
            .parameters = {{"challenger.credibility", pC}, {"defender.credibility", pD}},
            .values = {{"ct", "deterrence_threshold", 0, 5.0 / 6},
                       {"cs", "bluff_threshold", 0, 2.0 / 3},
                       {"dn", "attack_threshold", 0, 2.0 / 3}}};
        known.values.insert(known.values.end(), values.begin(), values.end());
        return known;
    };
    return {
        at(0.4, 0.9,
           {{"regime: deterrence", "regime", 0, deterrence},
            {"h", "determined_challenge", 0, 0},
            {"y", "irresolute_challenge", 0, 0},
            {"x", "irresolute_resistance", 0, 0},
            {"SQ", "p_status_quo", 0, 1},
            {"DC", "p_concession", 0, 0},
            {"CD", "p_backing_down", 0, 0},
            {"WAR", "p_war", 0, 0}}),
        at(0.4, 0.75,
           {{"regime: separating", "regime", 0, separating},
            {"h", "determined_challenge", 0, 1},
            {"y", "irresolute_challenge", 0, 0},
            {"x", "irresolute_resistance", 0, 0},
            {"SQ", "p_status_quo", 0, 0.6},
            {"DC", "p_concession", 0, 0.1},
            {"CD", "p_backing_down", 0, 0},
            {"WAR", "p_war", 0, 0.3}}),
        at(0.1, 0.2,
           {{"regime: bluff", "regime", 0, bluff},
            {"h", "determined_challenge", 0, 1},
            {"y", "irresolute_challenge", 0, 0.055555555555555566},
            {"x", "irresolute_resistance", 0, 0.5833333333333333},
            {"SQ", "p_status_quo", 0, 0.85},
            {"DC", "p_concession", 0, 0.05},
            {"CD", "p_backing_down", 0, 0.03333333333333334},
            {"WAR", "p_war", 0, 0.06666666666666667}}),
        at(0.8, 0.5,
           {{"regime: attack", "regime", 0, attack},
            {"h", "determined_challenge", 0, 1},
            {"y", "irresolute_challenge", 0, 1},
            {"x", "irresolute_resistance", 0, 0},
            {"SQ", "p_status_quo", 0, 0},
            {"DC", "p_concession", 0, 0.5},
            {"CD", "p_backing_down", 0, 0.1},
            {"WAR", "p_war", 0, 0.4}}),
    };
}

constexpr std::string_view references[] = {
    "F. Zagare and D. M. Kilgour, Perfect Deterrence, Cambridge University Press (2000), chapter 5",
};

std::unique_ptr<const Instance> join(const ModelData&) {
    constexpr double work = 120;
    return std::make_unique<KernelInstance<Prepared>>(
        Interface{parameters(), outputs()}, Prepared{},
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_unilateral_deterrence), work);
}

}  // namespace
}  // namespace unilateral_deterrence_model

extern const Model unilateral_deterrence;
const Model unilateral_deterrence = {
    .name = "unilateral_deterrence",
    .version = 1,
    .summary =
        "challenger and defender unsure of each other's resolve: deterrence, bluff or attack",
    .references = unilateral_deterrence_model::references,
    .settings = {},
    .join = unilateral_deterrence_model::join,
    .published = unilateral_deterrence_model::published,
};

}  // namespace entente::kernels
#endif
