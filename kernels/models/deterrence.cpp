// SPDX-License-Identifier: Apache-2.0
//
// deterrence: an attacker challenges, a protege concedes or resists, and its patron supports or
// abandons it; every player errs (strategic probit and logit of extended deterrence).
//
//   symbol  unit  range          meaning
//   u_kj    1     -1000 to 1000  utility of player k (1 attacker, 2 protege, 3 patron) at
//                                outcome j; u_35 = 0
//   s       1     0.001 to 1000  standard deviation of each error (of a utility or an action)
//   p2      1     0 to 1         probability that the attacker challenges
//   p4      1     0 to 1         probability that the protege resists; p3 = 1 - p4
//   p6      1     0 to 1         probability that the patron supports it; p5 = 1 - p6
//   P_j     1     0 to 1         probability of outcome j: 1 status quo, 3 concession,
//                                5 abandonment, 6 support
//   F       1     0 to 1         Phi, the normal distribution function (link "probit"), or
//                                L(x) = 1/(1 + exp(-x)) at the same argument (link "logit")
//
// Three players (egame123), from the last move to the first:
//   p6 = F(u36 / (s d6))                                                                        (1)
//   p4 = F((p5 u25 + p6 u26 - u23) / (s d4))                                                    (2)
//   p2 = F((p3 u13 + p4 (p5 u15 + p6 u16) - u11) / (s d2))                                      (3)
//   P = (1 - p2, p2 p3, p2 p4 p5, p2 p4 p6)                                                     (4)
// with d6 = d4 = d2 = sqrt(2) where agents err, and where they know their own utilities but not the
// others' (errors "private") d6 = sqrt(2), d4 = sqrt(1 + p5^2 + p6^2) and
// d2 = sqrt(1 + p3^2 + (p4 p5)^2 + (p4 p6)^2).                                                  (5)
//
// Two players (egame12: attacker, defender; outcomes 1 status quo, 3 concession, 4 war), u_23 = 0:
//   p4 = F(u24 / (s d4)), p2 = F((p3 u13 + p4 u14 - u11) / (s d2)), P = (1 - p2, p2 p3, p2 p4)  (6)
// with d4 = sqrt(2) and d2 = sqrt(2), or sqrt(1 + p3^2 + p4^2) for private information.
//
// Method     Each probability and its complement from one evaluation, without subtraction; the
//            logarithms of (4) as sums of logarithms, so that they hold where P_j underflows.
// Accuracy   Probabilities within 1e-12 relative of a plain implementation with the C library's
//            erfc, and the logarithms down to outcomes of probability 1e-300 and far below. Where a
//            choice is a near tie of large utilities, an argument of F carries their rounding
//            error.
// Neglected  Errors are independent and of one variance; there is no learning between plays.
// References Signorino, American Political Science Review 93 (1999); Kenkel and Signorino, Journal
//            of Statistical Software 56(8) (2014): R package games, egame12 and egame123.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/deterrence.cpp"
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_DETERRENCE  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_DETERRENCE
namespace entente::kernels::deterrence_model {

struct Prepared {
    int players;
    bool private_information;
    bool logit;
};

// Columns of the parameters of either game.
namespace two {
enum Parameter : std::size_t { noise, u11, u13, u14, u24 };
}
namespace three {
enum Parameter : std::size_t { noise, u11, u13, u15, u16, u23, u25, u26, u36 };
}

// A game of n players has n + 1 outcomes. Columns: their probabilities, of three players that of
// war in all, the logarithms of the former, with which probability each player goes on, and the
// status.
template <std::size_t players>
struct Columns {
    static constexpr std::size_t outcomes = players + 1;
    static constexpr std::size_t war = outcomes;
    static constexpr std::size_t logs = players == 3 ? war + 1 : outcomes;
    static constexpr std::size_t choices = logs + outcomes;
    static constexpr std::size_t status = choices + players;
};

enum Status { ok, vanishing };

}  // namespace entente::kernels::deterrence_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace deterrence_kernel {
using namespace deterrence_model;

// What the player of each move does, the attacker first: the probabilities of going on and of
// ending the play, and if `logs`, their logarithms too.
template <class Answer, std::size_t players>
struct Choices {
    Answer of[players];
};

