// SPDX-License-Identifier: Apache-2.0
//
// unilateral_deterrence: a challenger may upset the status quo, a defender may concede or resist,
// and a challenger that is resisted may back down or fight. Either may prefer conceding to war
// (irresolute) or war to conceding (determined), and only it knows which. The perfect Bayesian
// equilibrium of the Unilateral Deterrence Game.
//
//   symbol       unit  range    meaning
//   pC, pD       1     0 to 1   credibility: probability that challenger, defender is determined
//   cSQ cDC cCD  1     any      challenger's utility of the status quo, of the defender's
//                               concession, of backing down
//   cDD+         1     any      determined challenger's utility of war
//   dCD dDC      1     any      defender's utility of the challenger's backing down, of conceding
//   dDD-         1     any      irresolute defender's utility of war
//   ct, cs, dn   1     above 0  thresholds of pD (ct, cs) and of pC (dn)
//   h, y         1     0 to 1   probability that a determined, an irresolute challenger challenges
//   x            1     0 to 1   probability that an irresolute defender resists
//   init, pi     1     0 to 1   probability of a challenge, and of resistance to one
//
// A determined defender resists; resisted, a determined challenger fights and an irresolute one
// backs down. With
//   ct = (cDC - cSQ)/(cDC - cDD+), cs = (cDC - cSQ)/(cDC - cCD), dn = (dCD - dDC)/(dCD - dDD-)  (1)
// a challenge pays a determined challenger while pi < ct and an irresolute one while pi < cs < ct,
// and an irresolute defender concedes to it while the challenger is determined with a probability
// above dn. Hence the regimes
//   deterrence  pD >= ct            h = 0, y = 0,                     x = 0                     (2)
//   separating  cs <= pD < ct       h = 1, y = 0,                     x = 0                     (3)
//   bluff       pD < cs, pC < dn    h = 1, y = pC(1-dn)/((1-pC)dn),   x = (cs-pD)/(1-pD)        (4)
//   attack      pD < cs, pC >= dn   h = 1, y = 1,                     x = 0                     (5)
// and the outcomes, with init = pC h + (1-pC) y and pi = pD + (1-pD) x:
//   status quo 1 - init, concession init (1-pi), backing down (1-pC) y pi, war pC h pi.         (6)
//
// Method     Closed form. 1 - dn = (dDC - dDD-)/(dCD - dDD-), likewise 1 - cs; in a bluff
//            init = pC/dn and pi = cs: no probability is a difference of others. The regimes are
//            told apart without division, pD >= ct by pD (cDC - cDD+) >= cDC - cSQ.
// Accuracy   Within 1e-12 relative of a plain implementation, beyond what a change of parameters
//            in the last place makes (1 - pC/dn where pC is almost dn).
// Status     The thresholds mean something where the payoffs are in the game's order,
//            cDC > cSQ > cCD, cDC > cDD+ > cCD and dCD > dDC > dDD- (differences above 1e-100).
//            Where they are not, all is NaN, the regime is "none" and the status says whose they
//            are, the challenger's first. ct > 1 is no such case: a challenger that prefers war to
//            the status quo when it is determined is never deterred.
//            On a threshold (pD = ct, pD = cs, or pC = dn where pD < cs) some player is indifferent
//            and there are more equilibria; the results are those of (2) to (5), the status "tie".
// Neglected  Equilibria that rest on taking a challenge that nobody makes for a bluff: with x = 1
//            everyone is deterred, whatever pD. They fail criterion D1, since a challenge pays a
//            determined challenger whenever it pays an irresolute one. The utilities dSQ, cDD- and
//            dDD+, which decide who is irresolute, move no threshold.
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
    status_quo,
    concession,
    backing_down,
    war,
    regime,
    challenge,
    resistance,
    h,
    y,
    x,
    ct,
    cs,
    dn,
    status
};
}

enum Regime { deterrence, separating, bluff, attack, none };
enum Status { ok, tie, challenger_order, defender_order };

// Differences of utilities that are less are none: their ratios may not be finite.
inline constexpr double least_difference = 1e-100;

}  // namespace entente::kernels::unilateral_deterrence_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace unilateral_deterrence_kernel {
using namespace unilateral_deterrence_model;

struct Reciprocals {
    Real first, second;
};

// Of two numbers, by one division.
HWY_INLINE Reciprocals reciprocals(Real a, Real b) {
    const Real both = Real(1.0) / (a * b);
    return {both * b, both * a};
}

// Which lanes are in which regime; an attack where none holds.
struct Regimes {
    Mask deterrence, separating, bluff;

    HWY_INLINE Real choose(Real deterred, Real separated, Real bluffed, Real attacked) const {
        return select(deterrence, deterred,
                      select(separating, separated, select(bluff, bluffed, attacked)));
    }
};

// Where a block's results go: NaN where the utilities are not in order.
struct Scenarios {
    const Batch& batch;
    std::size_t first;
    Mask ordered;

    HWY_INLINE void put(out::Column column, Real value) const {
        const Real nan = std::numeric_limits<double>::quiet_NaN();
        HWY_NAMESPACE::put(batch, column, first, select(ordered, value, nan));
    }
};

