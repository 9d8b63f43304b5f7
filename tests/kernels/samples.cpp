// SPDX-License-Identifier: Apache-2.0
#include "tests/kernels/samples.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace entente::kernels {
namespace {

using Random = std::mt19937_64;

// In [0, 1); the standard's distributions are not the same in every library.
double uniform(Random& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

bool coin(Random& random) { return random() >> 63 != 0; }

double within(const Interval& range, double fraction) {
    return range.lo + fraction * (range.hi - range.lo);
}

double drawn_from_box(const Interval& range, Random& random) {
    const bool from_below = range.lo_open && (!range.hi_open || coin(random));
    if ((range.lo_open || range.hi_open) && uniform(random) < 0.125) {
        const double distance = std::pow(10, -12 * uniform(random));
        return from_below ? within(range, distance) : range.hi - distance * (range.hi - range.lo);
    }
    double value = range.lo;
    do value = within(range, uniform(random));
    while (!range.contains(value));
    return value;
}

double drawn_from_corners(const Interval& range, Random& random) {
    const double inside = 1e-9 * (range.hi - range.lo);
    if (coin(random)) return range.hi_open ? range.hi - inside : range.hi;
    return range.lo_open ? range.lo + inside : range.lo;
}

double drawn(const Parameter& parameter, Region region, Random& random) {
    switch (region) {
        case Region::plausible:
            return within(parameter.plausible, uniform(random));
        case Region::box:
            return drawn_from_box(parameter.valid, random);
        case Region::corners:
            return drawn_from_corners(parameter.valid, random);
    }
    return parameter.initial;
}

}  // namespace

std::vector<Values> sample(std::span<const Parameter> parameters, Region region, std::size_t count,
                           std::uint64_t seed) {
    // A sanitizer takes a thousand times as long, and fewer scenarios reach the same code.
    constexpr std::size_t divisor = ENTENTE_SANITIZED ? 25 : 1;
    constexpr std::size_t fewest = 16;
    Random random(seed);
    std::vector<Values> scenarios(std::max(count / divisor, std::min(count, fewest)));
    for (Values& scenario : scenarios) {
        for (const Parameter& parameter : parameters) {
            scenario.push_back(drawn(parameter, region, random));
        }
    }
    return scenarios;
}

Jolted jolt(const BothSides& sides, const Values& scenario, std::uint64_t seed) {
    Random random(seed);
    const auto moved = [&](double value) { return value * (coin(random) ? 1 + 1e-15 : 1 - 1e-15); };
    Jolted result{scenario, sides.theatres(), sides.patron()};
    const auto parameters = sides.instance().parameters();
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        const double there = moved(scenario[p]);
        if (parameters[p].valid.contains(there)) result.scenario[p] = there;
    }
    result.patron = {moved(result.patron.gdp), moved(result.patron.burden)};
    for (reference::Theatre& theatre : result.theatres) {
        theatre.adversary_capability = moved(theatre.adversary_capability);
        theatre.baseline.credence = moved(theatre.baseline.credence);
        theatre.baseline.theatre_share = moved(theatre.baseline.theatre_share);
        for (reference::Ally& ally : theatre.allies) {
            // The burden stays on its side of the base year's norm, a discontinuity of the data.
            const bool below = ally.burden < theatre.baseline.norm_target;
            const double burden = moved(ally.burden);
            if ((burden < theatre.baseline.norm_target) == below) ally.burden = burden;
            ally.gdp = moved(ally.gdp);
            ally.distance = moved(ally.distance);
            ally.host_nation_support = moved(ally.host_nation_support);
        }
    }
    return result;
}

}  // namespace entente::kernels
