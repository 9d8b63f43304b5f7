// SPDX-License-Identifier: Apache-2.0
//
// coalition: countries join a treaty, its signatories lead, the others follow (Barrett's
// self-enforcing agreements; a coalition that nobody wants to leave or to join).
//
//   symbol  unit  range        meaning
//   N       1     2 to 124     countries, all alike
//   a       1     1e-6 to 1e6  abatement of all at which the benefit is greatest
//   b       1     1e-3 to 1e3  slope of the marginal benefit of all
//   c       1     1e-3 to 1e3  slope of a country's marginal cost; g = c/b, G = N g
//   s       1     0 to N       signatories; A = s/N, their share
//   q, Q    1                  a country's abatement, and the sum of all
//
// A country's profit is its part of the benefit less its cost:
//   p = b (a Q - Q^2/2)/N - c q^2/2                                                             (1)
// The others choose their best reply; the signatories, knowing it, what is best for all of them:
//   D = g + 1 - A,  y = D^2 + A^2 G,  q_s = A a g/y,  q_n = a D/(N y),  a - Q = a g D/y         (2)
//   p_s = (b a^2/2N) (1 - g^2/y),  p_n = (b a^2/2N) (1 - (1 + 1/G) (g D/y)^2)                   (3)
// s is stable if no signatory gains by leaving, p_s(s) >= p_n(s-1), and no other by joining,
// p_n(s) >= p_s(s+1). By (3) that is M(s-1) <= 0 and (s = N or M(s) >= 0), where
//   M = (G-1) (G+1)^2 s^4 - 2 (G+1) (G^2 + (N-1) G - 2 N + 1) s^3
//       + (G^4 + (2 N + 3) G^3 + (N^2 + 2 N + 3) G^2 - (N^2 + 2 N - 4) G - 6 N (N-1) - 1) s^2
//       - 2 (G+N) (G^3 + (N+1) G^2 + G - (2 N - 1) (N-1)) s - (G+N)^2 (N-1)^2                   (4)
// Neither a nor the scales of b and c matter. M(0) and M(1) are negative: s = 0 and s = 1 are never
// stable, and the least s with M(s) >= 0, or N, always is.
// Of all countries together, s signatories gain over none (b a^2/2) g P/(N y^2 (g+1)^2), where
//   P = A (- d^3 + d^2 (3 s - 2 N - 2) g - d (3 s^2 - 2 N s - 8 s + 6 N + A) g^2
//          + (s^3 - 6 s^2 + 4 N s + 7 s - 6 N - 2 A + 2) g^3 + (s-1) (2 N - 1 - s) g^4)         (5)
// and d = 1 - A; full cooperation (s = N) gains (b a^2/2) g^2 (N-1)^2/(N (g+1)^2 (g+N)).        (6)
//
// Method     (4) for s = 1, 2, ... up to the largest N of a block. The differences from 1 in (3)
//            are taken by algebra.
// Accuracy   Sizes exact unless the status is `tie`: |M(s-1)| or, if s < N, |M(s)| of the largest
//            stable s is below 1e-14 of its terms, so that rounding could decide on it. Numbers
//            within 1e-12, gains relative to the largest term of (5).
// Neglected  Countries are alike, there is one coalition, and joining is once and for all.
// References Barrett, Oxford Economic Papers 46 (1994); d'Aspremont, Jacquemin, Gabszewicz and
//            Weymark, Canadian Journal of Economics 16 (1983).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/coalition.cpp"
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_COALITION  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_COALITION
namespace entente::kernels::coalition_model {

struct Prepared {};  // neither settings nor data

inline constexpr std::size_t most_countries = 124;
inline constexpr std::size_t bits = 31;  // sizes in a mask
inline constexpr std::size_t masks = most_countries / bits;
inline constexpr std::size_t shares = 21;  // 0, 0.05, ... 1

namespace in {
enum Column : std::size_t { countries, a, b, c };
}
// clang-format off
namespace out {
enum Column : std::size_t {
    size, share, sizes, full_gain = sizes + masks, closed, gain, none_profit, full_profit, profit,
    none_abatement, full_abatement, abatement, signatory_abatement, other_abatement,
    signatory_profit, other_profit,
    signatory_abatements, other_abatements = signatory_abatements + shares,
    signatory_profits = other_abatements + shares, other_profits = signatory_profits + shares,
    profits = other_profits + shares, count = profits + shares, status
};
}
// clang-format on

enum Status { ok, tie };
inline constexpr double near_tie = 1e-14;

}  // namespace entente::kernels::coalition_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace coalition_kernel {
using namespace coalition_model;

struct Treaty {
    Real n, a, b, g, G;
};

// (4): the coefficients of the powers of s, from s^0.
struct Margin {
    Real k[5];

