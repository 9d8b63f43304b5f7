// SPDX-License-Identifier: Apache-2.0
//
// Who bears the burden: contributions as shares of income, and their rank correlation with income.
//
// Spearman's rho with midranks is the correlation of twice the centred ranks
//   r_i = sum over j of sign(w_i - w_j),  s_i = sum over j of sign(burden_i - burden_j),
// where a tie has sign 0: rho = sum r s / sqrt(sum r^2 sum s^2), of whole numbers until the root.
// A player without income takes no part.
#if defined(ENTENTE_KERNELS_MODELS_BURDEN_RANKS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_BURDEN_RANKS_INL_HPP
#undef ENTENTE_KERNELS_MODELS_BURDEN_RANKS_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_BURDEN_RANKS_INL_HPP
#endif

#include <cstddef>
#include <limits>
#include <span>

#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/burden/form.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::burden_kernel {
using namespace burden_model;

// What each of the players has, or does.
struct List {
    Real of[most_players];
};

struct Range {
    Real least, most;
};

// Of the players that have an income.
HWY_INLINE Range range(std::size_t players, const List& incomes, const List& values) {
    constexpr double endless = std::numeric_limits<double>::infinity();
    Range found{endless, -endless};
    for (std::size_t k = 0; k < players; ++k) {
        const Mask plays = incomes.of[k] > Real(0.0);
        found.least = min(found.least, select(plays, values.of[k], found.least));
        found.most = max(found.most, select(plays, values.of[k], found.most));
    }
    return found;
}

HWY_INLINE Mask tied(const Range& range, double tolerance) {
    return range.most - range.least <= Real(tolerance) * range.most;
}

HWY_INLINE Real sign(Real difference, Real tolerance) {
    return select(difference > tolerance, 1.0, select(difference < -tolerance, -1.0, 0.0));
}

inline Real rank_correlation(std::size_t players, const List& incomes, const List& burdens) {
    const Real tolerance = Real(tie) * range(players, incomes, burdens).most;
    List r, s;
    for (std::size_t k = 0; k < players; ++k) r.of[k] = s.of[k] = 0.0;
    for (std::size_t k = 1; k < players; ++k) {
        for (std::size_t j = 0; j < k; ++j) {
            const Mask play = min(incomes.of[j], incomes.of[k]) > Real(0.0);
            const Real richer = select(play, sign(incomes.of[k] - incomes.of[j], 0.0), 0.0);
            const Real keener = select(play, sign(burdens.of[k] - burdens.of[j], tolerance), 0.0);
            r.of[k] = r.of[k] + richer;
            r.of[j] = r.of[j] - richer;
            s.of[k] = s.of[k] + keener;
            s.of[j] = s.of[j] - keener;
        }
    }
    Real rs = 0.0, rr = 0.0, ss = 0.0;
    for (std::size_t k = 0; k < players; ++k) {
        rs = fma(r.of[k], s.of[k], rs);
        rr = fma(r.of[k], r.of[k], rr);
        ss = fma(s.of[k], s.of[k], ss);
    }
    return rs / sqrt(rr * ss);
}

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

HWY_INLINE void put_total(const Batch& batch, std::size_t i, const Columns& columns, Real total,
                          Mask unknown) {
    put(batch, columns.total(), i, select(unknown, missing, total));
}

// Writes what all forms have of each player, given who gives how much and where that was not found.
inline void put_players(const Batch& batch, std::size_t i, const Columns& columns,
                        std::span<const double> observed, const List& incomes,
                        const List& contributions, Mask unknown) {
    const std::size_t n = columns.players;
    List burdens;
    for (std::size_t k = 0; k < n; ++k) {
        const Mask plays = incomes.of[k] > Real(0.0);
        const Real given = contributions.of[k];
        burdens.of[k] = select(plays, given / select(plays, incomes.of[k], 1.0), 0.0);
        put(batch, columns.contribution(k), i, select(unknown, missing, given));
        put(batch, columns.burden(k), i, select(unknown, missing, burdens.of[k]));
    }
    if (!columns.ranked())
        return put(batch, columns.status(), i, select(unknown, not_converged, ok));
    const Mask alike = tied(range(n, incomes, incomes), 0.0);
    const Mask unranked = alike | tied(range(n, incomes, burdens), tie) | unknown;
    put(batch, columns.status(), i,
        select(unknown, not_converged, select(unranked, no_ranking, ok)));
    if (wanted(batch, columns.ranks(), columns.ranks() + 1)) {
        const Real rho = rank_correlation(n, incomes, burdens);
        put(batch, columns.ranks(), i, select(unranked, missing, rho));
    }
    if (!columns.observed) return;
    if (!wanted(batch, columns.observed_ranks(), columns.observed_ranks() + 1)) return;
    for (std::size_t k = 0; k < n; ++k) burdens.of[k] = observed[k];
    const Real rho = rank_correlation(n, incomes, burdens);
    put(batch, columns.observed_ranks(), i, select(alike, missing, rho));
}

}  // namespace entente::kernels::HWY_NAMESPACE::burden_kernel
HWY_AFTER_NAMESPACE();

#endif
