// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/alliance_years.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reference {
namespace {

constexpr double least_membership = 1e-12;
constexpr double least_belief = 1e-6;

// Lambda of the specification.
double logistic(double z) {
    if (z >= 0) return 1 / (1 + std::exp(-z));
    return std::exp(z) / (1 + std::exp(z));
}

double logit(double p) { return std::log(p / (1 - p)); }

double clip_belief(double c) { return std::clamp(c, least_belief, 1 - least_belief); }

// The positive root of A x^2 + B x - D = 0, for A > 0 and D >= 0, in the form that does not cancel.
double positive_root(double A, double B, double D) {
    const double root = std::sqrt(B * B + 4 * A * D);
    return B > 0 ? 2 * D / (B + root) : (-B + root) / (2 * A);
}

// The M at which `right_side`, which falls in M, equals M: regula falsi, an end that stays put
// having its weight halved (Illinois), until the residual is below a rounding of M. It is then as
// close to the root as doubles allow: M - right_side(M) rises at least as fast as M.
template <class Function>
double fixed_point(const Function& right_side) {
    const auto excess = [&](double M) { return M - right_side(M); };
    double high = right_side(0.0), low = right_side(high);
    double above = excess(high), below = excess(low);
    if (below >= 0) return low;  // The root lies between; rounding alone can put it at an end.
    if (above <= 0) return high;
    for (int side = 0;;) {
        double M = high - above * (high - low) / (above - below);
        if (!(low < M && M < high)) M = low + (high - low) / 2;
        if (M == low || M == high) return M;
        const double found = excess(M);
        if (std::abs(found) <= std::numeric_limits<double>::epsilon() / 2 * M) return M;
        if (found > 0) {
            high = M, above = found;
            if (side == 1) below /= 2;
            side = 1;
        } else {
            low = M, below = found;
            if (side == -1) above /= 2;
            side = -1;
        }
    }
}

}  // namespace

Alliance::Alliance(const Theatre& theatre, const Patron& patron, const Shared& shared,
                   const Local& local)
    : p_(shared),
      k_(local),
      K_(theatre.adversary_capability),
      m_0_(patron.gdp * patron.burden),
      c_(k_.belief) {
    double gdp = 0;
    for (const Ally& ally : theatre.allies) gdp += ally.gdp;
    for (const Ally& ally : theatre.allies) {
        Member m{};
        m.Y = ally.gdp;
        m.x_obs = ally.burden;
        m.d = ally.distance;
        m.h0 = ally.host_nation_support;
        m.w = ally.wavering;
        m.s = m.Y / gdp;
        m.u = std::pow(m.s, p_.thinning);
        m.x = m.x_obs;
        m.n = 1;
        members_.push_back(m);
    }
    calibrate(theatre.baseline);
}

// "Calibration": the first-order condition of the contribution stage, solved for alpha.
void Alliance::calibrate(const Baseline& base) {
    const double psi = p_.private_share;
    const double kappa_b = p_.norm_weight * (1 - base.differentiation);
    for (std::size_t i = 0; i < members_.size(); ++i) {
        Member& m = members_[i];
        // n = 1 and x = x^obs here, so that the allies' spending is M^obs - Y_i x_i^obs.
        const double sigma_i = (base.credence * base.theatre_share * m_0_ * m.u +
                                base.integration * m.u * allied_spending(i)) /
                               m.Y;
        const double e = 1 - base.differentiation * m.h0;
        const double x = m.x_obs;
        const double r = x < base.norm_target ? 1 : 0;
        const double alpha =
            (1 - r * (e - x) * kappa_b / x) / (1 + (e - x) * (psi / x + (1 - psi) / (x + sigma_i)));
        m.alpha = std::clamp(alpha, 1e-4, 0.9);
        m.a_c = 1 - m.alpha;
        m.a_x = m.alpha * psi;
        m.a_z = m.alpha * (1 - psi);
        m.U_out = (1 - m.alpha) * std::log(1 - m.alpha) + m.alpha * std::log(m.alpha);
    }
}