    HWY_INLINE explicit Margin(const Treaty& t) {
        const Real n = t.n, G = t.G, one = 1.0, n1 = n - one, G1 = G + one, Gn = G + n;
        k[4] = (G - one) * (G1 * G1);
        k[3] = Real(-2.0) * G1 * fma(G + n1, G, fma(-2.0, n, one));
        k[2] = fma(fma(fma(fma(2.0, n, G + Real(3.0)), G, fma(n, n + Real(2.0), 3.0)), G,
                       fma(-n, n + Real(2.0), 4.0)),
                   G, fma(Real(-6.0) * n, n1, -1.0));
        k[1] = Real(-2.0) * Gn * fma(fma(Gn + one, G, one), G, -fma(2.0, n, -1.0) * n1);
        k[0] = -(Gn * n1) * (Gn * n1);
    }

    HWY_INLINE Real at(Real s) const {
        return fma(fma(fma(fma(k[4], s, k[3]), s, k[2]), s, k[1]), s, k[0]);
    }

    // What at() adds up, without signs.
    HWY_INLINE Real size(Real s) const {
        return fma(fma(fma(fma(abs(k[4]), s, abs(k[3])), s, abs(k[2])), s, abs(k[1])), s, -k[0]);
    }
};

// The largest stable size; writes how many there are, and which, and the status.
HWY_INLINE Real stable_sizes(const Batch& batch, std::size_t i, const Treaty& t) {
    const Real zero = 0.0, one = 1.0;
    const Margin margin(t);
    Real largest = zero, count = zero, mask = zero;
    Mask kept = zero <= one;  // no signatory gains by leaving: true of one, as M(0) < 0
    std::size_t place = 0;
    for (; place < most_countries && any(Real(static_cast<double>(place + 1)) <= t.n); ++place) {
        const Real s = static_cast<double>(place + 1);
        const Mask some_stay_out = s < t.n;
        // Beyond everyone, as if nobody wanted to be in.
        const Real m = select(some_stay_out, margin.at(s), one);
        const Mask stable = kept & (m >= zero);
        kept = m <= zero;
        largest = select(stable, s, largest);
        count = select(stable, count + one, count);
        mask = select(stable, mask + Real(static_cast<double>(1U << place % bits)), mask);
        if (place % bits == bits - 1) {
            put(batch, out::sizes + place / bits, i, mask);
            mask = zero;
        }
    }
    for (std::size_t k = place / bits; k < masks; ++k) {
        put(batch, out::sizes + k, i, mask);
        mask = zero;
    }
    put(batch, out::size, i, largest);
    put(batch, out::count, i, count);
    const Real before = largest - one;
    const Mask close =
        (abs(margin.at(before)) <= Real(near_tie) * margin.size(before)) |
        ((largest < t.n) & (abs(margin.at(largest)) <= Real(near_tie) * margin.size(largest)));
    put(batch, out::status, i, select(close, Real(tie), Real(ok)));
    return largest;
}

// (2) and (3) where the share A signs.
struct Outcome {
    Real signatory, other, abatement, signatory_profit, other_profit, profit;
    Real y;
};

HWY_INLINE Outcome outcome(const Treaty& t, Real A) {
    const Real d = Real(1.0) - A;
    const Real D = t.g + d;
    const Real led = A * A * t.G;
    const Real y = fma(D, D, led);
    const Real part = Real(1.0) / y;
    const Real v = fma(d, D, led);  // y - g D, so that Q = a v/y
    const Real gD = t.g * D;
    const Real unit = Real(0.5) * t.b * t.a * t.a / t.n;
    const Real signing = unit * part * fma(t.g, Real(2.0) * d, fma(d, d, led));
    const Real staying = unit * (part * part) * (v * (y + gD) - gD * D / t.n);
    return {.signatory = A * t.a * t.g * part,
            .other = t.a * D * part / t.n,
            .abatement = t.a * v * part,
            .signatory_profit = signing,
            .other_profit = staying,
            .profit = t.n * fma(A, signing, d * staying),
            .y = y};
}

// (5)
HWY_INLINE Real advantage(const Treaty& t, Real s, Real A) {
    const Real d = Real(1.0) - A, n2 = t.n + t.n;
    const Real p4 = (s - Real(1.0)) * (n2 - Real(1.0) - s);
    const Real p3 =
        fma(fma(s - Real(6.0), s, fma(2.0, n2, 7.0)), s, fma(-3.0, n2, fma(-2.0, A, 2.0)));
    const Real p2 = -d * (fma(fma(3.0, s, -(n2 + Real(8.0))), s, fma(3.0, n2, A)));
    const Real p1 = d * d * (fma(3.0, s, -n2) - Real(2.0));
    return A * fma(fma(fma(fma(p4, t.g, p3), t.g, p2), t.g, p1), t.g, -d * d * d);
}

