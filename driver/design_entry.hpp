// SPDX-License-Identifier: Apache-2.0
//
// [design] of a study, read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "driver/user_error.hpp"

namespace entente::driver {

enum class DesignKind {
    grid,
    random,
    latin_hypercube,
    sobol,
    saltelli,
    morris,
    fast,
    derivatives,
    table
};
enum class Scrambling { none, digital_shift, linear, owen };
/// Where the base points of a Saltelli design come from.
enum class Sampling { sobol, random };

/// What a Latin hypercube is improved for.
enum class Criterion { none, maximin };

struct DesignEntry {
    Position where;
    DesignKind kind = DesignKind::grid;
    std::uint64_t scenarios = 0;  ///< random, latin_hypercube, sobol
    std::uint64_t seed = 0;
    Scrambling scrambling = Scrambling::owen;  ///< sobol, saltelli, derivatives
    Criterion criterion = Criterion::none;     ///< latin_hypercube
    std::filesystem::path table;               ///< table: resolved against the study's folder
    Position table_where;

    // Designs in blocks (driver/designs/blocks.hpp): saltelli, morris, fast, derivatives.
    std::uint64_t points = 0;  ///< blocks, those of all replicates together
    Position points_where;
    std::uint64_t replicates = 1;  ///< independent randomisations
    bool second_order = false;     ///< saltelli: blocks that tell pairs of factors apart
    Sampling sampling = Sampling::sobol;
    int levels = 4;               ///< morris: of the grid, even
    std::uint64_t optimised = 0;  ///< morris: trajectories to choose among the points; 0: all
    Position optimised_where;
    int harmonics = 4;   ///< fast
    double step = 1e-4;  ///< derivatives: of the unit cube
};

/// The word a study and a result file have for it: "latin_hypercube".
std::string_view keyword(DesignKind kind);
std::string_view keyword(Scrambling scrambling);
std::string_view keyword(Sampling sampling);
std::string_view keyword(Criterion criterion);

/// Whether its scenarios are drawn from distributions.
constexpr bool is_sampled(DesignKind kind) {
    return kind != DesignKind::grid && kind != DesignKind::table;
}

/// Whether its scenarios come in blocks of several.
constexpr bool is_in_blocks(DesignKind kind) {
    return kind == DesignKind::saltelli || kind == DesignKind::morris || kind == DesignKind::fast ||
           kind == DesignKind::derivatives;
}

}  // namespace entente::driver