// M - n_i m_i, summed directly.
double Alliance::allied_spending(std::size_t i) const {
    double sum = 0;
    for (std::size_t j = 0; j < members_.size(); ++j) {
        if (j != i) sum += members_[j].n * members_[j].x * members_[j].Y;
    }
    return sum;
}

double Alliance::sigma(std::size_t i) const {
    const Member& m = members_[i];
    return (m.p6 * m.aid + k_.integration * m.u * allied_spending(i)) / m.Y;
}

// D_i(G_i) at the present burdens and credence.
double Alliance::dispute(std::size_t i) const {
    const Member& m = members_[i];
    if (m.h0 == 0) return 0;
    const double gain_in_utility = m.a_c * std::log(1 - m.x) + m.a_x * std::log(m.x) +
                                   m.a_z * std::log(m.x + sigma(i)) - m.U_out;
    const double G = (1 - m.x) * -std::expm1(-std::max(gain_in_utility, 0.0) / m.a_c);
    return 1 / (1 + std::pow(p_.bargaining * G / (p_.demand * m.h0), p_.dispute_sharpness));
}

void Alliance::play_year(int t, double share) {
    prepare_year(t, share);
    if (t == 0) {  // Step 1.
        for (std::size_t i = 0; i < members_.size(); ++i) {
            members_[i].p6 = c_;
            members_[i].z = dispute(i);
        }
    }
    set_contests();
    set_credence();
    set_host_nation_support();
    contribute();
    set_contests();
    meet_crises();
    set_margins(t);
}

// This year's aid and threat.
void Alliance::prepare_year(int t, double share) {
    for (Member& m : members_) {
        m.aid = share * m_0_ * m.u;
        m.ln_threat = std::log(K_) + t * std::log1p(k_.threat_growth) - m.d / p_.reach_km +
                      p_.concentration * std::log(m.s);
    }
}

// p^na and p^a at the present burdens.
void Alliance::set_contests() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        Member& m = members_[i];
        m.own = m.x * m.Y + k_.integration * m.u * allied_spending(i);
        m.p_na = logistic(p_.decisiveness * (std::log(m.own) - m.ln_threat));
        m.p_a = logistic(p_.decisiveness * (std::log(m.own + m.aid) - m.ln_threat));
    }
}

// Step 2.
void Alliance::set_credence() {
    const double delta = k_.differentiation;
    const double breach = p_.reputation * (1 + p_.reputation_pooling * k_.integration);
    for (Member& m : members_) {
        const double y = (1 - delta) * std::min(1.0, m.x / p_.norm_target) + delta * (1 - m.z);
        m.b = logistic(-p_.rationality * ((m.p_a - m.p_na) * p_.stake - p_.patron_war_cost +
                                          breach + p_.compliance_weight * (y - 1)));
    }
    b_mean_ = mean([](const Member& m) { return m.b; });
    for (Member& m : members_) {
        m.p5 = (1 - c_) * ((1 - delta) * b_mean_ + delta * m.b);
        m.p6 = 1 - m.p5;
    }
}

// Step 3.
void Alliance::set_host_nation_support() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        Member& m = members_[i];
        m.z = dispute(i);
        m.hns = k_.differentiation * m.h0 * (1 + (1 - m.z) * (p_.demand - 1));
    }
}

// Step 4: ally i's burden when all together spend M.
double Alliance::reply(const Member& m, double M) const {
    const double kappa = p_.norm_weight * (1 - k_.differentiation);
    const double iota = k_.integration;
    const double C = (m.p6 * m.aid + iota * m.u * M) / m.Y;
    const double v = 1 - iota * m.u * m.n;
    const double W = 1 - m.hns;
    const auto x = [&](double p) {
        const double A = (m.a_c + p) * v + m.a_z;
        const double B = (m.a_c + p) * C - (p * v + m.a_z) * W;
        return positive_root(A, B, p * W * C);
    };
    return std::max(x(m.a_x), std::min(x(m.a_x + kappa), p_.norm_target));
}