struct Probit {
    static HWY_INLINE Odds answer(Real x) { return normal(x); }
};
struct ProbitWithLogs {
    static HWY_INLINE LogOdds answer(Real x) { return log_normal(x); }
};
struct Logit {
    static HWY_INLINE Odds answer(Real x) { return logistic(x); }
};
struct LogitWithLogs {
    static HWY_INLINE LogOdds answer(Real x) { return log_logistic(x); }
};

HWY_INLINE Odds odds(Odds answer) { return answer; }
HWY_INLINE Odds odds(LogOdds answer) { return answer.p; }

// The errors' standard deviations, (5), of differences between an outcome and a lottery over
// outcomes of these squared probabilities in all.
class Spread {
  public:
    HWY_INLINE Spread(const Prepared& game, Real s)
        : private_information_(game.private_information),
          s_(s),
          agent_(Real(1.0) / (s * Real(0x1.6a09e667f3bcdp0))) {}

    // A gain in these standard deviations.
    HWY_INLINE Real of_sure(Real gain) const { return gain * agent_; }
    HWY_INLINE Real of_lottery(Real gain, Real squares) const {
        return private_information_ ? gain / (s_ * sqrt(Real(1.0) + squares)) : gain * agent_;
    }

  private:
    bool private_information_;
    Real s_, agent_;
};

template <class Link>
HWY_INLINE auto choices(const Prepared& game, const Batch& batch, std::size_t i, two::Parameter) {
    const auto u = [&](two::Parameter p) { return take(batch, p, i); };
    const Spread spread(game, u(two::noise));
    const auto war = Link::answer(spread.of_sure(u(two::u24)));
    const Odds p4 = odds(war);
    const Real gain = fma(p4.no, u(two::u13), p4.yes * u(two::u14)) - u(two::u11);
    const Real squares = fma(p4.no, p4.no, p4.yes * p4.yes);
    const auto challenge = Link::answer(spread.of_lottery(gain, squares));
    return Choices<std::remove_const_t<decltype(war)>, 2>{{challenge, war}};
}

template <class Link>
HWY_INLINE auto choices(const Prepared& game, const Batch& batch, std::size_t i, three::Parameter) {
    const auto u = [&](three::Parameter p) { return take(batch, p, i); };
    const Spread spread(game, u(three::noise));
    const auto support = Link::answer(spread.of_sure(u(three::u36)));
    const Odds p6 = odds(support);
    const Real squares6 = fma(p6.no, p6.no, p6.yes * p6.yes);
    const Real gain4 = fma(p6.no, u(three::u25), p6.yes * u(three::u26)) - u(three::u23);
    const auto resist = Link::answer(spread.of_lottery(gain4, squares6));
    const Odds p4 = odds(resist);
    const Real resisted = fma(p6.no, u(three::u15), p6.yes * u(three::u16));
    const Real gain2 = fma(p4.no, u(three::u13), p4.yes * resisted) - u(three::u11);
    const Real squares4 = fma(p4.no, p4.no, p4.yes * p4.yes * squares6);
    const auto challenge = Link::answer(spread.of_lottery(gain2, squares4));
    return Choices<std::remove_const_t<decltype(support)>, 3>{{challenge, resist, support}};
}

// (4): the play ends with the first player that does not go on, or with the last one's move.
template <class Answer, std::size_t players>
HWY_INLINE void outcomes(const Batch& batch, std::size_t i,
                         const Choices<Answer, players>& choices) {
    using C = Columns<players>;
    Real reached = 1.0, least = 1.0;
    for (std::size_t k = 0; k < players; ++k) {
        const Odds p = odds(choices.of[k]);
        const Real ends = reached * p.no;
        put(batch, k, i, ends);
        put(batch, C::choices + k, i, p.yes);
        least = min(least, ends);
        reached = reached * p.yes;
        if (players == 3 && k == 1) put(batch, C::war, i, reached);
    }
    put(batch, players, i, reached);
    least = min(least, reached);
    put(batch, C::status, i, select(least < Real(1e-307), Real(vanishing), Real(ok)));
}

template <std::size_t players>
HWY_INLINE void log_outcomes(const Batch& batch, std::size_t i,
                             const Choices<LogOdds, players>& choices) {
    Real reached = 0.0;
    for (std::size_t k = 0; k < players; ++k) {
        const Odds log = choices.of[k].log;
        put(batch, Columns<players>::logs + k, i, reached + log.no);
        reached = reached + log.yes;
    }
    put(batch, Columns<players>::logs + players, i, reached);
}