HWY_INLINE void at_stable_size(const Batch& batch, std::size_t i, const Treaty& t, Real s) {
    const Real A = s / t.n;
    const Outcome o = outcome(t, A);
    put(batch, out::share, i, A);
    put(batch, out::profit, i, o.profit);
    put(batch, out::abatement, i, o.abatement);
    put(batch, out::signatory_abatement, i, o.signatory);
    put(batch, out::other_abatement, i, o.other);
    put(batch, out::signatory_profit, i, o.signatory_profit);
    put(batch, out::other_profit, i, o.other_profit);

    const Real g1 = t.g + Real(1.0), n1 = t.n - Real(1.0), gn = t.g + t.n;
    const Real unit = Real(0.5) * t.b * t.a * t.a / (t.n * g1 * g1);
    const Real P_y2 = advantage(t, s, A) / (o.y * o.y);
    put(batch, out::gain, i, unit * t.g * P_y2);
    put(batch, out::full_gain, i, unit * (t.g * n1) * (t.g * n1) / gn);
    put(batch, out::closed, i, P_y2 * gn / (t.g * n1 * n1));
}

HWY_INLINE void at_the_ends(const Batch& batch, std::size_t i, const Treaty& t) {
    const Outcome none = outcome(t, 0.0), full = outcome(t, 1.0);
    put(batch, out::none_profit, i, none.profit);
    put(batch, out::none_abatement, i, none.abatement);
    put(batch, out::full_profit, i, full.profit);
    put(batch, out::full_abatement, i, full.abatement);
}

void at_every_share(const Batch& batch, std::size_t i, const Treaty& t) {
    for (std::size_t k = 0; k < shares; ++k) {
        const Outcome o = outcome(t, static_cast<double>(k) / (shares - 1));
        put(batch, out::signatory_abatements + k, i, o.signatory);
        put(batch, out::other_abatements + k, i, o.other);
        put(batch, out::signatory_profits + k, i, o.signatory_profit);
        put(batch, out::other_profits + k, i, o.other_profit);
        put(batch, out::profits + k, i, o.profit);
    }
}

}  // namespace coalition_kernel