// Step 4: the equilibrium.
void Alliance::contribute() {
    const double M = fixed_point([&](double total) {
        double sum = 0;
        for (const Member& m : members_) sum += m.n * m.Y * reply(m, total);
        return sum;
    });
    for (Member& m : members_) m.x = reply(m, M);
}

// Step 5: the game between adversary, ally and patron.
Crisis Alliance::crisis(double p_na, double p_a, double p5, double p6) const {
    const double lambda = p_.rationality;
    const double u15 = (1 - p_na) - p_.adversary_war_cost;
    const double u16 = (1 - p_a) - p_.escalation * p_.adversary_war_cost;
    const double u25 = -(1 - p_na) - p_.ally_war_cost;
    const double u26 = -(1 - p_a) - p_.ally_war_cost;
    const double war = p5 * u25 + p6 * u26;
    const double p4 = logistic(lambda * (war + 1));
    const double p2 = logistic(lambda * ((1 - p4) + p4 * (p5 * u15 + p6 * u16) - p_.status_quo));
    return {p2, p4, p2 * (-(1 - p4) + p4 * war)};
}

void Alliance::meet_crises() {
    for (Member& m : members_) {
        const Crisis game = crisis(m.p_na, m.p_a, m.p5, m.p6);
        m.p2 = game.p2;
        m.p4 = game.p4;
        m.V = game.V;
    }
    for (Member& m : members_) {
        double others = 0;
        for (const Member& j : members_) {
            if (&j != &m) others += j.n * j.s * p_.crisis_rate * j.p2 * j.p4;
        }
        m.E = k_.integration * others;
    }
}

// Step 6.
void Alliance::set_margins(int t) {
    const double delta = k_.differentiation;
    const double kappa = p_.norm_weight * (1 - delta);
    const double tau = p_.norm_target;
    const double T_mean = mean([&](const Member& m) { return 1 - std::min(1.0, m.x / tau); });
    for (std::size_t i = 0; i < members_.size(); ++i) {
        Member& m = members_[i];
        m.tension = (1 - delta) * T_mean + delta * m.z;
        const double V_in = m.a_c * std::log(1 - m.x - m.hns) + m.a_x * std::log(m.x) +
                            m.a_z * std::log(m.x + sigma(i)) +
                            kappa * std::log(std::min(m.x, tau) / tau) +
                            p_.loss_weight * (p_.crisis_rate * m.V - m.E) -
                            p_.tension_weight * m.tension - p_.autonomy_cost * k_.integration;
        // Self-reliant, nobody intervenes: p5 = 1 and p6 = 0.
        const double p_o = logistic(p_.decisiveness * (std::log(m.alpha * m.Y) - m.ln_threat));
        const double V_o = crisis(p_o, p_o, 1, 0).V;
        const double V_out =
            m.U_out + p_.loss_weight * p_.crisis_rate * V_o - p_.plan_b_cost + p_.drift * t * m.w;
        m.margin = V_in - V_out;
    }
}

// Step 7: exits.
double Alliance::hazard(const Member& m) const {
    return p_.exit_rate * std::exp(std::clamp(-p_.exit_sensitivity * m.margin, -20.0, 5.0));
}

void Alliance::leave() {
    for (Member& m : members_) m.n = std::max(least_membership, m.n * std::exp(-hazard(m)));
}

// Step 8: the signal L_k, given next year's probability that the patron is committed.
double Alliance::heard(double pi) const {
    const double transactional = (1 - p_.deeds) * k_.rhetoric + p_.deeds * (1 - 2 * b_mean_);
    return p_.signal * (pi + (1 - pi) * transactional);
}

// Step 8: the belief.
void Alliance::update_belief(double own_signal, double other_signal) {
    const double prior = clip_belief(c_ * (1 - p_.relapse) + (1 - c_) * p_.recovery);
    c_ = clip_belief(logistic(logit(prior) + own_signal + p_.mirror * other_signal));
}

}  // namespace reference
