// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace entente::driver {

/// A marginal distribution of a sampled parameter.
struct Distribution {
    enum class Kind { uniform, loguniform, normal, lognormal, triangular, beta };
    Kind kind = Kind::uniform;
    /// Bounds. Samples of the unbounded kinds are drawn from the distribution truncated to them;
    /// infinite in a study that leaves them to the model's valid range.
    double min = 0;
    double max = 1;
    double a = 0;  ///< normal, lognormal: mean (of the logarithm); triangular: mode; beta: alpha
    double b = 0;  ///< normal, lognormal: standard deviation (of the logarithm); beta: beta

    /// Value at cumulative probability `u` in [0, 1]; always within [min, max], `min` at 0 and
    /// `max` at 1.
    double quantile(double u) const noexcept;
};

/// What makes the distribution impossible, with the valid values; empty if it is sound.
std::string fault(const Distribution& distribution);

/// "uniform from 0 to 1", "normal with mean 0.2 and sd 0.1 from 0 to 1", for people.
std::string to_string(const Distribution& distribution);

/// The name a study gives it: "uniform".
std::string name(Distribution::Kind kind);

}  // namespace entente::driver
