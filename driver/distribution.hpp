// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "driver/beta_quantile.hpp"

namespace entente::driver {

/// A marginal distribution of a sampled parameter.
struct Distribution {
    enum class Kind { uniform, loguniform, normal, lognormal, triangular, beta, choices };
    Kind kind = Kind::uniform;
    /// Bounds, of choices the least and the largest. Samples of the unbounded kinds are drawn from
    /// the distribution truncated to them; infinite in a study that leaves them to the model's
    /// valid range.
    double min = 0;
    double max = 1;
    double a = 0;  ///< normal, lognormal: mean (of the logarithm); triangular: mode; beta: alpha
    double b = 0;  ///< normal, lognormal: standard deviation (of the logarithm); beta: beta
    /// Uniform only: each of the whole numbers min .. max is as probable as the others.
    bool whole = false;
    std::vector<double> choices = {};  ///< choices: at least one, in the order of `u`
    std::vector<double> weights = {};  ///< choices: one for each; empty if they are equal

    /// Value at cumulative probability `u` in [0, 1]; always within [min, max], `min` at 0 and
    /// `max` at 1 but for choices, which are not sorted.
    double quantile(double u) const noexcept;
};

/// The quantile function of a distribution without fault(), prepared for many values. Copies are
/// cheap.
class Quantile {
  public:
    explicit Quantile(const Distribution& distribution);

    /// What Distribution::quantile() says: exactly, or for a beta within 1e-12 max - min.
    double operator()(double u) const noexcept;

    /// Replaces `count` cumulative probabilities by their values.
    void transform(std::size_t count, double* values) const noexcept;

    /// Normal, lognormal: the probability that lay between the bounds before the truncation.
    double mass() const noexcept;

  private:
    double loguniform(double u) const noexcept;
    double normal(double u) const noexcept;
    double lognormal(double u) const noexcept;
    double triangular(double u) const noexcept;
    double choice(double u) const noexcept;

    Distribution distribution_;
    double width_ = 0;  ///< max - min; loguniform: of the logarithm; whole: how many numbers
    double mode_ = 0;   ///< triangular: as a share of the width
    /// Normal, lognormal: probability below min, above max, and between them as seen from either
    /// tail, each with all its digits.
    double below_ = 0, above_ = 0, from_below_ = 0, from_above_ = 0;
    std::shared_ptr<const BetaQuantile> beta_;
    std::vector<double> ends_;  ///< choices: the cumulative probability up to each
};

/// What makes the distribution impossible, with the valid values; empty if it is sound.
std::string fault(const Distribution& distribution);

/// "uniform from 0 to 1", "uniform over whole numbers from 2 to 8", "normal with mean 0.2 and sd
/// 0.1 from 0 to 1", "one of 1, 2, 5", for people.
std::string to_string(const Distribution& distribution);

/// The name a study gives it: "uniform".
std::string name(Distribution::Kind kind);

}  // namespace entente::driver