HWY_INLINE void evaluate_block(const Batch& batch, std::size_t i) {
    const auto u = [&](in::Parameter p) { return take(batch, p, i); };
    const Real pC = u(in::pC), pD = u(in::pD);
    const Real not_pC = Real(1.0) - pC, not_pD = Real(1.0) - pD;
    // What the challenger gains by a concession, and loses to it by war and by backing down; what
    // it loses by backing down instead of waiting.
    const Real gain = u(in::cDC) - u(in::cSQ);
    const Real by_war = u(in::cDC) - u(in::cDD);
    const Real by_backing_down = u(in::cDC) - u(in::cCD);
    const Real by_challenge = u(in::cSQ) - u(in::cCD);
    // What the defender gains by the challenger's backing down, over a concession and over war;
    // what it gains by a concession over war.
    const Real firm = u(in::dCD) - u(in::dDC);
    const Real spared = u(in::dCD) - u(in::dDD);
    const Real conceded = u(in::dDC) - u(in::dDD);

    const Real least = least_difference;
    const Mask challenger_ordered = (gain > least) & (by_challenge > least) & (by_war > least) &
                                    (u(in::cDD) - u(in::cCD) > least);
    const Mask ordered = challenger_ordered & (firm > least) & (conceded > least);

    const Real at_ct = pD * by_war, at_cs = pD * by_backing_down, at_dn = pC * spared;
    const Mask below_cs = at_cs < gain, bluffed = below_cs & (at_dn < firm);
    const Regimes is{at_ct >= gain, at_cs >= gain, bluffed};
    const Mask on_threshold = (at_ct == gain) | (at_cs == gain) | (below_cs & (at_dn == firm));
    put(batch, out::regime, i,
        select(ordered, is.choose(deterrence, separating, bluff, attack), none));
    put(batch, out::status, i,
        select(ordered, select(on_threshold, tie, ok),
               select(challenger_ordered, defender_order, challenger_order)));
    const Scenarios to{batch, i, ordered};

    // (1).
    const Reciprocals per_loss = reciprocals(by_war, by_backing_down);
    const Reciprocals per_gain = reciprocals(spared, firm);
    const Real cs = min(gain * per_loss.second, 1.0);
    to.put(out::ct, gain * per_loss.first);
    to.put(out::cs, cs);
    to.put(out::dn, min(firm * per_gain.first, 1.0));

    // (2) to (5), and the shares of determined and of irresolute challengers among all. No lane at
    // pC = 1 or pD = 1 is a bluff.
    const Reciprocals per_doubt = reciprocals(not_pC, not_pD);
    const Real bluffers = pC * (conceded * per_gain.second);
    const Real x = fma(-pD, by_backing_down, gain) * per_loss.second * per_doubt.second;
    const Real h = select(is.deterrence, 0.0, 1.0);
    const Real determined = pC * h;
    const Real irresolute = is.choose(0.0, 0.0, bluffers, not_pC);
    const Real challenge = min(determined + irresolute, 1.0);
    to.put(out::h, h);
    to.put(out::y, is.choose(0.0, 0.0, min(bluffers * per_doubt.first, 1.0), 1.0));
    to.put(out::x, select(is.bluff, min(x, 1.0), 0.0));
    to.put(out::challenge, challenge);

    // (6).
    const Real in_peace = fma(-pC, spared, firm) * per_gain.second;
    const Real resisted = select(is.bluff, cs, pD);
    const Real yielded = select(is.bluff, min(by_challenge * per_loss.second, 1.0), not_pD);
    to.put(out::resistance, resisted);
    to.put(out::status_quo, is.choose(1.0, not_pC, in_peace, 0.0));
    to.put(out::concession, challenge * yielded);
    to.put(out::backing_down, irresolute * resisted);
    to.put(out::war, determined * resisted);
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
        {"p_status_quo", "1", "probability of the status quo (SQ)"},
        {"p_concession", "1", "probability that the defender concedes (DC)"},
        {"p_backing_down", "1", "probability that the challenger backs down (CD)"},
        {"p_war", "1", "probability of war (DD)"},
        {.name = "regime", .unit = "1", .meaning = "kind of equilibrium", .kind = OutputKind::code, .flags = {"deterrence", "separating", "bluff", "attack", "none"}},
        {"challenge", "1", "probability of a challenge (init)"},
        {"resistance", "1", "probability that a challenge is, or would be, resisted (pi)"},
        {"determined_challenge", "1", "probability that a determined challenger challenges (h)"},
        {"irresolute_challenge", "1", "probability that an irresolute challenger challenges (y)"},
        {"irresolute_resistance", "1", "probability that an irresolute defender resists (x)"},
        {"deterrence_threshold", "1", "defender's credibility from which nobody challenges (ct)"},
        {"bluff_threshold", "1", "defender's credibility below which irresolute challengers challenge too (cs)"},
        {"attack_threshold", "1", "challenger's credibility from which irresolute defenders concede to all who challenge (dn)"},
        {.name = "status", .unit = "1", .meaning = "tie: a credibility on a threshold, where there are further equilibria; or whose utilities are not in the game's order", .kind = OutputKind::code, .flags = {"ok", "tie", "challenger_order", "defender_order"}},
    };
}
// clang-format on

// Each regime once.
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
