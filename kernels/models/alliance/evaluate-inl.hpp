// SPDX-License-Identifier: Apache-2.0
//
// The equations of alliance.cpp on a block of scenarios, one scenario per lane. Compiled once per
// instruction set: `Real`, `Mask` and their functions are those of the namespace ENTENTE_LANES.

#if defined(ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#undef ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#else
#define ENTENTE_KERNELS_MODELS_ALLIANCE_EVALUATE_INL_HPP
#endif

namespace entente::kernels::ENTENTE_LANES {
namespace {

using namespace alliance_model;

// Odds beyond e^230 are taken as e^230 (a probability of 1e-100), so that three of them can share
// one division without overflow.
constexpr double most_log_odds = 230;

// One member, all lanes: constants of the scenario, state, and what one pass leaves to the next.
struct Ally {
    // Constants of the scenario.
    Real civil, arms, security;  // tastes a_c, a_x, a_z
    Real civil_inverse;          // 1 / a_c
    Real self_reliant;           // U_out
    Real thinned;                // u = s^thinning
    Real spill;                  // integration u / Y
    Real aid_whole;              // m0 u / Y: aid, share of GDP, if all of the patron's forces were here
    Real threat;                 // ln(Th / Y) at t = 0
    Real dispute_scale;          // ln(bargaining / (demand h0))
    // State.
    Real x, log_x;    // burden
    Real n;           // membership
    Real z;           // dispute
    Real alone_odds;  // odds against the self-reliant ally in a contest, (Th / (alpha Y))^decisiveness
    // Within a year.
    Real own, aid;       // forces that protect the ally without and from the patron, share of GDP
    Real abandon, help;  // b, then p5; p6
    Real income;         // W = 1 - host-nation support
    Real weight;         // n Y
    Real own_share;      // v = 1 - integration u n
    Real promised;       // p6 aid
    Real partial;        // the margin without what depends on the other members
    Real war;            // q
    Real next, slope;    // x(M) and its derivative
    // Sums over years.
    Real sum_burden, sum_margin;
};

// A theatre, all lanes.
struct Side {
    Real integration, differentiation, collective;  // collective = 1 - differentiation
    Real belief;
    Real growth;      // ln(1 + threat_growth)
    Real odds_growth; // factor of alone_odds from year to year
    Real spending;    // M
    Real members;     // sum of n s
    Real readiness;   // last year's ratio of M to what M was before
    Real abandon;     // b bar
    Real sums[theatre_outputs];
    Ally allies[Theatre::most_members];
};

// Columns of the batch at one block of lanes.
struct Block {
    const double* const* in;
    double* const* out;
    std::size_t lane;
    std::size_t shared;  // first shared parameter