void evaluate_coalition(const coalition_model::Prepared&, const Batch& batch) {
    using namespace coalition_kernel;
    const bool ends = wanted(batch, out::none_profit, out::profit) ||
                      wanted(batch, out::none_abatement, out::abatement);
    const bool vectors = wanted(batch, out::signatory_abatements, out::count);
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real n = take(batch, in::countries, i), b = take(batch, in::b, i);
        const Real g = take(batch, in::c, i) / b;
        const Treaty treaty{n, take(batch, in::a, i), b, g, n * g};
        at_stable_size(batch, i, treaty, stable_sizes(batch, i, treaty));
        if (ends) at_the_ends(batch, i, treaty);
        if (vectors) at_every_share(batch, i, treaty);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace coalition_model {
namespace {

// clang-format off
std::vector<Parameter> parameters() {
    return {
        {"countries",  "1", "countries, all alike (N)",                                   10,   {2, most_countries}, {2, 100}, true},
        {"saturation", "1", "abatement of all at which the benefit is greatest (a)",      100,  {1e-6, 1e6},         {50, 200}},
        {"benefit",    "1", "slope of the marginal benefit of all (b)",                   1,    {1e-3, 1e3},         {0.2, 5}},
        {"cost",       "1", "slope of a country's marginal cost of abatement (c)",        0.25, {1e-3, 1e3},         {0.01, 10}},
    };
}

Output over_shares(const char* name, const char* meaning) {
    return {.name = name, .unit = "1", .meaning = meaning, .dimension = "signing"};
}

// In the order of out::Column.
std::vector<Output> outputs() {
    return {
        {"stable_size",                "1", "signatories of the largest stable coalition (s)"},
        {"stable_share",               "1", "share of the countries that sign in the stable coalition"},
        {.name = "stable_sizes", .unit = "1", .meaning = "all stable sizes: bit k of a mask is set if its first size + k is stable",
         .kind = OutputKind::mask, .dimension = "sizes"},
        {"gain_full",                  "1", "what all countries gain if all sign"},
        {"gap_closed",                 "1", "share of the gain of full cooperation that the stable coalition brings"},
        {"gain_stable",                "1", "what all countries gain by the stable coalition"},
        {"profit_none",                "1", "profit of all countries if none signs"},
        {"profit_full",                "1", "profit of all countries if all sign"},
        {"profit_stable",              "1", "profit of all countries at the stable size"},
        {"abatement_none",             "1", "abatement of all countries if none signs"},
        {"abatement_full",             "1", "abatement of all countries if all sign"},
        {"abatement_stable",           "1", "abatement of all countries at the stable size (Q)"},
        {"signatory.abatement",        "1", "a signatory's abatement at the stable size (q_s)"},
        {"other.abatement",            "1", "another country's abatement at the stable size (q_n); if all sign, what one outside would do"},
        {"signatory.profit",           "1", "a signatory's profit at the stable size (p_s)"},
        {"other.profit",               "1", "another country's profit at the stable size (p_n)"},
        over_shares("signatory.abatements", "a signatory's abatement, stable or not"),
        over_shares("other.abatements",     "another country's abatement, stable or not"),
        over_shares("signatory.profits",    "a signatory's profit, stable or not"),
        over_shares("other.profits",        "another country's profit, stable or not"),
        over_shares("profits",              "profit of all countries, stable or not"),
        {"stable_count",               "1", "how many sizes are stable"},
        {.name = "status", .unit = "1", .meaning = "whether rounding could decide that the largest size is stable",
         .kind = OutputKind::code, .flags = {"ok", "tie"}},
    };
}
// clang-format on

std::vector<Dimension> dimensions() {
    Dimension sizes{"sizes", "1", "sizes that a mask is about"};
    for (std::size_t first = 1; first < most_countries; first += bits) {
        sizes.labels.push_back(std::to_string(first) + "-" + std::to_string(first + bits - 1));
    }
    Dimension signing{"signing", "1",
                      "share of the countries that sign (not only whole numbers of them)"};
    for (std::size_t k = 0; k < shares; ++k) {
        signing.values.push_back(static_cast<double>(k) / (shares - 1));
    }
    return {std::move(sizes), std::move(signing)};
}

// The example of the article's table, and the stable sizes that it is about.
std::vector<PublishedCase> published() {
    // clang-format off
    PublishedCase table{.source = "Barrett 1994: N = 10, a = 100, b = 1, c = 0.25 (full digits derived)",
                        .parameters = {{"countries", 10}, {"saturation", 100}, {"benefit", 1}, {"cost", 0.25}},
                        .values = {{"stable size", "stable_size", 0, 4},
                                   {"mask of stable sizes", "stable_sizes", 0, 8},
                                   {"profit of all, none signs", "profit_none", 0, 4720},
                                   {"profit of all, all sign", "profit_full", 0, 4878.048780487805},
                                   {"profit of all, 4 sign", "profit_stable", 0, 4738.121338683835}}};
    // clang-format on
    struct Row {
        std::size_t entry;  // of the shares
        double signatory, other, signatory_profit, other_profit, profit;
    };
    constexpr Row rows[] = {
        {4, 4.158004158004158, 8.73180873180873, 474.012474012474, 466.64303836861006,
         4681.169254973828},
        {8, 8.9086859688196, 7.572383073496659, 472.1603563474388, 474.91331888234686,
         4738.121338683835},
        {12, 11.342155009451796, 4.914933837429111, 476.37051039697553, 489.4314986009914,
         4815.949056785818},
        {16, 11.095700416088766, 2.4965325936199716, 482.6629680998614, 497.2732046914346,
         4855.85015418176},
    };
    for (const Row& row : rows) {
        const std::string who = ", " + std::to_string(row.entry / 2) + " of 10 sign";
        // clang-format off
        table.values.insert(table.values.end(), {
            {"signatory's abatement" + who, "signatory.abatements", row.entry, row.signatory},
            {"other's abatement" + who,     "other.abatements",     row.entry, row.other},
            {"signatory's profit" + who,    "signatory.profits",    row.entry, row.signatory_profit},
            {"other's profit" + who,        "other.profits",        row.entry, row.other_profit},
            {"profit of all" + who,         "profits",              row.entry, row.profit}});
        // clang-format on
    }
    return {table};
}

constexpr std::string_view references[] = {
    "S. Barrett, Self-enforcing international environmental agreements, Oxford Economic Papers 46 "
    "(1994)",
    "C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz and J. A. Weymark, On the stability of "
    "collusive price leadership, Canadian Journal of Economics 16 (1983)",
};

std::unique_ptr<const Instance> join(const ModelData&) {
    constexpr double work = 1500;  // half of the countries' (4)
    return std::make_unique<KernelInstance<Prepared>>(
        Interface{parameters(), outputs(), dimensions()}, Prepared{},
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_coalition), work);
}

}  // namespace
}  // namespace coalition_model

extern const Model coalition;
const Model coalition = {
    .name = "coalition",
    .version = 1,
    .summary = "how many countries sign a treaty that enforces itself: Barrett's coalitions",
    .references = coalition_model::references,
    .settings = {},
    .join = coalition_model::join,
    .published = coalition_model::published,
};

}  // namespace entente::kernels
#endif
