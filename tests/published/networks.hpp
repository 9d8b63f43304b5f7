// SPDX-License-Identifier: Apache-2.0
//
// Networks for the tests and benchmarks of conflict_network, and their equilibria plainly.
#pragma once

#include <cstddef>
#include <random>
#include <string_view>

#include "kernels/model.hpp"
#include "tests/kernels/evaluation.hpp"
#include "tests/reference/conflict_network_plain.hpp"

namespace entente::kernels {

/// A random network: `density` is the share of pairs with a link, half of them enmities. Costs
/// differ so little that no group is priced out.
Network random_network(std::size_t groups, double density, std::mt19937_64& random);

/// A patron, `spokes` and `rivals`, each a group of its own, as conflict_network generates it with
/// integration 1.
Network patron_and_spokes(std::size_t spokes, std::size_t rivals);

/// conflict_network joined to `network`.
std::unique_ptr<const Instance> contest_in(const Network& network);

/// Position of the parameter, or column of the (first entry of the) output, of this name.
std::size_t parameter(const Instance& instance, std::string_view name);
std::size_t column(const Instance& instance, std::string_view name);

/// The scenario of contest_in(network) once more, not yet solved.
reference::ConflictNetwork plain_contest(const Network& network, const Instance& instance,
                                         const Values& scenario);

}  // namespace entente::kernels