    HWY_INLINE Real operator()(SharedParameter p) const { return load(in[shared + p] + lane); }
    HWY_INLINE Real operator()(std::size_t k, TheatreParameter p) const {
        return load(in[k * theatre_parameters + p] + lane);
    }
    HWY_INLINE void put(std::size_t column, Real value) const {
        if (out[column] != nullptr) store(value, out[column] + lane);
    }
};

// Quantities that every ally needs, computed once per scenario.
struct Common {
    Real norm, norm_inverse, norm_log, norm_met;
    Real demand_excess;  // demand - 1
    Real war_cost;       // adversary's, when the patron stays away
    Real war_cost_more;  // what the patron's intervention adds to it
};

HWY_INLINE Real clip(Real a, Real lo, Real hi) { return min(max(a, lo), hi); }

// ---------------------------------------------------------------- the scenario begins

// Tastes that make the observed burden the ally's best reply in the base year. (1)
HWY_INLINE void calibrate(const Block& at, const PreparedTheatre& theatre, double patron_forces,
                          const PreparedMember& member, Ally& ally) {
    const Baseline& base = theatre.baseline;
    const double x = member.burden;
    const double income = 1 - base.differentiation * member.host_nation_support;
    const double others = theatre.observed_spending - member.gdp * x;
    const Real spillin =
        ally.thinned * Real((base.credence * base.theatre_share * patron_forces +
                             base.integration * others) / member.gdp);
    const Real share = at(private_share);
    Real numerator = 1.0;
    if (x < base.norm_target) {
        numerator = fma(at(norm_weight), (x - income) * (1 - base.differentiation) / x, 1.0);
    }
    const Real pull = fma(share, 1 / x, (Real(1.0) - share) / (spillin + Real(x)));
    const Real alpha = clip(numerator / fma(pull, income - x, 1.0), 1e-4, 0.9);

    ally.civil = Real(1.0) - alpha;
    ally.arms = alpha * share;
    ally.security = alpha * (Real(1.0) - share);
    ally.civil_inverse = Real(1.0) / ally.civil;
    const Real log_alpha = log(alpha);
    ally.self_reliant = fma(ally.civil, log(ally.civil), alpha * log_alpha);
    // The threat is kept relative to GDP, as forces are: alpha Y / Th = alpha / (Th / Y).
    ally.alone_odds = exp_within(600, at(decisiveness) * (ally.threat - log_alpha));
}

HWY_INLINE void begin_ally(const Block& at, const PreparedTheatre& theatre, double patron_forces,
                           const PreparedMember& member, Real integrated, Ally& ally) {
    ally.thinned = exp(at(thinning) * Real(member.log_share));
    ally.spill = integrated * ally.thinned * Real(1 / member.gdp);
    ally.aid_whole = ally.thinned * Real(patron_forces / member.gdp);
    ally.threat = fma(at(concentration), member.log_share,
                      Real(theatre.log_adversary - member.log_gdp) -
                          Real(member.distance) / at(reach_km));
    calibrate(at, theatre, patron_forces, member, ally);
    ally.x = member.burden;
    ally.log_x = log(ally.x);
    ally.n = 1.0;
    ally.z = 0.0;
    ally.dispute_scale = 0.0;
    if (member.host_nation_support > 0) {
        ally.dispute_scale = log(at(bargaining) / (at(demand) * Real(member.host_nation_support)));
    }
    ally.sum_burden = 0.0;
    ally.sum_margin = 0.0;
}

HWY_INLINE void begin_side(const Block& at, const Prepared& prepared, std::size_t k, Side& side) {
    const PreparedTheatre& theatre = prepared.theatres[k];
    side.integration = at(k, integration);
    side.differentiation = at(k, differentiation);
    side.collective = Real(1.0) - side.differentiation;
    side.belief = at(k, belief);
    side.growth = log(at(k, threat_growth) + Real(1.0));
    side.odds_growth = exp(at(decisiveness) * side.growth);
    side.readiness = 1.0;
    side.members = 0.0;
    side.spending = 0.0;
    for (Real& sum : side.sums) sum = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        const PreparedMember& member = theatre.members[i];
        begin_ally(at, theatre, prepared.patron_forces, member, side.integration, side.allies[i]);
        side.members = side.members + Real(member.share);
        side.spending = side.spending + Real(member.gdp * member.burden);
    }
}

// ---------------------------------------------------------------- steps of a year

// Probability of a dispute over burdens, D(G), at last year's burden; `own` and `aid` are current. (2)
HWY_INLINE Real dispute(const Block& at, const Ally& ally, Real credence) {
    const Real protection = log(fma(credence, ally.aid, ally.own));
    const Real loss = exp((ally.self_reliant - fma(ally.arms, ally.log_x, ally.security * protection)) *
                          ally.civil_inverse);
    const Real gain = max(Real(1.0) - ally.x - loss, 1e-300);
    const Real odds = exp(at(dispute_sharpness) * (log(gain) + ally.dispute_scale));
    return Real(1.0) / (Real(1.0) + odds);
}

// Would a transactional patron abandon? (4)
HWY_INLINE void doubt(const Block& at, const Common& common, const PreparedTheatre& theatre, int t,
                      Real share, Real years_of_growth, Side& side) {
    const Real base = fma(at(reputation), fma(at(reputation_pooling), side.integration, 1.0),
                          -(at(patron_war_cost) + at(compliance_weight)));
    Real sum = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        ally.weight = ally.n * Real(member.gdp);
        ally.own = fma(ally.spill, side.spending - ally.weight * ally.x, ally.x);
        ally.aid = share * ally.aid_whole;
        if (t == 0 && member.host_nation_support > 0) ally.z = dispute(at, ally, side.belief);

        const Real threat = ally.threat + years_of_growth;
        const Real against_alone =
            exp_within(most_log_odds, at(decisiveness) * (threat - log(ally.own)));
        const Real against_both =
            exp_within(most_log_odds, at(decisiveness) * (threat - log(ally.own + ally.aid)));
        const Real turned = (against_alone - against_both) /
                            ((Real(1.0) + against_alone) * (Real(1.0) + against_both));
        const Real compliance =
            fma(side.collective, min(ally.x * common.norm_inverse, 1.0),
                side.differentiation * (Real(1.0) - ally.z));
        const Real value = fma(turned, at(stake), fma(at(compliance_weight), compliance, base));
        ally.abandon = Real(1.0) / (Real(1.0) + exp(at(rationality) * value));
        sum = fma(ally.n * Real(member.share), ally.abandon, sum);
    }
    side.abandon = sum / side.members;
}

