// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/kernel_instance.hpp"
#include "kernels/models/conflict_network/prepared.hpp"

namespace entente::kernels::conflict_network_model {

/// Parameters and outputs of patron_and_spokes, in the order of hub::Parameter and hub::Output.
Interface hub_interface();

/// Parameters and outputs of a given network, whose columns `given` learns.
Interface given_interface(const Network& network, GivenNetwork& given);

}  // namespace entente::kernels::conflict_network_model
