// SPDX-License-Identifier: Apache-2.0
#include "driver/marginals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace entente::driver {
namespace {

constexpr double margin = 1e-9;

// Ends that may be taken, just inside of those that may not.
kernels::Interval closed(const kernels::Interval& range) {
    const double step = margin * (range.hi - range.lo);
    return {range.lo_open && std::isfinite(step) ? range.lo + step : range.lo,
            range.hi_open && std::isfinite(step) ? range.hi - step : range.hi};
}

}  // namespace

Distribution bounded(const Sampled& sampled, const ParameterNames& names,
                     std::span<const std::size_t> moved, const std::string& what,
                     const Position& where) {
    Distribution d = sampled.distribution;
    kernels::Interval allowed = closed(names[moved.front()].valid);
    for (const std::size_t p : moved) {
        for (std::size_t i = 0; i < d.choices.size(); ++i) {
            names.check(p, d.choices[i], sampled.choices[i]);
        }
        if (d.kind == Distribution::Kind::choices) continue;
        d.whole = d.whole || names[p].whole;
        if (names[p].whole && d.kind != Distribution::Kind::uniform) {
            throw UserError(where,
                            fmt::format("{}: a {} distribution has values that are not whole, as "
                                        "those of '{}' must be (valid: uniform or choices)",
                                        what, name(d.kind), names[p].name));
        }
        const kernels::Interval range = closed(names[p].valid);
        allowed = {std::max(allowed.lo, range.lo), std::min(allowed.hi, range.hi)};
        if (std::isfinite(d.min)) names.check(p, d.min, sampled.min);
        if (std::isfinite(d.max)) names.check(p, d.max, sampled.max);
    }
    if (!std::isfinite(d.min)) d.min = allowed.lo;
    if (!std::isfinite(d.max)) d.max = allowed.hi;
    // Where a logarithm exists; nothing is lost below.
    if (d.kind == Distribution::Kind::lognormal) d.min = std::max(d.min, 0.0);
    const std::string why = fault(d);
    if (!why.empty()) throw UserError(where, what + ": " + why);
    return d;
}

Distribution plausible(const kernels::Parameter& parameter) {
    Distribution d;
    d.min = parameter.plausible.lo;
    d.max = parameter.plausible.hi;
    d.whole = parameter.whole;
    return d;
}

}  // namespace entente::driver
