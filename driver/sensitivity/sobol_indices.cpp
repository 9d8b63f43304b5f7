// SPDX-License-Identifier: Apache-2.0
//
// Sobol' indices by pick and freeze. A and B are independent points, A_i is A with factor i from B,
// B_i is B with factor i from A; f is the output less its mean over all A and B, V its variance.
//
//   first order      S_i  = mean f(B) (f(A_i) - f(A)) / V                                      (1)
//   total            T_i  = mean (f(A) - f(A_i))^2 / (2 V)                                     (2)
//   first order, as a correlation of f(B) and f(A_i), which share factor i alone:
//                    S_i  = (mean f(B) f(A_i) - m_i^2) / (v_i - m_i^2)                         (3)
//                    with m_i, v_i the means of f and f^2 over all B and A_i
//   second order     S_ij = (mean f(B_i) f(A_j) - mean f(A) f(B)) / V - S_i - S_j              (4)
//
// (1) Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, "Variance based sensitivity
// analysis of model output", Comput. Phys. Commun. 181 (2010); (2) Jansen, "Analysis of variance
// designs for model output", ibid. 117 (1999); (3) Monod, Naud and Makowski (2006) and Janon,
// Klein, Lagnoux, Nodet and Prieur, "Asymptotic normality and efficiency of two Sobol index
// estimators", ESAIM: P&S 18 (2014); (4) Saltelli, "Making best use of model evaluations to compute
// sensitivity indices", Comput. Phys. Commun. 145 (2002). If a design has the points B_i, (1) and
// (2) are taken with A and B exchanged as well, and averaged; (4) also with i and j exchanged.
//
// A factor is a column of the design or a group of columns: then S_i is its closed index.
//
// Noise: what a dummy factor, on which the output does not depend, would get by a correlation, with
// A_i = A in (3): mean f(A) f(B) / V (Khorashadi Zadeh et al., Environ. Model. Softw. 91 (2017);
// Puy et al., J. Stat. Softw. 102 (2022)). By (1) and (2) it gets exactly 0, so that this is a
// cautious threshold for (1), and an interval of (2) above 0 says that there is influence.
//
// Errors by the delta method: the influence of a block on S_i is (n - S_i v) / V, with
// n = f(B)(f(A_i) - f(A)) and v = (f(A)^2 + f(B)^2) / 2 (that of the mean vanishes, since A and A_i
// have the same one); on T_i it is (t / 2 - T_i v) / V with t = (f(A) - f(A_i))^2; the error is the
// root of the sum of their squares over the number of blocks. With the points B_i, whose sums are
// averaged in, the errors are too large, by up to the root of 2.
#include <algorithm>
#include <cmath>
#include <limits>

#include "driver/sensitivity/moments.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Sums of A and B, in this order at the front.
struct Ends {
    static constexpr std::size_t size = 6;
    double n, a, b, aa, bb, ab;

    explicit Ends(const double* sums)
        : n(sums[0]), a(sums[1]), b(sums[2]), aa(sums[3]), bb(sums[4]), ab(sums[5]) {}

    double mean() const { return (a + b) / (2 * n); }
    double variance() const { return (aa + bb) / (2 * n) - mean() * mean(); }
};

// Quantities of each factor, and where its lists begin: d = A_i - A, n = B d, t = d^2, w = A_i^2.
constexpr std::size_t lists = 4;
enum List : std::size_t { d_list, n_list, t_list, w_list };

// With errors: of each factor the products of n, d, t with each other and with v = (a^2 + b^2) / 2
// and s = (a + b) / 2, and of v and s with each other.
constexpr std::size_t error_lists = 9;
enum ErrorList : std::size_t { nn, nd, nv, ns, dv, ds, tt, tv, ts };
constexpr std::size_t error_ends = 3;  // vv, vs, ss

ENTENTE_VECTOR_BUILDS
void take_mixed(std::size_t factors, const double* mixed, double from, double other,
                double* q) noexcept {
    double* const d = q + d_list * factors;
    double* const n = q + n_list * factors;
    double* const t = q + t_list * factors;
    double* const w = q + w_list * factors;
    for (std::size_t i = 0; i < factors; ++i) {
        const double step = mixed[i] - from;
        d[i] = step;
        n[i] = other * step;
        t[i] = step * step;
        w[i] = mixed[i] * mixed[i];
    }
}

