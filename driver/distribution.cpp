// SPDX-License-Identifier: Apache-2.0
#include "driver/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

using Kind = Distribution::Kind;

// A quantile must not throw: at the edge of the number range the answer is clamped anyway. Nothing
// is gained by computing in long double: double costs a few units in the last place, and half the
// time.
namespace policies = boost::math::policies;
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

constexpr double sqrt_2 = 1.4142135623730951;

// The uniform numbers that a design hands out lie between these.
constexpr double least = 0x1p-54;
constexpr double most = 1 - 0x1p-53;

double normal_below(double z) noexcept { return 0.5 * std::erfc(-z / sqrt_2); }

bool is_normal(Kind kind) { return kind == Kind::normal || kind == Kind::lognormal; }

template <class Function>
void for_each(std::size_t count, double* values, Function&& function) {
    for (std::size_t i = 0; i < count; ++i) values[i] = function(values[i]);
}

// Most studies sample nothing else, and by the ten million a second.
ENTENTE_VECTOR_BUILDS
void uniform_quantiles(std::size_t count, double* values, double min, double max,
                       double width) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const double u = values[i];
        const double value = std::min(std::max(min + u * width, min), max);
        values[i] = u >= 1 ? max : value;
    }
}

ENTENTE_VECTOR_BUILDS
void whole_quantiles(std::size_t count, double* values, double min, double max,
                     double numbers) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const double value = min + std::floor(std::max(values[i], 0.0) * numbers);
        values[i] = std::min(value, max);
    }
}

std::string fault_of_bounds(const Distribution& d) {
    const bool bounded = std::isfinite(d.min) && std::isfinite(d.max);
    if (d.kind == Kind::choices || (d.whole && d.min == d.max)) return "";
    if (!(d.min < d.max)) return fmt::format("min {} is not below max {}", d.min, d.max);
    if (!bounded && !is_normal(d.kind)) {
        return fmt::format("a {} distribution needs min and max", name(d.kind));
    }
    if (d.kind == Kind::loguniform && !(d.min > 0)) {
        return fmt::format("min {} of a loguniform distribution (valid: above 0)", d.min);
    }
    if (d.kind == Kind::lognormal && !(d.max > 0)) {
        return fmt::format("max {} of a lognormal distribution (valid: above 0)", d.max);
    }
    const double span = d.kind == Kind::loguniform ? d.max / d.min : d.max - d.min;
    if (bounded && !std::isfinite(span)) {
        return fmt::format("the range from {} to {} is too wide", d.min, d.max);
    }
    return "";
}

std::string fault_of_shape(const Distribution& d) {
    if (is_normal(d.kind)) {
        if (!std::isfinite(d.a)) return fmt::format("mean {} is not a finite number", d.a);
        if (!(d.b > 0 && std::isfinite(d.b))) {
            return fmt::format("sd {} is out of range (valid: above 0)", d.b);
        }
    }
    if (d.kind == Kind::triangular && !(d.min <= d.a && d.a <= d.max)) {
        return fmt::format("mode {} is out of range (valid: {} to {})", d.a, d.min, d.max);
    }
    // Beyond, the quantile is not found, and the distribution is a point or two anyway.
    const auto shapes = [](double shape) { return shape >= 1e-6 && shape <= 1e6; };
    if (d.kind == Kind::beta && !(shapes(d.a) && shapes(d.b))) {
        return fmt::format("alpha {} and beta {} (valid: both 1e-06 to 1e+06)", d.a, d.b);
    }
    return "";
}

// The probability of a choice and of all before it; that of the last is 1.
std::vector<double> cumulative(const Distribution& d) {
    std::vector<double> ends;
    double sum = 0;
    for (std::size_t i = 0; i < d.choices.size(); ++i) {
        ends.push_back(sum += d.weights.empty() ? 1 : d.weights[i]);
    }
    for (double& end : ends) end /= sum;
    return ends;
}

}  // namespace

Quantile::Quantile(const Distribution& d) : distribution_(d), width_(d.max - d.min) {
    if (d.whole) width_ += 1;
    if (d.kind == Kind::loguniform) width_ = std::log(d.max / d.min);
    if (d.kind == Kind::triangular) mode_ = (d.a - d.min) / width_;
    if (d.kind == Kind::choices) ends_ = cumulative(d);
    if (d.kind == Kind::beta) beta_ = std::make_shared<const BetaQuantile>(d.a, d.b);
    if (!is_normal(d.kind)) return;
    const auto standardised = [&](double bound) {
        // No value of a lognormal is below 0, whatever the bound.
        return ((d.kind == Kind::lognormal ? std::log(std::max(bound, 0.0)) : bound) - d.a) / d.b;
    };
    const double lo = standardised(d.min), hi = standardised(d.max);
    below_ = normal_below(lo);
    above_ = normal_below(-hi);
    from_below_ = normal_below(hi) - below_;
    from_above_ = normal_below(-lo) - above_;
}

