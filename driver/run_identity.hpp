// SPDX-License-Identifier: Apache-2.0
//
// Whether one run may go on with the tiles of another.
#pragma once

#include <optional>
#include <string>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "results/integrity.hpp"
#include "results/journal.hpp"

namespace entente::driver {

/// All that a tile's bytes depend on: the program, the model's version, what kind of arithmetic the
/// instruction set has, how the design is cut into tiles, and every text that the study is made of.
/// Not the threads, the back end, the machine, or the name of the file. Throws std::runtime_error
/// if the study's table cannot be read any more.
using Identity = decltype(results::RunStart::identity);
Identity identity_of(const Plan& plan, const Crew& crew);

/// What differs, in a few words: "study, line 3: 'horizon = 30' then, 'horizon = 20' now"; nothing
/// if nothing does.
std::optional<std::string> difference(const Identity& then, const Identity& now);

/// The same where only the checksums of what was then are known: "study".
std::optional<std::string> difference(const results::IdentityChecksums& then, const Identity& now);

}  // namespace entente::driver