// Credence of the guarantee, disputes and host-nation support. (5)
HWY_INLINE void negotiate(const Block& at, const Common& common, const PreparedTheatre& theatre,
                          Side& side) {
    const Real distrust = Real(1.0) - side.belief;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        ally.abandon = distrust * fma(side.collective, side.abandon,
                                      side.differentiation * ally.abandon);
        ally.help = Real(1.0) - ally.abandon;
        ally.promised = ally.help * ally.aid;
        ally.own_share = fma(-(ally.spill * Real(theatre.members[i].gdp)), ally.n, 1.0);
        ally.income = 1.0;
        const double support = theatre.members[i].host_nation_support;
        if (support > 0) {
            ally.z = dispute(at, ally, ally.help);
            const Real paid = fma(Real(1.0) - ally.z, common.demand_excess, 1.0);
            ally.income = fma(side.differentiation * paid, -support, 1.0);
        }
    }
}

// The ally's reply to the theatre's spending M, and how it changes with M: the root of
//   A x^2 + B x - p W C = 0, clamped by the norm (6).
// Whether the norm binds is read off the sign of the quadratic at x = norm, so that one root serves.
HWY_INLINE void reply(const Common& common, Real norm_taste, Real spending, Ally& ally) {
    const Real v = ally.own_share;
    const Real C = fma(ally.spill, spending, ally.promised);
    const Real W = ally.income;
    const Real beyond = common.norm - W;
    const Real protected_at_norm = fma(v, common.norm, C);
    const Real base = fma(ally.security * common.norm, beyond,
                          ally.civil * common.norm * protected_at_norm);
    const Real tilt = beyond * protected_at_norm;
    const Real eager = ally.arms + norm_taste;
    const Mask above = fma(ally.arms, tilt, base) < Real(0.0);
    const Mask below = fma(eager, tilt, base) > Real(0.0);

    const Real p = select(above, ally.arms, eager);
    const Real s = ally.civil + p;
    const Real A = fma(s, v, ally.security);
    const Real B = fma(s, C, -(fma(p, v, ally.security) * W));
    const Real pW = p * W;
    const Real D2 = (pW + pW) * C;
    const Real A2 = A + A;
    const Real root = sqrt(fma(B, B, A2 * D2));
    const Real q = root + abs(B);
    // 2D/(B + root) where B > 0, (root - B)/2A elsewhere: neither cancels.
    const Mask positive = B > Real(0.0);
    const Real numerator = select(positive, D2, q);
    const Real denominator = select(positive, q, A2);
    const Real inverse = Real(1.0) / (denominator * root);
    const Real x = numerator * root * inverse;
    const Real slope = fma(-s, x, pW) * ally.spill * denominator * inverse;

    const Mask free = above | below;
    const Real clamped = select(above, max(x, common.norm), min(x, common.norm));
    ally.next = select(free, clamped, common.norm);
    ally.slope = select(free, slope, 0.0);
}