ENTENTE_VECTOR_BUILDS
void take_errors(std::size_t factors, const double* taken, double v, double s, double* q) noexcept {
    const double* const d = taken + d_list * factors;
    const double* const n = taken + n_list * factors;
    const double* const t = taken + t_list * factors;
    for (std::size_t i = 0; i < factors; ++i) {
        q[nn * factors + i] = n[i] * n[i];
        q[nd * factors + i] = n[i] * d[i];
        q[nv * factors + i] = n[i] * v;
        q[ns * factors + i] = n[i] * s;
        q[dv * factors + i] = d[i] * v;
        q[ds * factors + i] = d[i] * s;
        q[tt * factors + i] = t[i] * t[i];
        q[tv * factors + i] = t[i] * v;
        q[ts * factors + i] = t[i] * s;
    }
}

// The products of one factor's B_i with all A_j, j > i, and the other way round.
ENTENTE_VECTOR_BUILDS
void take_pairs(std::size_t count, double b_i, const double* a_j, double a_i, const double* b_j,
                double* q) noexcept {
    for (std::size_t k = 0; k < count; ++k) q[k] = 0.5 * (b_i * a_j[k] + a_i * b_j[k]);
}

class SobolIndices final : public Moments {
  public:
    SobolIndices(const Blocks& blocks, bool with_errors)
        : Moments(blocks),
          factors_(blocks.factors),
          second_(blocks.second_order),
          with_errors_(with_errors) {}

    std::size_t size() const noexcept override { return pairs_at() + pairs(); }

    void quantities(const double* y, const double*, double* q) const noexcept override {
        const double* const a_mixed = y + 1;
        const double* const b_mixed = y + 1 + factors_;
        const double a = y[0], b = y[blocks().scenarios - 1];
        const double ends[] = {1, a, b, a * a, b * b, a * b};
        std::copy(std::begin(ends), std::end(ends), q);
        take_mixed(factors_, a_mixed, a, b, q + Ends::size);
        if (with_errors_) {
            const double v = 0.5 * (a * a + b * b), s = 0.5 * (a + b);
            double* const e = q + errors_at();
            e[0] = v * v, e[1] = v * s, e[2] = s * s;
            take_errors(factors_, q + Ends::size, v, s, e + error_ends);
        }
        if (!second_) return;
        take_mixed(factors_, b_mixed, b, a, q + swapped_at());
        double* pair = q + pairs_at();
        for (std::size_t i = 0; i + 1 < factors_; ++i) {
            const std::size_t count = factors_ - 1 - i;
            take_pairs(count, b_mixed[i], a_mixed + i + 1, a_mixed[i], b_mixed + i + 1, pair);
            pair += count;
        }
    }

    std::vector<Estimand> estimands() const override {
        using Shape = Estimand::Shape;
        std::vector<Estimand> list{
            {"mean", "mean", Shape::output},
            {"variance", "variance", Shape::output},
            {"effective", "blocks of the design that were used", Shape::output},
            {"sobol_first", "first-order Sobol' index", Shape::factor, true},
            {"sobol_total", "total Sobol' index", Shape::factor, true},
            {"sobol_first_janon", "first-order Sobol' index, estimated as a correlation",
             Shape::factor, true},
            {"sobol_first_dummy", "first-order index of a factor without influence", Shape::output,
             true}};
        if (second_) {
            list.push_back({"sobol_second", "second-order Sobol' index", Shape::pair, true});
        }
        return list;
    }

    void estimates(std::span<const double>, std::span<const double> sums,
                   std::span<double> to) const override {
        std::fill(to.begin(), to.end(), none);
        const Ends ends(sums.data());
        to[2] = ends.n;
        if (!(ends.n > 0)) return;
        const double m = ends.mean(), variance = ends.variance();
        to[0] = m;
        to[1] = std::max(variance, 0.0);
        if (!(variance > 0)) return;
        const double scale = 1 / (ends.n * variance);
        double* const first = &to[3];
        double* const total = first + factors_;
        double* const janon = total + factors_;
        double* const dummies = janon + factors_;
        const double* const taken = sums.data() + Ends::size;
        const double* const swapped = sums.data() + swapped_at();
        for (std::size_t i = 0; i < factors_; ++i) {
            first[i] = scale * (list(taken, n_list, i) - m * list(taken, d_list, i));
            total[i] = 0.5 * scale * list(taken, t_list, i);
            janon[i] = correlation(ends, taken, i);
            if (!second_) continue;
            first[i] = 0.5 * (first[i] +
                              scale * (list(swapped, n_list, i) - m * list(swapped, d_list, i)));
            total[i] = 0.5 * (total[i] + 0.5 * scale * list(swapped, t_list, i));
        }
        dummies[0] = scale * (ends.ab - m * (ends.a + ends.b)) + m * m / variance;
        if (second_) second_order(ends, sums, first, dummies + 1);
    }

