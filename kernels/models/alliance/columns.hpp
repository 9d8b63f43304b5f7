// SPDX-License-Identifier: Apache-2.0
//
// The order of the model's columns, shared by its tables (alliance.cpp) and its kernel.
#pragma once

#include <cstddef>

namespace entente::kernels::alliance_model {

inline constexpr std::size_t most_theatres = 2;

/// Parameters of one theatre; the first theatre's come first, then the second's, then the shared
/// ones.
enum TheatreParameter : std::size_t {
    integration,
    differentiation,
    belief,
    rhetoric,
    theatre_share,
    threat_growth,
    theatre_parameters  ///< how many
};

/// Parameters that the theatres share.
enum SharedParameter : std::size_t {
    committed0,
    recovery,
    relapse,
    signal,
    deeds,
    mirror,
    pivot,
    thinning,
    private_share,
    norm_target,
    norm_weight,
    demand,
    bargaining,
    dispute_sharpness,
    concentration,
    reach_km,
    decisiveness,
    rationality,
    crisis_rate,
    status_quo,
    stake,
    patron_war_cost,
    reputation,
    reputation_pooling,
    compliance_weight,
    adversary_war_cost,
    ally_war_cost,
    escalation,
    loss_weight,
    tension_weight,
    autonomy_cost,
    plan_b_cost,
    drift,
    exit_rate,
    exit_sensitivity,
    shared_parameters  ///< how many
};

/// Scalar outputs of one theatre; the first theatre's come first.
enum TheatreOutput : std::size_t {
    out_stability,
    out_cohesion,
    out_intact_years,
    out_challenge,
    out_abandonment,
    out_entrapment,
    out_tension,
    out_credence,
    out_patron_share,
    out_burden,
    out_compliance,
    out_margin_min,
    out_self_reliance,
    out_final_membership,
    out_weakest_member,
    theatre_outputs  ///< how many
};

/// Outputs that exist for every year as well, in the order of their columns.
inline constexpr TheatreOutput yearly[] = {out_stability,   out_cohesion,     out_challenge,
                                           out_abandonment, out_entrapment,   out_tension,
                                           out_credence,    out_patron_share, out_burden};
inline constexpr std::size_t yearly_outputs = sizeof yearly / sizeof *yearly;

/// Outputs that exist for every member.
enum MemberOutput : std::size_t { member_final, member_burden, member_margin, member_outputs };

/// Values of the `status` output.
enum Status { status_ok, status_no_equilibrium, status_not_finite };

}  // namespace entente::kernels::alliance_model
