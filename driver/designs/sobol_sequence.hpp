// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace entente::driver {

/// One coordinate of Sobol's sequence, as 64-bit fractions, in the order of Antonov and Saleev
/// (1979): point i is the exclusive or of the direction numbers at the bits of i's Gray code. Point
/// 0 is 0. Direction numbers: Joe and Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), their set D(6).
class SobolSequence {
  public:
    /// Coordinates that there are direction numbers for.
    static std::size_t most_dimensions() noexcept;

    /// `dimension` counts from 0, below most_dimensions().
    explicit SobolSequence(std::size_t dimension) noexcept;

    /// Its points' digits multiplied by a random lower triangular matrix that belongs to (seed,
    /// dimension, replicate): with a digital shift, the scrambling of Matousek, "On the
    /// L2-discrepancy for anchored boxes", J. Complexity 14 (1998). A net stays one.
    SobolSequence(std::size_t dimension, std::uint64_t seed, std::uint64_t replicate) noexcept;

    /// The fraction of point `index`, times 2^64.
    std::uint64_t operator()(std::uint64_t index) const noexcept;

    /// Those of points first .. first + count - 1.
    void fill(std::uint64_t first, std::size_t count, std::uint64_t* points) const noexcept;

    /// Points from a multiple of which on as many have the same digits but for the first six: those
    /// of point k among them are leading(k) ^ those of the first.
    static constexpr std::size_t block = 64;
    std::uint64_t leading(std::size_t k) const noexcept { return low_[k] >> 58; }

  private:
    void set_directions(std::size_t dimension) noexcept;
    void set_first_points() noexcept;

    static constexpr std::size_t bits = 64;
    std::array<std::uint64_t, bits> directions_;
    std::array<std::uint64_t, block> low_;  ///< the first points
};

}  // namespace entente::driver
