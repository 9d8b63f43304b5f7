// SPDX-License-Identifier: Apache-2.0
//
// The kernel of network_stability. The model is told in network_stability.cpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/network_stability/kernel.cpp"
#include <cstddef>
#include <limits>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/network_stability/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace network_stability_kernel {
using namespace network_stability_model;

// Where the strength of each set of countries stands in the scratch memory.
struct Strengths {
    const double* of_sets;

    Real operator[](std::size_t set) const { return load(of_sets + set * lanes); }
};

// (1), then every sum of strengths that any condition asks for.
HWY_INLINE Strengths sum_strengths(const Prepared& model, const Batch& batch, std::size_t i) {
    const double* countries[most_countries];
    const Real shape = take(batch, strengths, i);
    for (std::size_t k = 0; k < model.countries; ++k) {
        countries[k] = batch.in[strengths + (model.pareto ? 0 : k)] + i;
        if (!model.pareto) continue;
        store(exp(Real(model.log_rank[k]) / shape), batch.scratch + k * lanes);
        countries[k] = batch.scratch + k * lanes;
    }
    double* const sums = batch.scratch + most_countries * lanes;
    store(0.0, sums);
    for (std::size_t s = 1; s < model.sums.size(); ++s) {
        const Sum sum = model.sums[s];
        store(load(sums + sum.rest * lanes) + load(countries[sum.country]), sums + s * lanes);
    }
    return {sums};
}

// The largest advantage of a coalition over its victim's defenders in a clause; 0 if it has none.
HWY_INLINE Real advantage(const Prepared& model, Strengths strength, Range clause) {
    Real largest = 0.0;
    for (std::size_t f = clause.first; f < clause.last; ++f) {
        const Front& front = model.fronts[f];
        Real strongest = 0.0;
        for (std::size_t c = front.coalitions.first; c < front.coalitions.last; ++c) {
            strongest = max(strongest, strength[model.coalitions[c]]);
        }
        largest = max(largest, strongest / strength[front.defenders]);
    }
    return largest;
}

HWY_INLINE Real one_where(Mask mask) { return select(mask, Real(1.0), Real(0.0)); }

// (2) to (5) of one network. Returns where an advantage that decides equals the defenders'.
HWY_INLINE Mask answer_war(const Prepared& model, const NetworkConditions& network,
                           Strengths strength, const Batch& batch, std::size_t i) {
    const Real defence = take(batch, gamma, i);
    const std::size_t column = network.column;
    Real mask = 0.0, count = 0.0, safe = 0.0, bit = 1.0;
    Mask balanced = defence < Real(0.0);
    for (const Range victim : network.war.victims) {
        const Real found = advantage(model, strength, victim);
        const Mask falls = found > defence;
        mask = mask + select(falls, bit, Real(0.0));
        count = count + one_where(falls);
        balanced = balanced | (found == defence);
        safe = max(safe, found);
        bit = bit + bit;
    }
    const Real exposed = advantage(model, strength, network.war.new_links);
    Real needed = std::numeric_limits<double>::infinity();
    for (const Range link : network.war.links) {
        needed = min(needed, advantage(model, strength, link));
    }
    const Real failed = one_where(safe > defence) +
                        select(exposed > defence, Real(2.0), Real(0.0)) +
                        select(needed > defence, Real(0.0), Real(4.0));
    put(batch, column + war_stable, i, one_where(failed == Real(0.0)));
    put(batch, column + failures, i, failed);
    put(batch, column + vulnerable, i, mask);
    put(batch, column + vulnerable_count, i, count);
    put(batch, column + safe_from, i, max(safe, exposed));
    if (network.has_links) put(batch, column + needed_below, i, needed);
    return balanced | (exposed == defence) | (needed == defence);
}

HWY_INLINE Real value(const Prepared& model, Polynomial polynomial, Real d) {
    Real sum = 0.0;
    for (std::size_t k = polynomial.last; k-- > polynomial.first;) {
        sum = fma(sum, d, model.coefficients[k]);
    }
    return sum * d;
}

// (8): all terms are positive, so that nothing cancels.
HWY_INLINE Real value(const Prepared& model, const Gain& gain, Real d) {
    return fma(Real(1.0) - d, value(model, gain.nearer, d), value(model, gain.reached, d));
}

// (6) to (8) of one network.
HWY_INLINE void answer_connections(const Prepared& model, const NetworkConditions& network,
                                   const Batch& batch, std::size_t i) {
    const Real d = take(batch, decay, i), c = take(batch, link_cost, i);
    const Connections& connections = network.connections;
    if (batch.out[network.column + welfare] != nullptr) {
        const Real benefits = value(model, connections.benefits, d);
        put(batch, network.column + welfare, i, fma(Real(-connections.link_ends), c, benefits));
    }
    if (batch.out[network.column + pairwise_stable] == nullptr) return;
    Real stable = 1.0;
    for (const Gain& gain : connections.links) {
        stable = select(value(model, gain, d) < c, Real(0.0), stable);
    }
    for (const MissingLink& link : connections.missing) {
        const Real one = value(model, link.one, d);
        const Real other = link.alike ? one : value(model, link.other, d);
        const Mask made = (min(one, other) >= c) & (max(one, other) > c);
        stable = select(made, Real(0.0), stable);
    }
    put(batch, network.column + pairwise_stable, i, stable);
}

// (9). Returns where two networks are equally good, and best.
HWY_INLINE Mask answer_efficiency(const Prepared& model, const Batch& batch, std::size_t i) {
    const Real d = take(batch, decay, i), c = take(batch, link_cost, i);
    const bool pair = model.countries == 2;  // its star is complete
    const Real others = 0.5 * static_cast<double>(model.countries - 2);
    const Real complete_until = pair ? d : d * (Real(1.0) - d);
    const Real empty_from = fma(others * d, d, d);
    const Real below = select(c <= empty_from, Real(star_is), Real(empty_is));
    put(batch, model.efficient_column, i, select(c <= complete_until, Real(complete_is), below));
    return (c == complete_until) | (c == empty_from);
}

bool asks_of_war(const NetworkConditions& network, const Batch& batch) {
    return wanted(batch, network.column, network.column + war_columns) ||
           (network.has_links && batch.out[network.column + needed_below] != nullptr);
}

}  // namespace network_stability_kernel

void evaluate_network_stability(const network_stability_model::Prepared& model,
                                const Batch& batch) {
    using namespace network_stability_kernel;
    const std::size_t status_column = model.efficient_column + 1;
    const bool status = batch.out[status_column] != nullptr;
    bool war = status;
    for (const NetworkConditions& network : model.networks) {
        war = war || asks_of_war(network, batch);
    }
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        Mask balanced = Real(1.0) < Real(0.0);
        if (war) {
            const Strengths strength = sum_strengths(model, batch, i);
            for (const NetworkConditions& network : model.networks) {
                if (!status && !asks_of_war(network, batch)) continue;
                balanced = balanced | answer_war(model, network, strength, batch, i);
            }
        }
        for (const NetworkConditions& network : model.networks) {
            answer_connections(model, network, batch, i);
        }
        const Mask equal = answer_efficiency(model, batch, i);
        const Real calm = select(equal, Real(equal_welfare), Real(ok));
        put(batch, status_column, i, select(balanced, Real(balance), calm));
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::network_stability_model {

const Kernel kernel = ENTENTE_BUILDS(evaluate_network_stability);

}  // namespace entente::kernels::network_stability_model
#endif
