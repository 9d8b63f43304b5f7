// SPDX-License-Identifier: Apache-2.0
//
// Designs for sensitivity analysis: scenarios that belong together in blocks, from which
// estimators take differences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace entente::driver {

/// What a sensitivity study attributes variance to: a column of the design, or a group of columns
/// that are exchanged or moved together.
struct Factor {
    std::string name;
    std::vector<std::size_t> columns;
};

/// Block b is the scenarios b * scenarios .. (b + 1) * scenarios - 1 of the design.
///
/// With D factors, a block has, in this order:
///   single       1 scenario: designs without structure (random, latin_hypercube, sobol, table)
///   saltelli     D + 2: A; A with factor 1 .. D from B; B. With second_order 2 D + 2: A; A with
///                factor 1 .. D from B; B with factor 1 .. D from A; B (Saltelli 2002, 2010)
///   morris       D + 1: the points of a trajectory; from one to the next one factor moves
///   fast         D: the point s of the search curves of factor 1 .. D (Saltelli, Tarantola and
///                Chan 1999)
///   derivatives  D + 1: a point; the point with factor 1 .. D moved by a small step
///
/// Blocks belong to `replicates` independent randomisations of the design in turns, 64 at a time,
/// so that the first 64 * replicates * k blocks hold as many of each.
struct Blocks {
    enum class Kind { single, saltelli, morris, fast, derivatives };
    static constexpr std::uint64_t turn = 64;

    Kind kind = Kind::single;
    std::uint64_t count = 0;    ///< with several replicates a multiple of turn * replicates
    std::size_t scenarios = 1;  ///< in a block
    std::size_t factors = 0;    ///< D
    std::uint64_t replicates = 1;
    bool second_order = false;  ///< saltelli
    int levels = 0;             ///< morris: of the grid in each coordinate, even
    int harmonics = 0;          ///< fast: of the frequency of interest that are counted
    double step = 0;            ///< derivatives: of a coordinate of the unit cube
    std::uint64_t seed = 0;     ///< of the design
    /// Morris: which trajectories were chosen among more; empty if block b is trajectory b.
    std::vector<std::uint64_t> chosen = {};

    std::uint64_t replicate(std::uint64_t block) const noexcept {
        return block / turn % replicates;
    }
    /// Which of its replicate's blocks `block` is.
    std::uint64_t rank(std::uint64_t block) const noexcept {
        return block / (turn * replicates) * turn + block % turn;
    }
};

/// How many scenarios a block of this kind has, with these factors.
std::size_t scenarios_in_block(const Blocks& blocks) noexcept;

/// What a sensitivity study needs to know of a design.
struct BlockStructure {
    Blocks blocks;
    std::vector<Factor> factors;
};

/// One step of a Morris trajectory: `factor` moves, by a positive or a negative amount of the unit
/// cube (levels / (2 (levels - 1))), between two consecutive points. Of a group, `change` is that
/// of its first column; the others move by as much, each in a direction of its own.
struct MorrisStep {
    std::size_t factor;
    double change;
};

/// The steps between the points of trajectory `block`, as many as there are factors: a function of
/// `blocks` and `block` alone, so that an analysis can be made from a result file.
void morris_steps(const Blocks& blocks, std::uint64_t block, MorrisStep* steps);

/// FAST: the frequency of factor `other` on the curve of factor `factor`. That of the factor of
/// interest is the highest whose harmonics count / replicates points can tell apart; the others
/// share those frequencies whose harmonics stay below it (Saltelli, Tarantola and Chan, "A
/// quantitative model-independent method for global sensitivity analysis of model output",
/// Technometrics 41 (1999), section 3.2).
std::uint64_t fast_frequency(const Blocks& blocks, std::size_t factor, std::size_t other);

/// The fewest points of a curve with which fast_frequency() is at least 2 harmonics.
constexpr std::uint64_t least_fast_points(std::uint64_t harmonics) {
    return 4 * harmonics * harmonics + 1;
}

/// Derivatives: the signed step of factor `factor` in block `block`. (The points are drawn where a
/// step forward stays inside, so that it is +step in all of them.)
/// Groups have no derivative: there a factor is one column.
double derivative_step(const Blocks& blocks, std::uint64_t block, std::size_t factor);

}  // namespace entente::driver