// Nash equilibrium of contributions: M = sum of n Y x(M) by a bracketed Newton iteration (7).
// A lane stops moving once it has converged, so that its bits do not depend on its neighbours.
// Returns the lanes that did not reach a residual of 1e-12 M.
HWY_INLINE Mask contribute(const Block& at, const Common& common, const PreparedTheatre& theatre,
                           Side& side) {
    constexpr int most_evaluations = 100;
    constexpr double tolerance = 1e-14;
    const Real norm_taste = at(norm_weight) * side.collective;
    Real lo = 0.0;
    Real hi = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        hi = fma(side.allies[i].weight, side.allies[i].income, hi);
    }
    const Real before = side.spending;
    Real M = clip(before * side.readiness, lo, hi);
    Real residual = 0.0;
    Real sum = 0.0;
    for (int evaluation = 0; evaluation < most_evaluations; ++evaluation) {
        sum = 0.0;
        Real slope = 0.0;
        for (std::size_t i = 0; i < theatre.members.size(); ++i) {
            Ally& ally = side.allies[i];
            reply(common, norm_taste, M, ally);
            sum = fma(ally.weight, ally.next, sum);
            slope = fma(ally.weight, ally.slope, slope);
        }
        residual = sum - M;
        const Mask moving = abs(residual) > Real(tolerance) * M;
        if (!any(moving)) break;
        const Mask rising = residual > Real(0.0);
        lo = select(rising, M, lo);
        hi = select(rising, hi, M);
        const Real newton = M + residual / (Real(1.0) - slope);
        const Real middle = Real(0.5) * (lo + hi);
        const Mask inside = (newton >= lo) & (newton <= hi);
        M = select(moving, select(inside, newton, middle), M);
    }
    side.readiness = sum / before;
    side.spending = sum;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) side.allies[i].x = side.allies[i].next;
    return abs(residual) > Real(1e-12) * M;
}

// The theatre's totals within one year.
struct Totals {
    Real war, shortfall, unharmed, challenge, abandonment, credence, burden, compliance, cohesion;
    Real dispute, own_war, together;
};