template <class Plain, class WithLogs, class Parameter>
void play(const Prepared& game, const Batch& batch) {
    constexpr std::size_t players = std::is_same_v<Parameter, two::Parameter> ? 2 : 3;
    using C = Columns<players>;
    if (!wanted(batch, C::logs, C::choices)) {
        for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
            outcomes(batch, i, choices<Plain>(game, batch, i, Parameter{}));
        }
        return;
    }
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const auto found = choices<WithLogs>(game, batch, i, Parameter{});
        outcomes(batch, i, found);
        log_outcomes(batch, i, found);
    }
}

}  // namespace deterrence_kernel

void evaluate_deterrence(const deterrence_model::Prepared& game, const Batch& batch) {
    using namespace deterrence_kernel;
    if (game.players == 2) {
        if (game.logit) return play<Logit, LogitWithLogs, two::Parameter>(game, batch);
        return play<Probit, ProbitWithLogs, two::Parameter>(game, batch);
    }
    if (game.logit) return play<Logit, LogitWithLogs, three::Parameter>(game, batch);
    return play<Probit, ProbitWithLogs, three::Parameter>(game, batch);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace deterrence_model {
namespace {

constexpr Interval utility{-1000, 1000};
constexpr Interval likely{-2, 2};

Parameter noise_parameter() {
    const char* const meaning = "standard deviation of the players' errors (s)";
    return {"noise", "1", meaning, 1, {0.001, 1000}, {0.5, 2}};
}

Parameter utility_parameter(const char* name, const char* meaning, double initial) {
    return {name, "1", meaning, initial, utility, likely};
}

std::vector<Parameter> two_players() {
    return {
        noise_parameter(),
        utility_parameter("attacker.status_quo", "attacker's utility of the status quo (u11)", 0),
        utility_parameter("attacker.concession", "attacker's utility of a concession (u13)", 1),
        utility_parameter("attacker.war", "attacker's utility of war (u14)", -1),
        utility_parameter("defender.war", "defender's utility of war over conceding (u24)", 0),
    };
}

std::vector<Parameter> three_players() {
    return {
        noise_parameter(),
        utility_parameter("attacker.status_quo", "attacker's utility of the status quo (u11)", 0),
        utility_parameter("attacker.concession", "attacker's utility of a concession (u13)", 1),
        utility_parameter("attacker.abandoned",
                          "attacker's utility of war with an abandoned protege (u15)", 0.5),
        utility_parameter("attacker.supported",
                          "attacker's utility of war with protege and patron (u16)", -1),
        utility_parameter("protege.concession", "protege's utility of a concession (u23)", -1),
        utility_parameter("protege.abandoned", "protege's utility of war alone (u25)", -1.5),
        utility_parameter("protege.supported", "protege's utility of war beside its patron (u26)",
                          0),
        utility_parameter("patron.supported",
                          "patron's utility of supporting over abandoning (u36)", 0.5),
    };
}

using Meanings = std::vector<std::pair<std::string, std::string>>;

// The probability of each outcome, and war if it is not among them; the logarithms; the choices.
std::vector<Output> outputs(const Meanings& outcomes, const Meanings& choices) {
    std::vector<Output> list;
    for (const auto& [name, meaning] : outcomes) {
        list.push_back({"p_" + name, "1", "probability of " + meaning});
    }
    if (outcomes.size() == 4) {
        list.push_back({"p_war", "1", "probability of war, with or without the patron (P5 + P6)"});
    }
    for (const auto& [name, meaning] : outcomes) {
        list.push_back(
            {"log_p_" + name, "1", "natural logarithm of the probability of " + meaning});
    }
    for (const auto& [name, meaning] : choices) {
        list.push_back({name, "1", "probability that " + meaning});
    }
    list.push_back({.name = "status",
                    .unit = "1",
                    .meaning = "whether every outcome has a probability above 1e-307 (one below "
                               "may read as 0; its logarithm is right)",
                    .kind = OutputKind::code,
                    .flags = {"ok", "vanishing"}});
    return list;
}

constexpr std::string_view error_words[] = {"agent", "private"};
constexpr std::string_view link_words[] = {"probit", "logit"};

constexpr Setting settings[] = {
    {"players", "1", "2: attacker and defender; 3: attacker, protege and patron", 3, 2, 3},
    choice("errors", "agent: actions have errors; private: utilities do, known to their player",
           error_words),
    choice("link", "distribution of the errors: probit (normal) or logit", link_words),
};

constexpr std::string_view references[] = {
    "C. Signorino, Strategic interaction and the statistical analysis of international conflict, "
    "American Political Science Review 93 (1999)",
    "B. Kenkel and C. Signorino, Estimating extensive form games in R, Journal of Statistical "
    "Software 56(8) (2014)",
};

Interface interface_of(int players) {
    if (players == 2) {
        return {two_players(), outputs({{"status_quo", "the status quo (P1)"},
                                        {"concession", "a concession (P3)"},
                                        {"war", "war (P4)"}},
                                       {{"challenge", "the attacker challenges (p2)"},
                                        {"resistance", "the defender resists (p4)"}})};
    }
    return {three_players(), outputs({{"status_quo", "the status quo (P1)"},
                                      {"concession", "a concession (P3)"},
                                      {"abandonment", "war with an abandoned protege (P5)"},
                                      {"support", "war with protege and patron (P6)"}},
                                     {{"challenge", "the attacker challenges (p2)"},
                                      {"resistance", "the protege resists (p4)"},
                                      {"support", "the patron supports (p6)"}})};
}

std::unique_ptr<const Instance> join(const ModelData& data) {
    const Prepared game{.players = data.settings.at("players"),
                        .private_information = data.settings.at("errors") == 1,
                        .logit = data.settings.at("link") == 1};
    constexpr double work = 400;
    return std::make_unique<KernelInstance<Prepared>>(
        interface_of(game.players), game,
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_deterrence), work);
}

// What (1) to (6) are at these utilities, in the order of the tables: the probabilities.
PublishedCase known(int players, int errors, int link, const std::vector<double>& utilities,
                    const std::vector<double>& probabilities) {
    const auto [parameters, outputs, dimensions] = interface_of(players);
    PublishedCase found{
        .source = players == 2
                      ? "Kenkel and Signorino 2014, egame12 (derived from its equations)"
                      : "Signorino 1999, Kenkel and Signorino 2014, egame123 (derived from "
                        "their equations)",
        .settings = {{"players", players}, {"errors", errors}, {"link", link}}};
    for (std::size_t k = 0; k < utilities.size(); ++k) {
        found.parameters.emplace_back(parameters[1 + k].name, utilities[k]);
    }
    for (std::size_t j = 0; j < probabilities.size(); ++j) {
        found.values.push_back({outputs[j].meaning, outputs[j].name, 0, probabilities[j]});
    }
    return found;
}

std::vector<PublishedCase> published() {
    constexpr int agent = 0, secret = 1, probit = 0, logit = 1;
    return {
        known(2, secret, probit, {-0.5, -2, -1.5, 0.4},
              {0.8332778640317001, 0.06479634230472904, 0.10192579366357084}),
        known(2, secret, probit, {0, 1, -1, 0.3},
              {0.5542978352590102, 0.18541299830402422, 0.26028916643696554}),
        known(2, secret, probit, {0, 0, 0, 0}, {0.5, 0.25, 0.25}),
        known(2, secret, probit, {1, 2, -3, -1},
              {0.5617522009535889, 0.33317786245095227, 0.10506993659545877}),
        known(3, agent, probit, {0, 1, 0.6, -1.2, -1, -1.5, 0.3, 0.5},
              {0.5135704148180971, 0.15722685112747656, 0.11911766545982634, 0.2100850685946001}),
        known(3, agent, logit, {0, 1, 0.6, -1.2, -1, -1.5, 0.3, 0.5},
              {0.47712822284610423, 0.21056578829762718, 0.12883277856676162, 0.18347321028950697}),
        known(3, secret, probit, {0, 1, 0.2, -0.8, -1, -1.2, -0.6, -0.7},
              {0.35168265635397855, 0.32700841846462914, 0.2216038825223038, 0.0997050426590885}),
        known(3, agent, probit, {0, 0, 0, 0, 0, 0, 0, 0}, {0.5, 0.25, 0.125, 0.125}),
        known(3, agent, logit, {0, 0, 0, 0, 0, 0, 0, 0}, {0.5, 0.25, 0.125, 0.125}),
    };
}

}  // namespace
}  // namespace deterrence_model

extern const Model deterrence;
const Model deterrence = {
    .name = "deterrence",
    .version = 1,
    .summary = "extended deterrence as a game of errors: attacker, protege and patron",
    .references = deterrence_model::references,
    .settings = deterrence_model::settings,
    .join = deterrence_model::join,
    .published = deterrence_model::published,
};

}  // namespace entente::kernels
#endif
