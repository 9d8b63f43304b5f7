// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

namespace entente::driver {

/// Quantile of the beta distribution on [0, 1], both shapes 1e-6 to 1e6, at `u`, above 0 and below
/// 1, to a few units in the last place. Takes about a microsecond, being found by iteration.
double beta_quantile(double alpha, double beta, double u) noexcept;

/// The same function, prepared for many values, of which each then takes some 20 nanoseconds: in
/// every octave of the distance to the nearer end (1/4 to 1/2, 1/8 to 1/4, ...) the quantile is a
/// Chebyshev polynomial, which converges fast there as the function is singular at the ends only.
/// Octaves where it does not reach a relative error of 1e-12, and the outermost 0.1 % of u, are
/// left to beta_quantile().
class BetaQuantile {
  public:
    BetaQuantile(double alpha, double beta) noexcept;

    double operator()(double u) const noexcept;

  private:
    static constexpr std::size_t terms = 24;
    static constexpr std::size_t octaves = 10;

    struct Octave {
        bool fits;
        std::array<double, terms> coefficients;

        /// `t` runs from -1 at the octave's end nearer to the bound to 1.
        double operator()(double t) const noexcept;
    };

    template <class Function>
    static Octave fitted(Function&& function) noexcept;

    double alpha_, beta_;
    std::array<std::array<Octave, octaves>, 2> halves_;  ///< by the distance from 0, and from 1
};

}  // namespace entente::driver