// Crisis over each ally, and the part of its margin that needs no other ally. (8, 9)
template <class Told>
HWY_INLINE void crisis(const Block& at, const Common& common, const PreparedTheatre& theatre, int t,
                       Real years_of_growth, Side& side, Totals& totals, Told& told) {
    const Real norm_taste = at(norm_weight) * side.collective;
    const Real lambda = at(rationality);
    const Real omega = at(crisis_rate);
    const Real c_m = at(ally_war_cost);
    const Real fixed = fma(at(autonomy_cost), -side.integration, at(plan_b_cost));
    const Real dispute_cost = at(tension_weight) * side.differentiation;
    const Real outcome_weight = at(loss_weight) * omega;
    const Real drifted = at(drift) * Real(t);

    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        const Real own = fma(ally.spill, side.spending - ally.weight * ally.x, ally.x);
        const Real threat = ally.threat + years_of_growth;
        ally.log_x = log(ally.x);

        // Odds against the ally: alone in the alliance, with the patron, self-reliant.
        const Real o_na = exp_within(most_log_odds, at(decisiveness) * (threat - log(own)));
        const Real o_a = exp_within(most_log_odds, at(decisiveness) * (threat - log(own + ally.aid)));
        const Real o_out = clip(ally.alone_odds, 0x1.b51a88b7cea8ep-332, 0x1.2bd3b9ea1e7efp+331);
        const Real d_na = o_na + Real(1.0), d_a = o_a + Real(1.0), d_out = o_out + Real(1.0);
        const Real inverse = Real(1.0) / (d_na * d_a * d_out);
        const Real lose_na = o_na * d_a * d_out * inverse;
        const Real lose_a = o_a * d_na * d_out * inverse;
        const Real lose_out = o_out * d_na * d_a * inverse;

        const Real lose = fma(ally.abandon, lose_na, ally.help * lose_a);
        const Real war_ally = -(lose + c_m);
        const Real war_adversary = lose - fma(ally.help, common.war_cost_more, common.war_cost);
        const Real out_ally = -(lose_out + c_m);
        const Real out_adversary = lose_out - common.war_cost;

        // Resist?
        const Real e4 = exp_bounded(-(lambda * (war_ally + Real(1.0))));
        const Real e4_out = exp_bounded(-(lambda * (out_ally + Real(1.0))));
        const Real r4 = Real(1.0) / ((Real(1.0) + e4) * (Real(1.0) + e4_out));
        const Real resist = (Real(1.0) + e4_out) * r4;
        const Real concede = e4 * resist;
        const Real resist_out = (Real(1.0) + e4) * r4;
        const Real concede_out = e4_out * resist_out;

        // Challenge?
        const Real sq = at(status_quo);
        const Real e2 = exp_bounded(lambda * (sq - fma(resist, war_adversary, concede)));
        const Real e2_out =
            exp_bounded(lambda * (sq - fma(resist_out, out_adversary, concede_out)));
        const Real r2 = Real(1.0) / ((Real(1.0) + e2) * (Real(1.0) + e2_out));
        const Real challenge = (Real(1.0) + e2_out) * r2;
        const Real challenge_out = (Real(1.0) + e2) * r2;

        const Real value = challenge * fma(resist, war_ally, -concede);
        const Real value_out = challenge_out * fma(resist_out, out_ally, -concede_out);
        const Real challenged = omega * challenge;
        ally.war = challenged * resist;

        const Real protection = log(fma(ally.help, ally.aid, own));
        const Real consumption = fma(ally.civil, log(ally.income - ally.x),
                                     fma(ally.arms, ally.log_x, ally.security * protection));
        const Real norm_penalty = norm_taste * min(ally.log_x - common.norm_log, 0.0);
        ally.partial = consumption - ally.self_reliant + norm_penalty +
                       outcome_weight * (value - value_out) + fixed - dispute_cost * ally.z -
                       drifted * Real(member.wavering);

        const Real g = ally.n * Real(member.share);
        const Real g_war = g * ally.war;
        const Real spent = ally.x + (Real(1.0) - ally.income);
        totals.war = totals.war + g_war;
        totals.own_war = fma(g, g_war, totals.own_war);
        totals.shortfall =
            fma(g, Real(1.0) - min(ally.x * common.norm_inverse, 1.0), totals.shortfall);
        totals.unharmed = fma(g, Real(1.0) - challenged * fma(resist, lose, concede), totals.unharmed);
        totals.challenge = fma(g, challenged, totals.challenge);
        totals.abandonment = fma(g_war, ally.abandon, totals.abandonment);
        totals.credence = fma(g, ally.help, totals.credence);
        totals.burden = fma(g, spent, totals.burden);
        totals.compliance =
            totals.compliance + select(ally.x >= common.norm_met, g, 0.0);
        totals.cohesion = totals.cohesion + g;
        totals.dispute = fma(g, ally.z, totals.dispute);
        totals.together = totals.together * ally.n;
        ally.sum_burden = ally.sum_burden + spent;
        told.contest(i, own, threat, lose_na, lose_a, challenge, resist);
    }
}

// Margins, exits, and the sums that next year starts from. (10, 11)
template <class Told>
HWY_INLINE void exits(const Block& at, const PreparedTheatre& theatre, Real common_tension,
                      const Totals& totals, Side& side, Real& margin_min, Real& self_reliance,
                      Told& told) {
    const Real entrapped = at(loss_weight) * side.integration;
    const Real shared_tension = at(tension_weight) * common_tension;
    side.spending = 0.0;
    side.members = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        Ally& ally = side.allies[i];
        const PreparedMember& member = theatre.members[i];
        const Real other_wars = totals.war - ally.n * Real(member.share) * ally.war;
        const Real margin = ally.partial - fma(entrapped, other_wars, shared_tension);
        margin_min = min(margin_min, margin);
        self_reliance =
            self_reliance + select(margin < Real(0.0), Real(member.share), 0.0);
        ally.sum_margin = ally.sum_margin + margin;
        const Real hazard =
            at(exit_rate) * exp_bounded(clip(-(at(exit_sensitivity) * margin), -20.0, 5.0));
        told.exit(i, ally, margin, hazard);
        ally.n = max(ally.n * exp_bounded(-hazard), 1e-12);
        side.spending = fma(ally.n * ally.x, member.gdp, side.spending);
        side.members = fma(ally.n, member.share, side.members);
        ally.alone_odds = ally.alone_odds * side.odds_growth;
    }
}

