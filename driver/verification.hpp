// SPDX-License-Identifier: Apache-2.0
//
// Whether a result file is what was written, and what to do if it is not.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "results/checked_file.hpp"

namespace entente::driver {

struct DamagedTile {
    results::Tile tile;
    std::vector<std::size_t> variables;  ///< whose chunks are damaged or missing
};

struct Verification {
    std::uint64_t tiles;               ///< that the file should have
    std::uint64_t sound;               ///< of these
    std::vector<DamagedTile> damaged;  ///< the first of the others, at most `most_told`
    bool description;                  ///< names, attributes, coordinates and texts are sound

    static constexpr std::size_t most_told = 20;
    bool is_sound() const noexcept { return description && sound == tiles; }
};

/// Checks the whole of `file` in bounded memory; calls `sound`, if it is given, with every sound
/// tile as it is stored.
Verification verify(results::CheckedFile& file,
                    const std::function<void(const results::EncodedTile&)>& sound = {});

/// What became of a finished file that a run was asked to go on with.
enum class Salvage {
    nothing_to_do,  ///< it is complete and sound
    begun           ///< its sound tiles are in FILE.partial, for a run to go on with
};

/// Looks whether the finished file options.file is sound; if not, begins FILE.partial with its
/// sound tiles. Throws UserError if it is not of this run.
Salvage salvage(const Plan& plan, const RunOptions& options);

}  // namespace entente::driver
