// SPDX-License-Identifier: Apache-2.0
//
// Whether one run may go on with the tiles of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "results/analysis_file.hpp"
#include "results/integrity.hpp"
#include "results/journal.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// All that a tile's bytes depend on: the program, the model's version, what kind of arithmetic the
/// instruction set has, how the design is cut into tiles, and every text that the study is made of.
/// Not the threads, the back end, the machine, or the name of the file. Throws std::runtime_error
/// if the study's table cannot be read any more.
using Identity = decltype(results::RunStart::identity);
Identity identity_of(const Plan& plan, const Crew& crew);

/// The same of the run that has written a result file with `schema`, texts included; nothing if the
/// file does not say all of it, as those of other versions of the program may not.
std::optional<Identity> identity_of(const results::Schema& schema);

/// The same of the run that has written `analysis` while it computed, and of the run of `plan`, but
/// for the outputs and the tiles, which such a file does not tell.
std::optional<Identity> identity_of(const results::Analysis& analysis);
Identity identity_without_tiles(const Plan& plan, const Crew& crew);

/// That of the run which computes the tiles first .. end - 1 instead.
Identity with_tiles(Identity identity, std::uint64_t first, std::uint64_t end);

/// The checksum of the table that the scenarios are from; nothing if they are from none.
std::optional<std::uint32_t> table_checksum(const Identity& identity);

/// What the two that are compared are called.
struct Sides {
    std::string then = "then", now = "now";
    std::string gone = "which is not there any more", come = "which was not there";
};

/// What differs, in a few words: "study, line 3: 'horizon = 30' then, 'horizon = 20' now"; nothing
/// if nothing does.
std::optional<std::string> difference(const Identity& then, const Identity& now,
                                      const Sides& sides = {});

/// The same where only the checksums of what was then are known: "study".
std::optional<std::string> difference(const results::IdentityChecksums& then, const Identity& now);

}  // namespace entente::driver
