// SPDX-License-Identifier: Apache-2.0
//
// commitment: six small models of whether a promise is kept and what an ally does about it. A study
// names the part it needs; parts of which no output is wanted are not computed.
//
// patron.*   A patron is reliable (R) or unreliable (U).
//   symbol   unit      range        meaning (symbols are those of a part)
//   a, b     year-1    0 to 1       rate from R to U (lapse), from U to R (return); in (1) and (2)
//                                   yearly chances
//   h_R,h_U  year-1    0 to 10      hazard at which the alliance ends while the patron is R, U
//   T        year      0 to 1000    years since now, whole
//     pi_R = b / (a + b)                                                                        (1)
//     Pr(R_T | U_0) = pi_R (1 - (1 - a - b)^T)                                                  (2)
//     (S_R, S_U) = e^((Q - diag h) T) 1, Q = (-a, a; b, -b)                                     (3)
//   With mean = (a + b + h_R + h_U)/2, d = (b + h_U - a - h_R)/2, r = sqrt(d^2 + ab),
//   k = (a + b + h_U - h_R)/2 (S_U: with a, h_R and b, h_U exchanged):
//     S_R = e^(-mean T) (cosh rT + k sinh(rT)/r)                                                (4)
//     (L_R, L_U) = (a + b + h_U, a + b + h_R) / det, det = h_R (b + h_U) + a h_U                (5)
//   S is a probability of survival, L the mean life of the alliance from either state.
//
// plan_b.*   The patron is unreliable, and the ally does not know whether this is a transient lapse
//            or a structural shift. Each year it takes Plan B for good, or waits.
//   q0       1         0 to 1       prior probability that the shift is structural
//   b_s,b_t  1         0 to <1      chance of return in a year of a structural shift, of a
//                                   transient lapse
//   delta    1         >0 to <1     discount factor of a year
//   u_R,u_U  year-1    -100 to 100  utility of a year under a reliable, an unreliable patron
//   h        year-1    -100 to 100  utility of a year of Plan B
//   K        1         -100 to 100  what Plan B costs, once
//     q_t/(1 - q_t) = q0/(1 - q0) ((1 - b_s)/(1 - b_t))^t                                       (6)
//     H = h/(1 - delta) - K, V_R = u_R/(1 - delta)                                              (7)
//     p* = (H (1 - delta) - u_U) / (delta (V_R - H)), q* = (b_t - p*) / (b_t - b_s)             (8)
//     t* = max(0, ceil(ln[q*/(1 - q*) (1 - q0)/q0] / ln[(1 - b_s)/(1 - b_t)]));                 (9)
//          0 if p* >= b_t, never if p* <= b_s
//     V_0 = sum over both types of q (W (1 - g^t*) + H g^t*),                                  (10)
//          W = (u_U + delta b V_R)/(1 - g), g = delta (1 - b)
//   This is the optimal stopping of V(q) = max(H, u_U + delta (p V_R + (1 - p) V(q'))), with p the
//   chance of return under q: a return is worth V_R and ends the doubt, and p falls as long as the
//   patron stays away. (If b_s > b_t, that speaks for a transient lapse, (9) holds as it stands,
//   and the larger and the smaller of them take the place of b_t and b_s in its second line.) Where
//   p does not fall (b_s = b_t), or a return is worth no more than Plan B (V_R <= H), waiting gets
//   no worse as it lasts, so that the ally acts now or never:
//     never if q0 W_s + (1 - q0) W_t > H, else now                                             (11)
//
// signals.*  Tying hands against sinking costs (Fearon 1997): a defender that alone knows how much
//            the prize is worth to it shows resolve to an attacker that knows the same of itself.
//   p        1         0 to 1       probability that the attacker wins a war
//   c_D,c_A  1         0 to 10      cost of war to defender and attacker; both values of the prize
//                                   are uniform on [0, 1]
//     a = max(0, 1 - c_A/p), A = 1 - a p                                                       (12)
//     sunk costs: v_f = c_D/(1 - p), m = (1 - a) v_f, war a (1 - v_f), EU = A (1 - v_f)^2/2    (13)
//     tied hands: v_t = a c_D/A, m >= c_D - (1 - p) v_t, war a (1 - v_t), EU = A (1 - v_t)^2/2 (14)
//   a: chance of an attack on a resolute defender; v_f, v_t: the least value that signals, at most
//   1; EU: before the defender learns its value, A (1 - v_f^2)/2 - (a c_D + m)(1 - v_f) for sunk
//   costs, which (13) follows from as a c_D + m = A v_f. As v_t <= v_f, every defender prefers
//   tied hands, although they lead to war more often; ex ante they are worth more by
//     A (v_f - v_t)(2 - v_f - v_t)/2                                                           (15)
//
// margin.*   A margin (of credence, votes, forces) m + mu t + s W_t, W Brownian, is used up by T.
//   m        1         0 to 1000    margin now
//   mu       year-1    -100 to 100  its drift
//   s        year-0.5  0 to 100     its volatility
//   T        year      0 to 1000    years from now
//   P = Phi((-m - mu T)/(s sqrt T)) + e^(-2 mu m/s^2) Phi((-m + mu T)/(s sqrt T))              (16)
//   With u_1,2 = (m +- mu T)/(s sqrt T) and Phi(-u) = e^(-u^2/2) R(u):
//     P = e^(-u_1^2/2) (R(u_1) + R(u_2)) where neither is negative, otherwise                  (17)
//     P = e^-max(0, 2 mu m/s^2) (1 - e^(-w^2/2) |R(|u_1|) - R(|u_2|)|), w = min(|u_1|, |u_2|)
//
// pivot.*    Forces M shared between two theatres of value V_k, with a_k there and a threat t_k
//            (unit 1, 0 to 1000), so that the sum of V_k (a_k + x_k)/(a_k + x_k + t_k) is
//            greatest:
//     x_k = max(0, L sqrt(V_k t_k) - a_k - t_k), x_1 + x_2 = M                                 (18)
//
// contest.*  n rivals, 2 to 8, spend x_i on a prize that is worth V_i (unit 1, >0 to 1e6) to each
//            and won with chance x_i/X:
//     X = sum x_i = (m - 1) / sum of 1/V_i over the m active rivals, those with V_i > X        (19)
//     x_i = X (1 - X/V_i)                                                                      (20)
//     chance 1 - X/V_i, payoff V_i (1 - X/V_i)^2                                               (21)
//
// Method     Closed forms, arranged so that no difference loses digits: (4) by its eigenvalues with
//            (1 - e^-y)/y in place of sinh(x)/x, (2) and (10) with 1 - e^-y, (13) to (15) and (17)
//            as shown. (19) drops rivals until none is below X, at most n - 2 times. Log odds
//            within 1e-12 of the threshold of (9) count as having reached it. But for those of the
//            margin, parameters closer to 0 than 1e-60 read as 0, or as 1e-60 where they must be
//            above it.
// Accuracy   Within 1e-12 relative or 1e-15 absolute, whichever is more, of a plain implementation,
//            beyond what changes of the parameters in their last place make; S of (3) and P of (16)
//            within 1e-12 relative down to 1e-300 (0 below 1e-307).
// Neglected  One change of mind: Plan B and the patron's return are for good. Uniform values. Two
//            theatres. The margin is watched all the time, and its drift does not change.
// References Fearon, J. Conflict Resolution 41 (1997); Cox and Miller, The Theory of Stochastic
//            Processes (1965), chapter 5; Stein, Public Choice 113 (2002) and Tullock (1980);
//            DeGroot, Optimal Statistical Decisions (1970), for the rule of (8).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/commitment/commitment.cpp"
#include <cstddef>
#include <memory>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/models/commitment/columns.hpp"
#include "kernels/models/commitment/contest-inl.hpp"
#include "kernels/models/commitment/margin-inl.hpp"
#include "kernels/models/commitment/patron-inl.hpp"
#include "kernels/models/commitment/pivot-inl.hpp"
#include "kernels/models/commitment/plan_b-inl.hpp"
#include "kernels/models/commitment/signals-inl.hpp"
#include "kernels/models/commitment/status-inl.hpp"
#include "kernels/models/commitment/tables.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

