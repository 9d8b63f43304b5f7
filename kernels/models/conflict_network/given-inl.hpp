// SPDX-License-Identifier: Apache-2.0
//
// A given network: equations (1) to (4) of conflict_network.cpp, one vector of scenarios at a time.
#if defined(ENTENTE_CONFLICT_NETWORK_GIVEN_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_CONFLICT_NETWORK_GIVEN_INL_HPP
#undef ENTENTE_CONFLICT_NETWORK_GIVEN_INL_HPP
#else
#define ENTENTE_CONFLICT_NETWORK_GIVEN_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/lanes/narrow-inl.hpp"
#include "kernels/models/conflict_network/factor-inl.hpp"
#include "kernels/models/conflict_network/pivoted-inl.hpp"
#include "kernels/models/conflict_network/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel {
using namespace conflict_network_model;

/// What the kernel works in; given_network_scratch() counts it.
struct Workplace {
    Factor factor;
    Numbers share;       ///< Gamma_i, then phi_i / Phi
    Numbers solved;      ///< one number: 0 where the matrix is singular
    double* matrix;      ///< of one lane, n times n
    double* right_side;  ///< of one lane
};

HWY_INLINE Workplace workplace(double* scratch, std::size_t n) {
    const auto next = [&](std::size_t numbers) {
        double* const first = scratch;
        scratch += numbers * narrow_lanes;
        return Numbers(first);
    };
    const Factor factor{n, next(row_start(n + 1)), next(n), next(tile_columns * n)};
    const Numbers share = next(n), solved = next(1);
    return {factor, share, solved, scratch, scratch + n * n};
}

struct Costs {
    Narrow of_role[role_count], shifter_of_role[role_count];
};

HWY_INLINE Narrow take_narrow(const Batch& batch, std::size_t column, std::size_t i) {
    return load_narrow(batch.in[column] + i);
}

HWY_INLINE void put_narrow(const Batch& batch, std::size_t column, std::size_t i, Narrow value) {
    if (batch.out[column] != nullptr) store(value, batch.out[column] + i);
}

HWY_INLINE Costs take_costs(const GivenNetwork& network, const Batch& batch, std::size_t i) {
    Costs costs;
    for (std::size_t r = 0; r < role_count; ++r) {
        const PreparedRole& role = network.roles[r];
        costs.of_role[r] = 1.0;
        costs.shifter_of_role[r] = 0.0;
        if (role.cost == absent) continue;
        costs.of_role[r] = take_narrow(batch, role.cost, i);
        costs.shifter_of_role[r] = take_narrow(batch, role.shifter, i);
    }
    return costs;
}

struct Weights {
    Narrow of_kind[3];  ///< by LinkKind
};

HWY_INLINE Weights take_weights(const GivenNetwork& network, const Batch& batch, std::size_t i) {
    const Narrow beta = take_narrow(batch, given_beta, i);
    const Narrow integration =
        network.integration == absent ? Narrow(1.0) : take_narrow(batch, network.integration, i);
    return {{beta, beta * integration, take_narrow(batch, given_gamma, i)}};
}

struct Contest {
    Narrow lambda, sum_gamma;
    NarrowMask positive_gamma, positive_phi;
};

// (1) to (3).
HWY_INLINE Contest contest(const GivenNetwork& network, const Workplace& work,
                           const Weights& weights, const Costs& costs) {
    const std::size_t n = network.groups.size();
    Contest c{0.0, 0.0, Narrow(0.0) < Narrow(1.0), Narrow(0.0) < Narrow(1.0)};
    Narrow spent = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const PreparedGroup& group = network.groups[i];
        const Narrow friends =
            fma(weights.of_kind[1], group.spoke_allies, fma(weights.of_kind[0], group.allies, 1.0));
        const Narrow inverse = minus_product(weights.of_kind[2], group.enemies, friends);
        const Narrow gamma = Narrow(1.0) / inverse;
        work.share.set(i, gamma);
        c.positive_gamma = c.positive_gamma & (inverse > Narrow(0.0));
        c.sum_gamma = c.sum_gamma + gamma;
        spent = fma(costs.of_role[group.role] * Narrow(group.cost), gamma, spent);
    }
    c.lambda = (c.sum_gamma - Narrow(1.0)) / spent;
    c.positive_phi = c.lambda > Narrow(0.0);
    for (std::size_t i = 0; i < n; ++i) {
        const PreparedGroup& group = network.groups[i];
        const Narrow cost = costs.of_role[group.role] * Narrow(group.cost);
        const Narrow share = (Narrow(1.0) - cost * c.lambda) * work.share.get(i);
        work.share.set(i, share);
        c.positive_phi = c.positive_phi & (share > Narrow(0.0));
    }
    return c;
}

// The right-hand side of (4); `output` is Phi.
HWY_INLINE void fill_right_side(const GivenNetwork& network, const Workplace& work,
                                const Costs& costs, Narrow output, Numbers to) {
    for (std::size_t i = 0; i < network.groups.size(); ++i) {
        const PreparedGroup& group = network.groups[i];
        const Narrow shifter = costs.shifter_of_role[group.role] + Narrow(group.shifter);
        to.set(i, fma(output, work.share.get(i), Narrow(0.0) - shifter));
    }
}

HWY_INLINE void fill_matrix(const GivenNetwork& network, const Workplace& work,
                            const Weights& weights) {
    for (std::size_t k = 0; k < network.below.size(); ++k) {
        const MatrixEntry& entry = network.below[k];
        const auto kind = static_cast<std::size_t>(entry.kind);
        work.factor.rows.set(k, weights.of_kind[kind] * Narrow(entry.weight));
    }
}

