// SPDX-License-Identifier: Apache-2.0
//
// What the kernels of conflict_network are given besides a batch, and where their columns are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/batch.hpp"
#include "kernels/lanes/builds.hpp"
#include "kernels/network.hpp"

namespace entente::kernels::conflict_network_model {

inline constexpr std::size_t absent = SIZE_MAX;  ///< column of what this network does not have

/// What an output is where the status says that there is no equilibrium.
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

enum Status { ok, nonpositive_gamma, nonpositive_phi, singular, negative_effort, no_comparison };

/// A pivot smaller than this share of the matrix's largest entry is a zero: n times the spacing of
/// doubles for the largest n.
inline constexpr double zero_pivot = 0x1p-44;

/// A smaller prize reads as this one: what is spent on it is finite as a share of it.
inline constexpr double least_prize = 1e-60;

/// patron_and_spokes: columns of parameters and outputs.
namespace hub {
enum Parameter : std::size_t {
    beta,
    gamma,
    prize,
    integration,
    spokes,
    rivals,
    cost_patron,
    cost_spoke,
    cost_rival,
    shifter_patron,
    shifter_spoke,
    shifter_rival
};
enum Output : std::size_t {
    payoff_patron,
    payoff_spoke,
    payoff_rival,
    effort_patron,
    effort_spoke,
    effort_rival,
    gain_patron,
    gain_spoke,
    gain_rival,
    total_effort,
    rent_dissipation,
    lambda,
    sum_gamma,
    status
};
}  // namespace hub

/// patron_and_spokes needs no data.
struct Hub {};

/// The first parameters of a given network; others follow as GivenNetwork says.
enum GivenParameter : std::size_t { given_beta, given_gamma, given_prize };

/// What multiplies the weight of a link: an alliance's is beta, or beta integration between spokes.
enum class LinkKind : std::uint8_t { alliance, spoke_alliance, enmity };

struct MatrixEntry {
    double weight = 0;  ///< signed, as Link::weight
    LinkKind kind = LinkKind::alliance;
};

struct PreparedGroup {
    double allies = 0;        ///< sum of the weights of its alliances, but for those below
    double spoke_allies = 0;  ///< of a spoke with spokes, if there is a parameter integration
    double enemies = 0;       ///< sum of the weights of its enmities, > 0
    double cost = 1;
    double shifter = 0;
    std::size_t role = 0;  ///< position in `roles`
};

inline constexpr std::size_t role_count = 4;

/// A role that some group has.
struct PreparedRole {
    std::size_t cost = absent;     ///< column of the parameter
    std::size_t shifter = absent;  ///< likewise
    std::size_t payoff = absent;   ///< column of the output
    std::size_t effort = absent;   ///< likewise
    double members = 0;
};

struct GivenNetwork {
    std::vector<PreparedGroup> groups;
    std::vector<MatrixEntry> below;  ///< of I + beta A+ - gamma A-, below its diagonal, by rows
    std::array<PreparedRole, role_count> roles;  ///< by Group::Role
    std::size_t integration = absent;            ///< column of the parameter
    // Columns of outputs.
    std::size_t total_effort, rent_dissipation, lambda, sum_gamma;
    std::size_t group_effort, group_payoff;  ///< the first of each
    std::size_t status;
};

/// Doubles that the kernel of a network with so many groups works in.
std::size_t given_network_scratch(std::size_t groups);

/// The kernels, in kernel.cpp.
extern const Builds<const Hub&, const Batch&> hub_builds;
extern const Builds<const GivenNetwork&, const Batch&> given_network_builds;

}  // namespace entente::kernels::conflict_network_model
