// SPDX-License-Identifier: Apache-2.0
//
// The years of one theatre, steps 1 to 8 of the specification. Symbols are the specification's.
#pragma once

#include <cstddef>
#include <vector>

#include "tests/reference/alliance_reference.hpp"

namespace reference {

/// Parameters that the theatres share.
struct Shared {
    double committed0, recovery, relapse, signal, deeds, mirror, pivot, thinning, private_share,
        norm_target, norm_weight, demand, bargaining, dispute_sharpness, concentration, reach_km,
        decisiveness, rationality, crisis_rate, status_quo, stake, patron_war_cost, reputation,
        reputation_pooling, compliance_weight, adversary_war_cost, ally_war_cost, escalation,
        loss_weight, tension_weight, autonomy_cost, plan_b_cost, drift, exit_rate, exit_sensitivity;
};

/// Parameters of one theatre.
struct Local {
    double integration, differentiation, belief, rhetoric, theatre_share, threat_growth;
};

/// Ally i: what is known of it, its tastes, its state and this year's quantities.
struct Member {
    double Y, x_obs, d, h0, w, s, u;
    double alpha, a_c, a_x, a_z, U_out;
    double x, n, z;
    double aid, ln_threat;
    double own, p_na, p_a;
    double b, p5, p6;  // p6 is the credence of the guarantee
    double hns;
    double p2, p4, V, E, tension, margin;
};

/// Outcome of the crisis game for an ally.
struct Crisis {
    double p2, p4, V;
};

/// A theatre in the course of its years; members carry the symbols of the specification.
class Alliance {
  public:
    Alliance(const Theatre& theatre, const Patron& patron, const Shared& shared,
             const Local& local);

    /// Steps 1 to 6 of year t, the patron's forces divided so that `share` of them are here.
    void play_year(int t, double share);
    /// Step 7: the hazard of a member's exit after the year that was played, and exits.
    double hazard(const Member& m) const;
    void leave();
    /// Step 8: the signal L_k, given next year's probability that the patron is committed.
    double heard(double pi) const;
    /// Step 8: the belief.
    void update_belief(double own_signal, double other_signal);

    const Shared& shared() const { return p_; }
    const Local& local() const { return k_; }
    const std::vector<Member>& members() const { return members_; }
    double belief() const { return c_; }

    /// The mean of `value` over members, weighted by n s.
    template <class Function>
    double mean(const Function& value) const {
        double sum = 0, weights = 0;
        for (const Member& m : members_) {
            sum += m.n * m.s * value(m);
            weights += m.n * m.s;
        }
        return sum / weights;
    }

  private:
    void calibrate(const Baseline& baseline);
    void prepare_year(int t, double share);
    void set_contests();
    void set_credence();
    void set_host_nation_support();
    void contribute();
    void meet_crises();
    void set_margins(int t);

    double allied_spending(std::size_t i) const;
    double sigma(std::size_t i) const;
    double dispute(std::size_t i) const;
    double reply(const Member& m, double M) const;
    Crisis crisis(double p_na, double p_a, double p5, double p6) const;

    Shared p_;
    Local k_;
    double K_, m_0_;
    double c_, b_mean_ = 0;
    std::vector<Member> members_;
};

}  // namespace reference
