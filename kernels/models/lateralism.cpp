// SPDX-License-Identifier: Apache-2.0
//
// lateralism: a principal pays countries for complying, by one treaty with the same transfer to
// all, by deals with each, or by both (after Thompson and Verdier).
//
//   symbol  unit  range    meaning
//   B       1     >0 to 1  what the principal has of all countries' compliance
//   c       1     0 to 1   a country's cost of complying if all are like it
//   k       1     0 to 1   the principal's cost of a deal with a country, likewise
//   K       1     0 to 1   the cost of having a treaty
//   x       1     0 to B   the treaty's transfer; it is open to all, and those of c <= x sign
//
// Continuum (setting countries = 0), c uniform on [0, 1]: what the principal has left is
//   multilateral  max_x x (B - x) - K = B^2/4 - K               x = B/2                         (1)
//   bilateral     (B - k)^2/2                                   with those of c < B - k         (2)
//   hybrid        ((B - k)^2 + k^2)/2 - K                       x = k, deals with k < c < B - k (3)
// For k >= B there are no deals, and (2) is 0; for B <= 2 k the hybrid has none, and is (1).
// Deals beat the treaty, and nothing, iff k < B - sqrt(B^2/2 - 2 K) or, if B^2 < 4 K, k < B. (4)
//
// N countries (countries = N) of costs c_1 <= ... <= c_N, each a 1/N of all; n of them sign:
//   multilateral  max_n n (B - c_n)/N - K                                                       (5)
//   bilateral     sum_i max(0, B - k - c_i)/N                                                   (6)
//   hybrid        bilateral + max_n S_n/N - K,  S_0 = 0,
//                 S_n = S_(n-1) - (n-1) (c_n - c_(n-1)) + min(k, B - c_n)                       (7)
// S_n is what a treaty saves the principal: of the n-th country the cost of a deal or, if it had
// none, what it brings; but it raises the transfer of all. Nobody may sign (n = 0). Of the
// transfers that are equally good, the one that more sign. Deals beat the treaty, of value V, iff
//   k < B - min_n (N V + c_1 + ... + c_n)/n, or, if V <= 0, k < B - c_1                         (8)
// The principal does what is best: nothing unless a regime is worth more than 0, and of equals the
// first of bilateral, multilateral, hybrid.
//
// Method     Closed forms; costs are ordered by a sorting network, which is the same for all lanes.
// Accuracy   1e-12, or of a difference of values 1e-12 of them.
// Neglected  The principal knows the costs; countries do not bargain, and comply once paid. It may
//            not refuse a signature, so that in (7) no cheap country has a deal instead.
// References Thompson and Verdier, International Studies Quarterly 58 (2014).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/lateralism.cpp"
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_LATERALISM  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_LATERALISM
namespace entente::kernels::lateralism_model {

struct Exchange {  // of two places, so that the lesser cost comes first
    std::size_t first, second;
};

struct Prepared {
    std::size_t countries;  // 0: a continuum
    std::vector<Exchange> network;
};

// clang-format off
namespace in {
enum Column : std::size_t { benefit, deal, treaty, costs };  // as many costs as countries
}
namespace out {
enum Column : std::size_t {
    multilateral, bilateral, hybrid, best, regime, threshold, transfer, members, deals,
    hybrid_transfer, hybrid_members, hybrid_deals, complying, status
};
}
// clang-format on

enum Regime { none, multilateral, bilateral, hybrid };
enum Status { ok, outside };

}  // namespace entente::kernels::lateralism_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace lateralism_kernel {
using namespace lateralism_model;

struct Problem {
    Real B, k, K;
};

// A treaty with or without deals beside it: its transfer, the shares that sign and that have deals,
// and its value, of which K is to be taken.
struct Treaty {
    Real transfer, members, deals, value;
};