// Adds the year to the sums and, where wanted, to the yearly columns.
HWY_INLINE void record(const Block& at, const Prepared& prepared, const PreparedTheatre& theatre,
                       int t, const Real (&year)[theatre_outputs], Side& side) {
    for (std::size_t o = 0; o < theatre_outputs; ++o) side.sums[o] = side.sums[o] + year[o];
    const auto horizon = static_cast<std::size_t>(prepared.horizon);
    for (std::size_t o = 0; o < yearly_outputs; ++o) {
        at.put(theatre.years + o * horizon + static_cast<std::size_t>(t), year[yearly[o]]);
    }
}

// One theatre, one year. Returns the lanes without an equilibrium.
template <class Told>
HWY_INLINE Mask advance(const Block& at, const Common& common, const Prepared& prepared,
                        std::size_t k, int t, Real share, Side& side, Told& told) {
    const PreparedTheatre& theatre = prepared.theatres[k];
    const Real years_of_growth = Real(t) * side.growth;
    doubt(at, common, theatre, t, share, years_of_growth, side);
    negotiate(at, common, theatre, side);
    const Mask failed = contribute(at, common, theatre, side);
    told.begin(t, k, share, side);

    Totals totals = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0};
    crisis(at, common, theatre, t, years_of_growth, side, totals, told);

    const Real inverse = Real(1.0) / totals.cohesion;
    const Real forces = share * Real(prepared.patron_forces);
    const Real common_tension = side.collective * totals.shortfall * inverse;
    Real year[theatre_outputs];
    for (Real& value : year) value = 0.0;
    year[out_stability] = totals.unharmed;
    year[out_cohesion] = totals.cohesion;
    year[out_intact_years] = totals.together;
    year[out_challenge] = totals.challenge * inverse;
    year[out_abandonment] = totals.abandonment * inverse;
    year[out_entrapment] =
        side.integration * (totals.war - totals.own_war * inverse);
    year[out_tension] = fma(side.differentiation * totals.dispute, inverse, common_tension);
    year[out_credence] = totals.credence * inverse;
    year[out_patron_share] = forces / (forces + side.spending);
    year[out_burden] = totals.burden * inverse;
    year[out_compliance] = totals.compliance * inverse;
    year[out_margin_min] = 1e300;
    exits(at, theatre, common_tension, totals, side, year[out_margin_min], year[out_self_reliance],
          told);
    record(at, prepared, theatre, t, year, side);
    return failed;
}

// ---------------------------------------------------------------- the scenario as a whole

// Beliefs after a year: what the patron said and would have done, here and there. (12)
HWY_INLINE void learn(const Block& at, std::size_t theatres, Real& committed, Side* sides) {
    const Real keep = Real(1.0) - at(relapse);
    committed = fma(committed, keep, (Real(1.0) - committed) * at(recovery));
    Real evidence[most_theatres];
    for (std::size_t k = 0; k < theatres; ++k) {
        const Real deed = fma(sides[k].abandon, -2.0, 1.0);
        const Real transactional =
            fma(Real(1.0) - at(deeds), at(k, rhetoric), at(deeds) * deed);
        evidence[k] = at(signal) * fma(Real(1.0) - committed, transactional, committed);
    }
    for (std::size_t k = 0; k < theatres; ++k) {
        Real told = evidence[k];
        if (theatres == 2) told = fma(at(mirror), evidence[1 - k], told);
        const Real c = sides[k].belief;
        const Real prior =
            clip(fma(c, keep, (Real(1.0) - c) * at(recovery)), 1e-6, 1 - 1e-6);
        const Real posterior = prior / fma(Real(1.0) - prior, exp(-told), prior);
        sides[k].belief = clip(posterior, 1e-6, 1 - 1e-6);
    }
}

