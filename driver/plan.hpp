// SPDX-License-Identifier: Apache-2.0
//
// A study joined to a model: everything resolved and checked, nothing computed. From here on no
// string is parsed and no default applied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/designs/design.hpp"
#include "driver/study.hpp"
#include "kernels/model.hpp"
#include "kernels/workspace.hpp"
#include "results/schema.hpp"
#include "results/tiling.hpp"

namespace entente::driver {

/// An axis of a grid, as the result file shows it.
struct Axis {
    std::string name;  ///< the parameter's, or that of the linked group
    std::string unit;
    std::vector<double> values;           ///< those of its parameters; if they differ, 0, 1, 2, ...
    std::vector<std::size_t> parameters;  ///< indices of those it moves
    std::vector<std::vector<double>> parameter_values;  ///< of each of them along the axis
    std::optional<Role> role = {};
};

/// A parameter that always has the value of another one.
struct Follower {
    std::size_t parameter;
    std::size_t leader;  ///< one of Plan::varied
};

/// An I-th of N equal parts of the tiles, I from 1.
struct Shard {
    std::uint64_t index = 1;
    std::uint64_t count = 1;
};

/// How to cut the work, where the user has a say.
struct Cut {
    std::optional<std::uint64_t> scenarios_per_tile;  ///< --tile
    std::optional<std::uint64_t> limit;               ///< --limit
    Shard shard;                                      ///< --shard
};

/// Immutable. fill() may be called from any thread.
struct Plan {
    Study study;
    const kernels::Model* model;
    std::unique_ptr<const kernels::Instance> instance;
    std::unique_ptr<const Design> design;

    std::vector<double> fixed;        ///< one value per parameter; those that vary are overwritten
    std::vector<std::size_t> varied;  ///< the parameter that each column of the design moves
    std::vector<Follower> followers;  ///< parameters that are linked to a sampled one
    std::vector<Axis> axes;           ///< grids; empty otherwise
    std::vector<Distribution> marginals;     ///< sampled designs: one per column
    std::vector<std::optional<Role>> roles;  ///< likewise
    std::vector<std::string> column_names;   ///< of the design's columns in the result file
    Blocks blocks;                           ///< of scenarios; each its own in most designs
    std::vector<Factor> factors;             ///< the axes, the columns, or the study's groups
    std::vector<std::size_t> outputs;        ///< indices of the outputs asked for, ascending

    results::Tiling tiling;
    std::uint64_t scenarios;   ///< to run in all: the design's, or fewer with --limit
    std::uint64_t first_tile;  ///< this shard's tiles: first_tile .. last_tile - 1
    std::uint64_t last_tile;

    /// Scenarios of this shard.
    std::uint64_t scenarios_here() const;

    /// The part of tile `index` that is within `scenarios`; count 0 if none is.
    results::Tile tile(std::uint64_t index) const;

    /// Writes the parameters of scenarios first .. first + count - 1: columns[p][i] for every
    /// parameter p. `fresh` says that the fixed ones must be written too: the first `count` entries
    /// of these columns have not been filled by this plan before.
    void fill(std::uint64_t first, std::size_t count, double* const* columns, bool fresh) const;

    /// All parameters of one scenario.
    std::vector<double> scenario(std::uint64_t index) const;
};

/// Checks the whole study against its model and resolves it. Throws UserError.
Plan make_plan(Study study, const Cut& cut = {});

/// The result file that `plan` calls for; provenance attributes are the run's to add.
///
/// Its variables are first the outputs, in the order of Plan::outputs, then (random designs and
/// tables, unless the study wants them out) the columns of the design in the order of Plan::varied.
results::Schema make_schema(const Plan& plan);

}  // namespace entente::driver
