// SPDX-License-Identifier: Apache-2.0
//
// Where a result file comes from, as attributes of its root.
#pragma once

#include <cstdint>
#include <string>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// What is known when a run begins: program, compiler, host, crew, cut, start time.
results::Attributes provenance_of_start(const Plan& plan, const Crew& crew);

/// What is known when it ends, by itself or by a stop.
results::Attributes provenance_of_end(std::uint64_t scenarios, double seconds);

/// "entente 0.1.0 (88185f8)".
std::string program_name();

/// The compiler that built the program.
std::string compiler();

}  // namespace entente::driver