    bool has_errors() const noexcept override { return with_errors_; }

    void errors(std::span<const double> shared, std::span<const double> sums,
                std::span<double> to) const override {
        std::vector<double> at(to.size());
        estimates(shared, sums, at);
        std::fill(to.begin(), to.end(), none);
        const Ends ends(sums.data());
        const double variance = ends.variance(), m = ends.mean();
        if (!with_errors_ || !(variance > 0)) return;
        const double* const e = sums.data() + errors_at();
        // v less m: v_c = v - 2 m s + m^2, of which the mean is the variance.
        const double v_sum = 0.5 * (ends.aa + ends.bb), s_sum = 0.5 * (ends.a + ends.b);
        const double mm = m * m;
        const double vv = e[0] - 4 * m * e[1] + 2 * mm * v_sum + 4 * mm * e[2] -
                          4 * m * mm * s_sum + mm * mm * ends.n;
        const double* const lists_at = e + error_ends;
        const double* const taken = sums.data() + Ends::size;
        const auto product = [&](ErrorList which, std::size_t i) {
            return lists_at[which * factors_ + i];
        };
        const double scale = 1 / (ends.n * variance);
        for (std::size_t i = 0; i < factors_; ++i) {
            const double d = list(taken, d_list, i), n = list(taken, n_list, i),
                         t = list(taken, t_list, i);
            const double n_n = product(nn, i) - 2 * m * product(nd, i) + mm * t;
            const double n_v = product(nv, i) - 2 * m * product(ns, i) + mm * n -
                               m * (product(dv, i) - 2 * m * product(ds, i) + mm * d);
            const double s = at[3 + i];
            to[3 + i] = scale * std::sqrt(std::max(n_n - 2 * s * n_v + s * s * vv, 0.0));
            const double total = at[3 + factors_ + i];
            const double t_v = product(tv, i) - 2 * m * product(ts, i) + mm * t;
            to[3 + factors_ + i] =
                scale *
                std::sqrt(std::max(0.25 * product(tt, i) - total * t_v + total * total * vv, 0.0));
        }
    }

  private:
    double list(const double* lists_at, List which, std::size_t i) const noexcept {
        return lists_at[which * factors_ + i];
    }

    double correlation(const Ends& ends, const double* taken, std::size_t i) const noexcept {
        const double cross = (list(taken, n_list, i) + ends.ab) / ends.n;
        const double mixed = list(taken, d_list, i) + ends.a;
        const double m = (ends.b + mixed) / (2 * ends.n);
        const double v = (ends.bb + list(taken, w_list, i)) / (2 * ends.n) - m * m;
        return v > 0 ? (cross - m * m) / v : none;
    }

    void second_order(const Ends& ends, std::span<const double> sums, const double* first,
                      double* second) const {
        const double m = ends.mean(), scale = 1 / (ends.n * ends.variance());
        const double* const taken = sums.data() + Ends::size;
        const double* const swapped = sums.data() + swapped_at();
        const double apart = ends.ab - m * (ends.a + ends.b);
        // The sum of A_i and of B_i.
        const auto sum = [&](std::size_t i) {
            return list(taken, d_list, i) + ends.a + list(swapped, d_list, i) + ends.b;
        };
        const double* pair = sums.data() + pairs_at();
        for (std::size_t i = 0; i < factors_; ++i) {
            for (std::size_t j = i + 1; j < factors_; ++j, ++pair) {
                const double together = *pair - m * 0.5 * (sum(i) + sum(j));
                const double value = scale * (together - apart) - first[i] - first[j];
                second[i * factors_ + j] = value;
                second[j * factors_ + i] = value;
            }
        }
    }

    std::size_t errors_at() const noexcept { return Ends::size + lists * factors_; }
    std::size_t swapped_at() const noexcept {
        return errors_at() + (with_errors_ ? error_ends + error_lists * factors_ : 0);
    }
    std::size_t pairs_at() const noexcept {
        return swapped_at() + (second_ ? lists * factors_ : 0);
    }
    std::size_t pairs() const noexcept { return second_ ? factors_ * (factors_ - 1) / 2 : 0; }

    std::size_t factors_;
    bool second_;
    bool with_errors_;
};

}  // namespace

std::unique_ptr<const Moments> sobol_indices(const Blocks& blocks, bool with_errors) {
    return std::make_unique<SobolIndices>(blocks, with_errors);
}

}  // namespace entente::driver