// The patron's forces in each theatre: the pivot moves them from the first to the second. (13)
HWY_INLINE Real forces_share(const Block& at, std::size_t theatres, std::size_t k, int t) {
    const Real here = at(k, theatre_share);
    if (theatres == 1) return here;
    const Real first = at(0, theatre_share), second = at(1, theatre_share);
    const Real moved = clip(at(pivot) * Real(t), -second, first);
    return k == 0 ? here - moved : here + moved;
}

HWY_INLINE void finish(const Block& at, const Prepared& prepared, const PreparedTheatre& theatre,
                       const Side& side, Real& checksum) {
    const double years = 1.0 / prepared.horizon;
    Real final_share = 0.0, least = 2.0, weakest = 0.0;
    for (std::size_t i = 0; i < theatre.members.size(); ++i) {
        const Ally& ally = side.allies[i];
        final_share = fma(ally.n, theatre.members[i].share, final_share);
        weakest = select(ally.n < least, static_cast<double>(i), weakest);
        least = min(least, ally.n);
        const std::size_t n = theatre.members.size();
        at.put(theatre.by_member + member_final * n + i, ally.n);
        at.put(theatre.by_member + member_burden * n + i, ally.sum_burden * Real(years));
        at.put(theatre.by_member + member_margin * n + i, ally.sum_margin * Real(years));
    }
    for (std::size_t o = 0; o < theatre_outputs; ++o) {
        Real value = side.sums[o] * Real(years);
        if (o == out_intact_years) value = side.sums[o];
        if (o == out_final_membership) value = final_share;
        if (o == out_weakest_member) value = weakest;
        checksum = checksum + value;
        at.put(theatre.scalars + o, value);
    }
}

template <class Told>
HWY_INLINE void evaluate_block(const Prepared& prepared, const Batch& batch, std::size_t lane,
                               Side* sides, Told& told) {
    const Block at{batch.in, batch.out, lane, prepared.shared};
    const std::size_t theatres = prepared.theatres.size();
    const Real norm = at(norm_target);
    const Real adversary_cost = at(adversary_war_cost);
    const Common common = {.norm = norm,
                           .norm_inverse = Real(1.0) / norm,
                           .norm_log = log(norm),
                           .norm_met = norm * Real(1 - 1e-9),
                           .demand_excess = at(demand) - Real(1.0),
                           .war_cost = adversary_cost,
                           .war_cost_more = adversary_cost * (at(escalation) - Real(1.0))};
    Real committed = at(committed0);
    for (std::size_t k = 0; k < theatres; ++k) begin_side(at, prepared, k, sides[k]);

    Real status = static_cast<double>(status_ok);
    for (int t = 0; t < prepared.horizon; ++t) {
        for (std::size_t k = 0; k < theatres; ++k) {
            const Real share = forces_share(at, theatres, k, t);
            const Mask failed =
                advance(at, common, prepared, k, t, share, sides[k], told);
            status = select(failed, static_cast<double>(status_no_equilibrium), status);
        }
        learn(at, theatres, committed, sides);
    }

    Real checksum = 0.0;
    for (std::size_t k = 0; k < theatres; ++k) {
        finish(at, prepared, prepared.theatres[k], sides[k], checksum);
    }
    // NaN and infinity are the only numbers whose difference with themselves is not zero.
    const Mask finite = (checksum - checksum) >= Real(0.0);
    at.put(prepared.status,
           select(finite, status, static_cast<double>(status_not_finite)));
}

// Nobody is watching: costs nothing.
struct Untold {
    HWY_INLINE void begin(int, std::size_t, Real, const Side&) {}
    HWY_INLINE void contest(std::size_t, Real, Real, Real, Real, Real, Real) {}
    HWY_INLINE void exit(std::size_t, const Ally&, Real, Real) {}
};

void evaluate(const Prepared& prepared, const Batch& batch) {
    Side sides[most_theatres];
    Untold untold;
    for (std::size_t lane = 0; lane < batch.scenarios; lane += lanes) {
        evaluate_block(prepared, batch, lane, sides, untold);
    }
}

}  // namespace
}  // namespace entente::kernels::ENTENTE_LANES

#endif