HWY_INLINE void put_results(const Batch& batch, std::size_t i, const Problem& p,
                            const Treaty& multilateral, Real bilateral, Real deals,
                            const Treaty& hybrid, Real threshold) {
    const Real zero = 0.0;
    const Real one_treaty = multilateral.value - p.K, both = hybrid.value - p.K;
    put(batch, out::multilateral, i, one_treaty);
    put(batch, out::bilateral, i, bilateral);
    put(batch, out::hybrid, i, both);
    put(batch, out::threshold, i, threshold);
    put(batch, out::transfer, i, multilateral.transfer);
    put(batch, out::members, i, multilateral.members);
    put(batch, out::deals, i, deals);
    put(batch, out::hybrid_transfer, i, hybrid.transfer);
    put(batch, out::hybrid_members, i, hybrid.members);
    put(batch, out::hybrid_deals, i, hybrid.deals);

    Real best = zero, regime = Real(none), complying = zero;
    const auto consider = [&](Regime which, Real value, Real share) {
        const Mask better = value > best;
        best = select(better, value, best);
        regime = select(better, Real(which), regime);
        complying = select(better, share, complying);
    };
    consider(Regime::bilateral, bilateral, deals);
    consider(Regime::multilateral, one_treaty, multilateral.members);
    consider(Regime::hybrid, both, hybrid.members + hybrid.deals);
    put(batch, out::best, i, best);
    put(batch, out::regime, i, regime);
    put(batch, out::complying, i, complying);
    const Mask beyond = (one_treaty < zero) | (p.k > p.B);
    put(batch, out::status, i, select(beyond, Real(outside), Real(ok)));
}

// (1) to (4)
HWY_INLINE void continuum(const Batch& batch, std::size_t i, const Problem& p) {
    const Real half = 0.5, zero = 0.0;
    const Real deals = max(p.B - p.k, zero);
    const Real bilateral = half * deals * deals;
    const Real middle = half * p.B;
    const Treaty alone{middle, middle, zero, middle * middle};
    const Mask both = middle > p.k;
    const Treaty hybrid{select(both, p.k, middle), select(both, p.k, middle),
                        select(both, deals - p.k, zero),
                        select(both, fma(half * p.k, p.k, bilateral), alone.value)};
    Real threshold = zero;
    if (wanted(batch, out::threshold, out::transfer)) {
        threshold = p.B - sqrt(max(zero, fma(half * p.B, p.B, Real(-2.0) * p.K)));
    }
    put_results(batch, i, p, alone, bilateral, deals, hybrid, threshold);
}

// The costs of a block of scenarios in rising order, in the batch's scratch memory.
class Costs {
  public:
    HWY_INLINE Costs(const Prepared& prepared, const Batch& batch, std::size_t i)
        : memory_(batch.scratch) {
        for (std::size_t j = 0; j < prepared.countries; ++j) {
            store(take(batch, in::costs + j, i), memory_ + j * lanes);
        }
        for (const auto& [first, second] : prepared.network) {
            const Real a = (*this)[first], b = (*this)[second];
            store(min(a, b), memory_ + first * lanes);
            store(max(a, b), memory_ + second * lanes);
        }
    }
    HWY_INLINE Real operator[](std::size_t j) const { return load(memory_ + j * lanes); }

  private:
    double* memory_;
};

