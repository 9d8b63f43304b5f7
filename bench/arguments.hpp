// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace entente::bench {

/// Takes `--scenarios=N` out of the command line; `otherwise` if it is not there. Throws
/// std::invalid_argument if N is no positive number.
std::uint64_t take_scenarios(int& argc, char** argv, std::uint64_t otherwise);

}  // namespace entente::bench
