// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kernels/theatre.hpp"

namespace entente::driver {

/// An invented theatre, the same on every machine: `members` (1 to Theatre::most_members) economies
/// whose sizes span two orders of magnitude. Not data: it stands in where a model needs a theatre
/// to be listed or timed.
kernels::Theatre synthetic_theatre(const std::string& name, std::size_t members);

/// Two of them, of the size of the 2019 theatres: "europe" with 27 members and "asia" with 5.
std::vector<kernels::Theatre> synthetic_theatres();

}  // namespace entente::driver