// (5) to (8); values and shares times N until the end.
HWY_INLINE void finite(const Batch& batch, std::size_t i, const Problem& p, const Costs& costs,
                       std::size_t countries) {
    const Real zero = 0.0, one = 1.0, worth = p.B - p.k;
    Real bilateral = zero, deals = zero, saved = zero, last = zero, sum = zero;
    Treaty alone{zero, zero, zero, zero}, hybrid = alone;  // the latter's value: S_n
    for (std::size_t n = 1; n <= countries; ++n) {
        const auto members = static_cast<double>(n);
        const Real c = costs[n - 1], each = p.B - c;
        const Real left = worth - c;
        bilateral = bilateral + max(left, zero);
        deals = deals + select(left > zero, one, zero);

        const Real value = Real(members) * each;
        const Mask better = value >= alone.value;
        alone.value = select(better, value, alone.value);
        alone.members = select(better, members, alone.members);
        alone.transfer = select(better, c, alone.transfer);

        saved = fma(1 - members, c - last, saved) + min(p.k, each);
        last = c;
        const Mask saves = saved >= hybrid.value;
        hybrid.value = select(saves, saved, hybrid.value);
        hybrid.members = select(saves, members, hybrid.members);
        hybrid.transfer = select(saves, c, hybrid.transfer);
    }
    hybrid.value = hybrid.value + bilateral;
    hybrid.deals = max(deals - hybrid.members, zero);
    const Mask pure = hybrid.deals == zero;
    hybrid = {select(pure, alone.transfer, hybrid.transfer),
              select(pure, alone.members, hybrid.members), hybrid.deals,
              select(pure, alone.value, hybrid.value)};

    const auto all = static_cast<double>(countries);
    Real threshold = zero;
    if (wanted(batch, out::threshold, out::transfer)) {
        const Real treaty = fma(-all, p.K, alone.value);  // N V
        Real indifferent = treaty + costs[0];
        for (std::size_t n = 1; n <= countries; ++n) {
            sum = sum + costs[n - 1];
            indifferent = min(indifferent, (treaty + sum) * Real(1 / static_cast<double>(n)));
        }
        threshold = p.B - select(treaty > zero, indifferent, costs[0]);
    }
    const Real part = 1 / all;
    const auto shares = [&](const Treaty& t) {
        return Treaty{t.transfer, t.members * part, t.deals * part, t.value * part};
    };
    put_results(batch, i, p, shares(alone), bilateral * part, deals * part, shares(hybrid),
                threshold);
}

}  // namespace lateralism_kernel

