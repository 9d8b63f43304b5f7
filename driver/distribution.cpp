// SPDX-License-Identifier: Apache-2.0
#include "driver/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>

namespace entente::driver {
namespace {

using Kind = Distribution::Kind;

// quantile() must not throw: at the edge of the number range Boost's answer is clamped anyway.
namespace policies = boost::math::policies;
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                               policies::pole_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::underflow_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>>;

double normal_below(double z) noexcept { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// The standard normal distribution between two standardised bounds.
struct TruncatedNormal {
    double lo, hi;

    double mass() const noexcept {
        return std::max(normal_below(hi) - normal_below(lo), normal_below(-lo) - normal_below(-hi));
    }

    // Works on the nearer tail: 1 - p would lose all digits of a far upper one.
    double quantile(double u) const noexcept {
        const double below = normal_below(lo) + u * (normal_below(hi) - normal_below(lo));
        if (below < 0.5) return -std::sqrt(2.0) * boost::math::erfc_inv(2 * below, Quiet());
        const double above =
            normal_below(-hi) + (1 - u) * (normal_below(-lo) - normal_below(-hi));
        return std::sqrt(2.0) * boost::math::erfc_inv(2 * above, Quiet());
    }
};

TruncatedNormal truncated(const Distribution& d) noexcept {
    const bool logarithmic = d.kind == Kind::lognormal;
    const auto standardised = [&](double bound) {
        return ((logarithmic ? std::log(bound) : bound) - d.a) / d.b;
    };
    return {standardised(d.min), standardised(d.max)};
}

double triangular(const Distribution& d, double u) noexcept {
    const double width = d.max - d.min;
    const double rising = d.a - d.min;
    if (u * width < rising) return d.min + std::sqrt(u * width * rising);
    return d.max - std::sqrt((1 - u) * width * (d.max - d.a));
}

double unclamped(const Distribution& d, double u) noexcept {
    switch (d.kind) {
        case Kind::uniform: return d.min + u * (d.max - d.min);
        case Kind::loguniform: return d.min * std::exp(u * std::log(d.max / d.min));
        case Kind::normal: return d.a + d.b * truncated(d).quantile(u);
        case Kind::lognormal: return std::exp(d.a + d.b * truncated(d).quantile(u));
        case Kind::triangular: return triangular(d, u);
        case Kind::beta: break;
    }
    const boost::math::beta_distribution<double, Quiet> beta(d.a, d.b);
    return d.min + boost::math::quantile(beta, u) * (d.max - d.min);
}

}  // namespace

double Distribution::quantile(double u) const noexcept {
    if (u <= 0) return min;
    if (u >= 1) return max;
    return std::clamp(unclamped(*this, u), min, max);
}

std::string fault(const Distribution& d) {
    const bool normal = d.kind == Kind::normal || d.kind == Kind::lognormal;
    if (!(d.min < d.max)) return fmt::format("min {} is not below max {}", d.min, d.max);
    if (!normal && !(std::isfinite(d.min) && std::isfinite(d.max))) {
        return fmt::format("a {} distribution needs min and max", name(d.kind));
    }
    if (!std::isfinite(d.max - d.min) && std::isfinite(d.min) && std::isfinite(d.max)) {
        return fmt::format("the range from {} to {} is too wide", d.min, d.max);
    }
    if (d.kind == Kind::loguniform && !(d.min > 0)) {
        return fmt::format("min {} of a loguniform distribution (valid: above 0)", d.min);
    }
    if (d.kind == Kind::lognormal && !(d.max > 0)) {
        return fmt::format("max {} of a lognormal distribution (valid: above 0)", d.max);
    }
    if (normal && !(d.b > 0)) return fmt::format("sd {} is out of range (valid: above 0)", d.b);
    if (d.kind == Kind::triangular && !(d.min <= d.a && d.a <= d.max)) {
        return fmt::format("mode {} is out of range (valid: {} to {})", d.a, d.min, d.max);
    }
    if (d.kind == Kind::beta && !(d.a > 0 && d.b > 0)) {
        return fmt::format("alpha {} and beta {} (valid: both above 0)", d.a, d.b);
    }
    if (normal) {
        Distribution bounded = d;
        if (d.kind == Kind::lognormal) bounded.min = std::max(d.min, 0.0);
        if (!(truncated(bounded).mass() > std::numeric_limits<double>::min())) {
            return fmt::format("there is no probability between {} and {}", d.min, d.max);
        }
    }
    return "";
}

std::string name(Kind kind) {
    switch (kind) {
        case Kind::uniform: return "uniform";
        case Kind::loguniform: return "loguniform";
        case Kind::normal: return "normal";
        case Kind::lognormal: return "lognormal";
        case Kind::triangular: return "triangular";
        case Kind::beta: break;
    }
    return "beta";
}

std::string to_string(const Distribution& d) {
    const auto bounds = fmt::format("from {} to {}", d.min, d.max);
    switch (d.kind) {
        case Kind::normal: return fmt::format("normal with mean {} and sd {} {}", d.a, d.b, bounds);
        case Kind::lognormal:
            return fmt::format("lognormal with mean {} and sd {} of the logarithm {}", d.a, d.b,
                               bounds);
        case Kind::triangular: return fmt::format("triangular with mode {} {}", d.a, bounds);
        case Kind::beta: return fmt::format("beta with alpha {} and beta {} {}", d.a, d.b, bounds);
        case Kind::uniform:
        case Kind::loguniform: break;
    }
    return fmt::format("{} {}", name(d.kind), bounds);
}

}  // namespace entente::driver