void evaluate_commitment(const commitment_model::Prepared& prepared, const Batch& batch) {
    using namespace commitment_kernel;
    const std::size_t last = status(prepared.contestants);
    const bool told = batch.out[last] != nullptr;
    const PatronWants patron(batch);
    const PlanBWants plan_b(batch);
    const MarginWants margin(batch);
    const bool pivot = wanted(batch, pivot_part, contest_part);
    // In one pass, what the status has its reasons from.
    const bool any_of_them = told || patron.any || plan_b.any || margin.any || pivot;
    for (std::size_t i = 0; any_of_them && i < batch.scenarios; i += lanes) {
        Reason reason;
        if (told || patron.any) evaluate_patron(batch, i, patron, reason);
        if (told || plan_b.any) evaluate_plan_b(batch, i, plan_b, reason);
        if (told || margin.any) evaluate_margin(batch, i, margin, reason);
        if (told || pivot) evaluate_pivot(batch, i, pivot, reason);
        put(batch, last, i, reason.code());
    }
    if (wanted(batch, signals_part, margin_part)) evaluate_signals(batch);
    if (wanted(batch, contest_part, last)) evaluate_contest(prepared, batch);
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace commitment_model {
namespace {

constexpr Setting settings[] = {
    {"contestants", "1", "rivals of the contest", 2, 2, most_contestants},
};

constexpr std::string_view references[] = {
    "J. Fearon, Signaling foreign policy interests: tying hands versus sinking costs, Journal of "
    "Conflict Resolution 41 (1997)",
    "D. Cox and H. Miller, The Theory of Stochastic Processes, Methuen (1965)",
    "M. DeGroot, Optimal Statistical Decisions, McGraw-Hill (1970)",
    "G. Tullock, Efficient rent seeking, in Toward a Theory of the Rent-Seeking Society (1980)",
    "W. Stein, Asymmetric rent-seeking with more than two contestants, Public Choice 113 (2002)",
};

std::unique_ptr<const Instance> join(const ModelData& data) {
    const Prepared prepared{static_cast<std::size_t>(data.settings.at("contestants"))};
    constexpr double work = 1000;
    return std::make_unique<KernelInstance<Prepared>>(
        interface(prepared.contestants), prepared,
        Builds<const Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_commitment), work);
}

}  // namespace
}  // namespace commitment_model

extern const Model commitment;
const Model commitment = {
    .name = "commitment",
    .version = 2,
    .summary = "promises: an uncertain patron, Plan B, signals, margins, pivots and contests",
    .references = commitment_model::references,
    .settings = commitment_model::settings,
    .join = commitment_model::join,
    .published = commitment_model::published,
};

}  // namespace entente::kernels
#endif