void evaluate_lateralism(const lateralism_model::Prepared& prepared, const Batch& batch) {
    using namespace lateralism_kernel;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Problem problem{take(batch, in::benefit, i), take(batch, in::deal, i),
                              take(batch, in::treaty, i)};
        if (prepared.countries == 0) {
            continuum(batch, i, problem);
        } else {
            finite(batch, i, problem, Costs(prepared, batch, i), prepared.countries);
        }
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace lateralism_model {
namespace {

// clang-format off
std::vector<Parameter> parameters(int countries) {
    std::vector<Parameter> list = {
        {"benefit",     "1", "what the principal has of all countries' compliance (B)",  1,   {0, 1, true}, {0.5, 1}},
        {"deal_cost",   "1", "cost of deals with all countries (k)",                     0.1, {0, 1},       {0, 0.5}},
        {"treaty_cost", "1", "cost of having a treaty (K)",                              0,   {0, 1},       {0, 0.1}},
    };
    for (int i = 1; i <= countries; ++i) {
        list.push_back({"cost." + std::to_string(i), "1", "what complying costs this country, if all are like it (c)",
                        (i - 0.5) / countries, {0, 1}, {0, 1}});
    }
    return list;
}

// In the order of out::Column.
std::vector<Output> outputs() {
    return {
        {"multilateral",          "1", "what a treaty of one transfer for all leaves the principal; negative: it is not worth its cost"},
        {"bilateral",             "1", "what deals with each country leave the principal"},
        {"hybrid",                "1", "what a treaty and deals with the countries outside leave the principal"},
        {"best",                  "1", "what the best of treaty, deals and both leaves the principal, or 0"},
        {.name = "regime", .unit = "1", .meaning = "which is best", .kind = OutputKind::code,
         .flags = {"none", "multilateral", "bilateral", "hybrid"}},
        {"threshold",             "1", "cost of deals (k) below which they are better than the treaty alone, and than nothing"},
        {"treaty_transfer",       "1", "best transfer (x) of the treaty alone"},
        {"treaty_members",        "1", "share of the countries that sign the treaty alone"},
        {"deal_members",          "1", "share of the countries with a deal, if there are only deals"},
        {"hybrid_transfer",       "1", "best transfer (x) of the treaty with deals beside it"},
        {"hybrid_treaty_members", "1", "share of the countries that sign the treaty with deals beside it"},
        {"hybrid_deal_members",   "1", "share of the countries with a deal beside the treaty"},
        {"complying",             "1", "share of the countries that comply in the best regime"},
        {.name = "status", .unit = "1", .meaning = "outside what the article assumes: the treaty is not worth its cost, or no deal is (k > B)",
         .kind = OutputKind::code, .flags = {"ok", "outside"}},
    };
}

std::vector<PublishedCase> published() {
    const std::string source = "Thompson and Verdier 2014 (by its closed forms, derived)";
    return {
        {.source = source,
         .parameters = {{"benefit", 1}, {"deal_cost", 0.1}},
         .values = {{"treaty",                     "multilateral",          0, 0.25},
                    {"deals",                      "bilateral",             0, 0.405},
                    {"both",                       "hybrid",                0, 0.41},
                    {"signatories with deals",     "hybrid_treaty_members", 0, 0.1},
                    {"all that comply",            "complying",             0, 0.9},
                    {"threshold B (1 - sqrt 1/2)", "threshold",             0, 0.29289321881345254}}},
        {.source = source,
         .parameters = {{"benefit", 1}, {"deal_cost", 0.5}},
         .values = {{"treaty",                     "multilateral",          0, 0.25},
                    {"deals",                      "bilateral",             0, 0.125},
                    {"both",                       "hybrid",                0, 0.25},
                    {"signatories with deals",     "hybrid_treaty_members", 0, 0.5},
                    {"all that comply",            "complying",             0, 0.5}}},
    };
}
// clang-format on

constexpr Setting settings[] = {
    {"countries", "1", "countries with costs of their own; 0: a continuum, uniform from 0 to 1", 0,
     0, 64},
};

constexpr std::string_view references[] = {
    "A. Thompson and D. Verdier, Multilateralism, bilateralism, and regime design, International "
    "Studies Quarterly 58 (2014)",
};

// Batcher's odd-even merge exchange (Knuth, The Art of Computer Programming 3, algorithm 5.2.2M).
std::vector<Exchange> sorting_network(std::size_t length) {
    std::vector<Exchange> network;
    for (std::size_t run = 1; run < length; run *= 2) {
        for (std::size_t apart = run; apart >= 1; apart /= 2) {
            for (std::size_t j = apart % run; j + apart < length; j += 2 * apart) {
                for (std::size_t i = j; i < j + apart && i + apart < length; ++i) {
                    const bool same_pair_of_runs = i / (2 * run) == (i + apart) / (2 * run);
                    if (same_pair_of_runs) network.push_back({i, i + apart});
                }
            }
        }
    }
    return network;
}

std::unique_ptr<const Instance> join(const ModelData& data) {
    const int countries = data.settings.at("countries");
    Prepared prepared{static_cast<std::size_t>(countries), {}};
    prepared.network = sorting_network(prepared.countries);
    const double work = 40 + 20.0 * countries + 2 * static_cast<double>(prepared.network.size());
    const std::size_t scratch = prepared.countries * padding;
    return std::make_unique<KernelInstance<Prepared>>(
        Interface{parameters(countries), outputs()}, std::move(prepared),
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_lateralism), work, scratch);
}

}  // namespace
}  // namespace lateralism_model

extern const Model lateralism;
const Model lateralism = {
    .name = "lateralism",
    .version = 1,
    .summary = "one treaty for all, deals with each, or both: which serves a principal best",
    .references = lateralism_model::references,
    .settings = lateralism_model::settings,
    .join = lateralism_model::join,
    .published = lateralism_model::published,
};

}  // namespace entente::kernels
#endif
