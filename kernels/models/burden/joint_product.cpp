// SPDX-License-Identifier: Apache-2.0
//
// burden, joint_product: what an ally gives protects all, and yields itself something besides
// (order at home, colonies, prestige, research).
//
//   symbol    unit       range        meaning
//   W_i       of income  1e-6 to 1e6  income of player i (income.i; a theatre's GDPs: bn USD)
//   a_c, a_z  1          0.001 to 1   weights of consumption and of the public benefit
//   a_x       1          0 to 1       weight of the private benefit
//   R         of income  0 to 1e9     provision by others than the players (outside)
//   q_i       of income  0 to W_i     contribution of player i
//   S_i       of income  from R       its spill-in: R and what the other players contribute
//   Q         of income  from R       provision, R + sum of q
//
// Player i's utility is a_c ln(W_i - q_i) + a_x ln q_i + a_z ln(q_i + S_i). Its best reply is the
// positive root of A q^2 - b q - a_x W S = 0,
//   q = (b + sqrt(b^2 + 4 A a_x W S)) / (2 A)                                                   (1)
//   A = a_c + a_x + a_z,  b = (a_x + a_z) W - (a_c + a_x) S
// or, where b < 0 would cancel, q = 2 a_x W S / (sqrt(...) - b). The reply to the total Q, own
// contribution included, is the positive root of a_z q^2 - B q - a_x Q W = 0,
//   B = a_z W - (a_c + a_x) Q                                                                   (2)
// in the same two forms. It falls in Q, so that one Q solves
//   Q = R + sum of q_i(Q).                                                                      (3)
// Without a private benefit (a_x = 0) this is the public good with a = a_z / (a_c + a_z).
//
// Method     One player: (1). Several: Newton's iteration on (3) from R + sum of a_x W_i /
//            (a_c + a_x), which no Q falls below. q_i(Q) is convex [it inverts Q = a_z / M(q),
//            M = a_c/(W-q) - a_x/q, and M M'' < 2 M'^2], so that Q rises to the root and none is
//            missed.
// Accuracy   1e-12 relative, beyond what changes of the parameters in the last place make.
// References Sandler, Kyklos 30 (1977); Cornes and Sandler, Economic Journal 94 (1984).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/burden/joint_product.cpp"
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/models/burden/form.hpp"
#include "kernels/models/burden/ranks-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_BURDEN_JOINT_PRODUCT  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_BURDEN_JOINT_PRODUCT
namespace entente::kernels::burden_model {

struct JointProduct {
    Players players;
    Columns columns;

    // Columns of the parameters: incomes from the fifth on, unless known.
    enum Parameter : std::size_t { consumption, private_benefit, public_benefit, outside, income };

    // The most steps of Newton's iteration; some ten are usual.
    static constexpr int most_steps = 200;
};

}  // namespace entente::kernels::burden_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace burden_kernel {

struct Weights {
    Real c, x, z;
};

// The root that is not negative of A q^2 - b q - d = 0, for A > 0 and d >= 0, as a fraction.
struct Root {
    Real above, below;
    Real spread;  // sqrt of the discriminant

    HWY_INLINE Real value() const { return above / max(below, 1e-300); }
};

HWY_INLINE Root root(Real A, Real b, Real d) {
    const Real spread = sqrt(fma(b, b, Real(4.0) * A * d));
    const Mask rising = b > Real(0.0);
    return {select(rising, b + spread, Real(2.0) * d), select(rising, Real(2.0) * A, spread - b),
            spread};
}

// (1)
HWY_INLINE Real best_reply(const Weights& a, Real W, Real S) {
    const Real b = (a.x + a.z) * W - (a.c + a.x) * S;
    return root(a.c + a.x + a.z, b, a.x * W * S).value();
}

// (2)
HWY_INLINE Root reply_to_total(const Weights& a, Real W, Real Q) {
    return root(a.z, a.z * W - (a.c + a.x) * Q, a.x * Q * W);
}

struct Total {
    Real Q;
    Mask unknown;
};

// (3)
inline Total total(std::size_t players, const Weights& a, Real outside, const List& incomes) {
    constexpr double enough = 0x1p-50;
    const Real kept = a.c + a.x;
    Real income = 0.0;
    for (std::size_t p = 0; p < players; ++p) income = income + incomes.of[p];
    Real Q = outside + a.x * income / kept;
    Mask moving = Q >= Real(0.0);
    for (int step = 0; step < JointProduct::most_steps && any(moving); ++step) {
        Real sum = outside, slope = 1.0;
        for (std::size_t p = 0; p < players; ++p) {
            const Root q = reply_to_total(a, incomes.of[p], Q);
            const Real inverse = Real(1.0) / max(q.below * q.spread, 1e-300);
            const Real given = q.above * q.spread * inverse;
            const Real falls = (kept * given - a.x * incomes.of[p]) * q.below * inverse;
            sum = sum + given;
            slope = slope + max(falls, 0.0);
        }
        const Real rise = (sum - Q) / slope;
        moving = moving & (rise > Real(enough) * Q);
        Q = select(moving, Q + rise, Q);
    }
    return {Q, moving};
}

}  // namespace burden_kernel

void evaluate_joint_product(const burden_model::JointProduct& game, const Batch& batch) {
    using namespace burden_kernel;
    const std::size_t n = game.columns.players;
    List incomes, contributions;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Weights a{take(batch, JointProduct::consumption, i),
                        take(batch, JointProduct::private_benefit, i),
                        take(batch, JointProduct::public_benefit, i)};
        const Real outside = take(batch, JointProduct::outside, i);
        for (std::size_t p = 0; p < n; ++p) {
            const bool known = !game.players.incomes.empty();
            incomes.of[p] =
                known ? Real(game.players.incomes[p]) : take(batch, JointProduct::income + p, i);
        }
        Total found;
        if (n == 1) {
            contributions.of[0] = best_reply(a, incomes.of[0], outside);
            found = {outside + contributions.of[0], outside < Real(0.0)};
        } else {
            found = total(n, a, outside, incomes);
            for (std::size_t p = 0; p < n; ++p) {
                contributions.of[p] = reply_to_total(a, incomes.of[p], found.Q).value();
            }
        }
        put_total(batch, i, game.columns, found.Q, found.unknown);
        put_players(batch, i, game.columns, game.players.observed, incomes, contributions,
                    found.unknown);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::burden_model {

std::unique_ptr<const Instance> join_joint_product(const ModelData& data) {
    JointProduct game{.players = players_of(data, false), .columns = {}};
    const Players& players = game.players;
    game.columns = columns_of(players, 0);
    // clang-format off
    std::vector<Parameter> parameters = {
        {"consumption", "1", "weight of consumption (a_c)", 0.5, {0.001, 1}, {0.3, 0.95}},
        {"private_benefit", "1", "weight of the ally's own benefit of what it gives (a_x)", 0.2, {0, 1}, {0.01, 0.3}},
        {"public_benefit", "1", "weight of the benefit of what all give (a_z)", 0.3, {0.001, 1}, {0.01, 0.5}},
        outside_parameter(players, 2),
    };
    // clang-format on
    add_incomes(parameters, players);
    Interface interface =
        interface_of(players, std::move(parameters), "what all provide together (Q)", {});
    const double work = 400.0 * static_cast<double>(players.size() + 2);
    return std::make_unique<KernelInstance<JointProduct>>(
        std::move(interface), std::move(game),
        Builds<const JointProduct&, const Batch&> ENTENTE_BUILDS(evaluate_joint_product), work);
}

}  // namespace entente::kernels::burden_model
#endif