double Quantile::loguniform(double u) const noexcept {
    return distribution_.min * std::exp(u * width_);
}

double Quantile::normal(double u) const noexcept {
    // Works on the nearer tail: 1 - p would lose all digits of a far upper one.
    const double below = below_ + u * from_below_;
    double z;
    if (below < 0.5) {
        z = -sqrt_2 * boost::math::erfc_inv(2 * below, Quiet());
    } else {
        z = sqrt_2 * boost::math::erfc_inv(2 * (above_ + (1 - u) * from_above_), Quiet());
    }
    return distribution_.a + distribution_.b * z;
}

double Quantile::lognormal(double u) const noexcept { return std::exp(normal(u)); }

double Quantile::triangular(double u) const noexcept {
    if (u < mode_) return distribution_.min + width_ * std::sqrt(u * mode_);
    return distribution_.max - width_ * std::sqrt((1 - u) * (1 - mode_));
}

double Quantile::choice(double u) const noexcept {
    const auto end = std::upper_bound(ends_.begin(), ends_.end() - 1, u);
    return distribution_.choices[static_cast<std::size_t>(end - ends_.begin())];
}

void Quantile::transform(std::size_t count, double* values) const noexcept {
    const double min = distribution_.min, max = distribution_.max;
    const auto clamped = [&](auto value_at) {
        for_each(count, values, [&](double u) {
            if (u <= 0) return min;
            if (u >= 1) return max;
            return std::clamp(value_at(u), min, max);
        });
    };
    switch (distribution_.kind) {
        case Kind::uniform:
            if (distribution_.whole) return whole_quantiles(count, values, min, max, width_);
            return uniform_quantiles(count, values, min, max, width_);
        case Kind::loguniform:
            return clamped([this](double u) { return loguniform(u); });
        case Kind::normal:
            return clamped([this](double u) { return normal(u); });
        case Kind::lognormal:
            return clamped([this](double u) { return lognormal(u); });
        case Kind::triangular:
            return clamped([this](double u) { return triangular(u); });
        case Kind::beta:
            return clamped([&](double u) { return min + (*beta_)(u)*width_; });
        case Kind::choices:
            return for_each(count, values, [this](double u) { return choice(u); });
    }
}

double Quantile::operator()(double u) const noexcept {
    transform(1, &u);
    return u;
}

double Distribution::quantile(double u) const noexcept {
    // For a single value, preparing a beta would take a thousand times as long.
    if (kind != Kind::beta) return Quantile(*this)(u);
    if (u <= 0) return min;
    if (u >= 1) return max;
    return std::clamp(min + beta_quantile(a, b, u) * (max - min), min, max);
}

double Quantile::mass() const noexcept { return std::max(from_below_, from_above_); }

std::string fault(const Distribution& d) {
    if (auto why = fault_of_bounds(d); !why.empty()) return why;
    if (auto why = fault_of_shape(d); !why.empty()) return why;
    if (!is_normal(d.kind)) return "";
    const Quantile quantile(d);
    if (!(quantile.mass() > std::numeric_limits<double>::min())) {
        return fmt::format("there is no probability between {} and {}", d.min, d.max);
    }
    if (!std::isfinite(quantile(least)) || !std::isfinite(quantile(most))) {
        return fmt::format("mean {} and sd {} reach beyond double precision", d.a, d.b);
    }
    return "";
}

namespace {

std::string list_of_choices(const Distribution& d) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < d.choices.size(); ++i) {
        text += fmt::format("{}{}", i == 0 ? "" : ", ", d.choices[i]);
        if (!d.weights.empty()) text += fmt::format(" (weight {})", d.weights[i]);
    }
    return text;
}

}  // namespace

std::string name(Kind kind) {
    switch (kind) {
        case Kind::uniform:
            return "uniform";
        case Kind::loguniform:
            return "loguniform";
        case Kind::normal:
            return "normal";
        case Kind::lognormal:
            return "lognormal";
        case Kind::triangular:
            return "triangular";
        case Kind::beta:
            return "beta";
        case Kind::choices:
            break;
    }
    return "choices";
}

std::string to_string(const Distribution& d) {
    if (d.kind == Kind::choices) return list_of_choices(d);
    std::string text = name(d.kind);
    if (d.whole) text += " over whole numbers";
    if (d.kind == Kind::normal) text += fmt::format(" with mean {} and sd {}", d.a, d.b);
    if (d.kind == Kind::lognormal) {
        text += fmt::format(" with mean {} and sd {} of the logarithm", d.a, d.b);
    }
    if (d.kind == Kind::triangular) text += fmt::format(" with mode {}", d.a);
    if (d.kind == Kind::beta) text += fmt::format(" with alpha {} and beta {}", d.a, d.b);
    if (std::isfinite(d.min)) text += fmt::format(" from {}", d.min);
    if (std::isfinite(d.max)) text += fmt::format(" to {}", d.max);
    return text;
}

}  // namespace entente::driver
