// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace entente::results {

/// A contiguous range of scenarios that is computed, compressed and written as a whole.
struct Tile {
    std::uint64_t index;
    std::uint64_t first;  ///< its first scenario
    std::uint64_t count;  ///< its scenarios
};

/// The design's dimensions cut into tiles, last axis fastest.
///
/// A tile is a chunk of the file: all of the trailing axes, part of one axis and one point of the
/// leading axes, so that a chunk is a contiguous range of scenario indices. Tiles at the end of the
/// cut axis may be shorter. Everything is arithmetic on the index: no memory, whatever the size.
class Tiling {
  public:
    /// `shape`: length of each design dimension (at least one, each >= 1, product < 2^63);
    /// `most`: scenarios in a tile, >= 1.
    Tiling(std::vector<std::uint64_t> shape, std::uint64_t most);

    std::span<const std::uint64_t> shape() const noexcept { return shape_; }
    std::span<const std::uint64_t> chunk() const noexcept {
        return chunk_;
    }  ///< same rank as shape()

    std::uint64_t scenarios() const noexcept { return scenarios_; }
    std::uint64_t tiles() const noexcept { return tiles_; }
    std::uint64_t scenarios_per_chunk() const noexcept { return chunk_scenarios_; }

    Tile tile(std::uint64_t index) const noexcept;

    /// Tiles that begin before scenario `end`; tiles are in the order of their scenarios.
    std::uint64_t tiles_before(std::uint64_t end) const noexcept;

    /// Coordinates in the file of the tile's first element, one per dimension.
    std::vector<std::uint64_t> offset(std::uint64_t index) const;

  private:
    std::vector<std::uint64_t> shape_, chunk_;
    std::uint64_t scenarios_, tiles_, chunk_scenarios_;
    std::uint64_t cut_;     ///< the axis that is cut
    std::uint64_t stride_;  ///< scenarios per point of the cut axis
    std::uint64_t cuts_;    ///< tiles along the cut axis
};

}  // namespace entente::results
