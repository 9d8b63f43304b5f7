// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "driver/design_entry.hpp"
#include "driver/designs/blocks.hpp"
#include "driver/distribution.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {

/// Where the scenarios are. Scenario i is a function of the design and i alone, so that any tile
/// can be computed anywhere, in any order, without the others. Immutable and thread-safe.
class Design {
  public:
    virtual ~Design() = default;

    /// Lengths of the design's dimensions: those of a grid's axes, else one, the scenarios.
    virtual std::vector<std::uint64_t> shape() const = 0;

    /// Number of columns that fill() writes: the varied parameters.
    virtual std::size_t columns() const noexcept = 0;

    /// Writes the values of scenarios first .. first + count - 1: columns[c][i].
    virtual void fill(std::uint64_t first, std::size_t count, double* const* columns) const = 0;
};

/// All combinations of the axes' values, last axis fastest. `axes[a]` lists, for each column that
/// axis a moves, its values along the axis (columns are numbered through the axes in order): at
/// least one column per axis, all as long, and fewer than 2^63 combinations.
std::unique_ptr<const Design> make_grid(std::vector<std::vector<std::vector<double>>> axes);

/// Independent draws: counter-based (Philox 4x32-10), keyed by (seed, scenario, column). Like all
/// sampled designs it takes 1 to 2^63 - 1 scenarios and distributions without fault().
std::unique_ptr<const Design> make_random(std::vector<Distribution> marginals,
                                          std::uint64_t scenarios, std::uint64_t seed);

/// A Latin hypercube: each column's [0, 1] is cut into `scenarios` strata, each hit once, at a
/// random point in it. Permutations are keyed bijections, so nothing is stored; but for maximin,
/// which takes at most most_maximin_points scenarios (designs/maximin.hpp).
std::unique_ptr<const Design> make_latin_hypercube(const std::vector<Distribution>& marginals,
                                                   std::uint64_t scenarios, std::uint64_t seed,
                                                   Criterion criterion = Criterion::none);

/// A Sobol' sequence (Joe and Kuo's D(6) direction numbers), scrambled as asked; its point 0 is
/// scenario 0. Coordinates that are 0 are taken as 2^-54, where every distribution has a quantile.
/// Throws UserError beyond the dimensions it has direction numbers for.
std::unique_ptr<const Design> make_sobol(const std::vector<Distribution>& marginals,
                                         std::uint64_t scenarios, std::uint64_t seed,
                                         Scrambling scrambling);

/// Saltelli's design: `blocks` of kind saltelli, whose base points have two coordinates for each
/// column. Throws UserError beyond the dimensions of Sobol's sequence.
std::unique_ptr<const Design> make_saltelli(const std::vector<Distribution>& marginals,
                                            const Blocks& blocks,
                                            const std::vector<Factor>& factors, Sampling sampling,
                                            Scrambling scrambling);

/// Trajectories of Morris, "Factorial sampling plans for preliminary computational experiments",
/// Technometrics 33 (1991), on a grid that includes 0 and 1: every distribution has finite bounds.
/// The columns of a group move together, each up or down by itself (Campolongo, Cariboni and
/// Saltelli, "An effective screening design for sensitivity analysis of large models",
/// Environmental Modelling & Software 22 (2007)).
std::unique_ptr<const Design> make_morris(const std::vector<Distribution>& marginals,
                                          const Blocks& blocks, const std::vector<Factor>& factors);

/// Search curves of the extended FAST: that of a factor belongs to the place in a block. On each,
/// column c is at 1/2 + asin(sin(w s + phase)) / pi, with a random phase for every replicate, curve
/// and column. A factor is one column.
std::unique_ptr<const Design> make_fast(const std::vector<Distribution>& marginals,
                                        const Blocks& blocks);

/// Points of a Sobol' sequence in the cube [0, 1 - step]^D and steps from them along the axes. A
/// factor is one column. Throws UserError beyond the dimensions of Sobol's sequence.
std::unique_ptr<const Design> make_derivatives(const std::vector<Distribution>& marginals,
                                               const Blocks& blocks,
                                               const std::vector<Factor>& factors,
                                               Scrambling scrambling);

/// The rows of a table file: CSV with a header of names, or HDF5 with one 1-D dataset per column.
/// Streams: what stays in memory are 16 bytes for every 1024 rows of a CSV file.
class Table : public Design {
  public:
    virtual const std::vector<std::string>& names() const noexcept = 0;
    /// Position of column `c` in row `scenario`, for messages.
    virtual Position where(std::size_t c, std::uint64_t scenario) const = 0;
    /// Position of the header of column `c`.
    virtual Position header(std::size_t c) const = 0;
};

/// Opens a table and checks it whole: ragged rows, cells that are not finite numbers, double names.
/// Throws UserError with the place.
std::unique_ptr<const Table> open_table(const std::filesystem::path& path);

}  // namespace entente::driver