// Lanes that `pivoting` marks with 1, one after another: none of them touches another's numbers.
inline void solve_lanes(const GivenNetwork& network, const Workplace& work, const Weights& weights,
                        const double* pivoting) {
    const std::size_t n = network.groups.size();
    alignas(alignment) double weight[3 * narrow_lanes];
    for (std::size_t kind = 0; kind < 3; ++kind) {
        store(weights.of_kind[kind], weight + kind * narrow_lanes);
    }
    const Numbers x = work.factor.rows.from(row_start(n));
    for (std::size_t lane = 0; lane < narrow_lanes; ++lane) {
        if (pivoting[lane] == 0) continue;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const MatrixEntry& entry = network.below[row_start(i) + j];
                const auto kind = static_cast<std::size_t>(entry.kind);
                const double value = weight[kind * narrow_lanes + lane] * entry.weight;
                work.matrix[i * n + j] = value;
                work.matrix[j * n + i] = value;
            }
            work.matrix[i * n + i] = 1;
            work.right_side[i] = work.factor.panel.lane(i, lane);
        }
        work.solved.lane(0, lane) = solve_pivoted(work.matrix, n, work.right_side) ? 1 : 0;
        for (std::size_t i = 0; i < n; ++i) x.lane(i, lane) = work.right_side[i];
    }
}

// (4): the last row of the factor becomes the efforts. False of lanes whose matrix is singular;
// `exists` marks those that matter.
HWY_INLINE NarrowMask solve(const GivenNetwork& network, const Workplace& work,
                            const Weights& weights, const Costs& costs, Narrow output,
                            NarrowMask exists) {
    const std::size_t n = network.groups.size();
    fill_matrix(network, work, weights);
    fill_right_side(network, work, costs, output, work.factor.rows.from(row_start(n)));
    factorize(work.factor);
    substitute(work.factor);
    const NarrowMask pivoting = exists & !stable(work.factor);
    work.solved.set(0, 1.0);
    if (any(pivoting)) {
        alignas(alignment) double marks[narrow_lanes];
        store(select(pivoting, Narrow(1.0), Narrow(0.0)), marks);
        fill_right_side(network, work, costs, output, work.factor.panel);
        solve_lanes(network, work, weights, marks);
    }
    return work.solved.get(0) > Narrow(0.0);
}

struct Sums {
    Narrow effort, spent;
    Narrow payoff_of_role[role_count], effort_of_role[role_count];
    NarrowMask negative;
};

// Each group's effort and payoff, where `exists`.
HWY_INLINE Sums put_groups(const GivenNetwork& network, const Batch& batch, std::size_t i,
                           const Workplace& work, const Costs& costs, Narrow prize,
                           NarrowMask exists) {
    const std::size_t n = network.groups.size();
    const Numbers x = work.factor.rows.from(row_start(n));
    const Narrow nothing = not_a_number;
    Sums sums{0.0, 0.0, {0.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0, 0.0}, Narrow(1.0) < Narrow(0.0)};
    for (std::size_t g = 0; g < n; ++g) {
        const PreparedGroup& group = network.groups[g];
        const Narrow effort = x.get(g);
        const Narrow cost = costs.of_role[group.role] * Narrow(group.cost) * effort;
        const Narrow payoff = fma(prize, work.share.get(g), Narrow(0.0) - cost);
        put_narrow(batch, network.group_effort + g, i, select(exists, effort, nothing));
        put_narrow(batch, network.group_payoff + g, i, select(exists, payoff, nothing));
        sums.effort = sums.effort + effort;
        sums.spent = sums.spent + cost;
        sums.payoff_of_role[group.role] = sums.payoff_of_role[group.role] + payoff;
        sums.effort_of_role[group.role] = sums.effort_of_role[group.role] + effort;
        sums.negative = sums.negative | (effort < Narrow(0.0));
    }
    return sums;
}

HWY_INLINE void play_given(const GivenNetwork& network, const Batch& batch, std::size_t i,
                           const Workplace& work) {
    const Weights weights = take_weights(network, batch, i);
    const Costs costs = take_costs(network, batch, i);
    const Narrow prize = max(take_narrow(batch, given_prize, i), least_prize);
    const Contest c = contest(network, work, weights, costs);
    const NarrowMask contested = c.positive_gamma & c.positive_phi;
    const NarrowMask regular = solve(network, work, weights, costs, prize * c.lambda, contested);
    const NarrowMask exists = contested & regular;
    const Sums sums = put_groups(network, batch, i, work, costs, prize, exists);
    const auto put_if = [&](std::size_t column, Narrow value) {
        put_narrow(batch, column, i, select(exists, value, Narrow(not_a_number)));
    };
    put_if(network.total_effort, sums.effort);
    put_if(network.rent_dissipation, sums.spent / prize);
    put_if(network.lambda, c.lambda);
    put_if(network.sum_gamma, c.sum_gamma);
    for (std::size_t r = 0; r < role_count; ++r) {
        const PreparedRole& role = network.roles[r];
        if (role.payoff == absent) continue;
        put_if(role.payoff, sums.payoff_of_role[r] / Narrow(role.members));
        put_if(role.effort, sums.effort_of_role[r] / Narrow(role.members));
    }
    Narrow status = select(sums.negative, Narrow(negative_effort), Narrow(ok));
    status = select(regular, status, Narrow(singular));
    status = select(c.positive_phi, status, Narrow(nonpositive_phi));
    status = select(c.positive_gamma, status, Narrow(nonpositive_gamma));
    put_narrow(batch, network.status, i, status);
}

}  // namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel
HWY_AFTER_NAMESPACE();

#endif
