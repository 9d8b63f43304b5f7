// SPDX-License-Identifier: Apache-2.0
#include "driver/beta_quantile.hpp"

#include <cmath>
#include <numbers>

#include <boost/math/distributions/beta.hpp>

namespace entente::driver {
namespace {

// A quantile must not throw: at the edge of the number range its caller clamps the answer.
// Computing in long double would gain nothing that survives the rounding of the bounds, and take
// twice the time.
namespace policies = boost::math::policies;
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>, policies::promote_double<false>>;

constexpr double tolerance = 1e-12;
constexpr int checks = 9;

}  // namespace

double beta_quantile(double alpha, double beta, double u) noexcept {
    return boost::math::quantile(boost::math::beta_distribution<double, Quiet>(alpha, beta), u);
}

// Clenshaw's recurrence.
double BetaQuantile::Octave::operator()(double t) const noexcept {
    double next = 0, after_next = 0;
    for (std::size_t j = terms - 1; j > 0; --j) {
        const double value = coefficients[j] + 2 * t * next - after_next;
        after_next = next;
        next = value;
    }
    return coefficients[0] / 2 + t * next - after_next;
}

// Interpolates `function` of -1 to 1 in the zeros of the Chebyshev polynomial.
template <class Function>
BetaQuantile::Octave BetaQuantile::fitted(Function&& function) noexcept {
    std::array<double, terms> values, angles;
    for (std::size_t k = 0; k < terms; ++k) {
        angles[k] = std::numbers::pi * (static_cast<double>(k) + 0.5) / terms;
        values[k] = function(std::cos(angles[k]));
    }
    Octave octave{true, {}};
    for (std::size_t j = 0; j < terms; ++j) {
        for (std::size_t k = 0; k < terms; ++k) {
            octave.coefficients[j] +=
                2.0 / terms * values[k] * std::cos(static_cast<double>(j) * angles[k]);
        }
    }
    for (int i = 0; i < checks; ++i) {
        const double t = 2.0 * i / (checks - 1) - 1;
        const double exact = function(t);
        // Written so that a NaN does not fit.
        if (!(std::abs(octave(t) - exact) <= tolerance * exact)) octave.fits = false;
    }
    return octave;
}

BetaQuantile::BetaQuantile(double alpha, double beta) noexcept : alpha_(alpha), beta_(beta) {
    for (std::size_t k = 0; k < octaves; ++k) {
        const auto distance = [k](double t) {
            return std::ldexp((t + 3) / 4, -1 - static_cast<int>(k));
        };
        halves_[0][k] = fitted([&](double t) { return beta_quantile(alpha, beta, distance(t)); });
        halves_[1][k] =
            fitted([&](double t) { return beta_quantile(alpha, beta, 1 - distance(t)); });
    }
}

double BetaQuantile::operator()(double u) const noexcept {
    const bool upper = u > 0.5;
    const double distance = upper ? 1 - u : u;
    int exponent = 0;
    double mantissa = std::frexp(distance, &exponent);  // from 1/2 up to 1
    if (exponent == 0) {
        // The middle itself ends the first octave.
        mantissa = 1;
        exponent = -1;
    }
    const auto k = static_cast<std::size_t>(-1 - exponent);
    if (k < octaves && halves_[upper ? 1 : 0][k].fits) {
        return halves_[upper ? 1 : 0][k](4 * mantissa - 3);
    }
    return beta_quantile(alpha_, beta_, u);
}

}  // namespace entente::driver
