// SPDX-License-Identifier: Apache-2.0
#include "tests/numbers/extremes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace entente::kernels {
namespace {

using Random = std::mt19937_64;

// In [0, 1); the standard's distributions are not the same in every library.
double uniform(Random& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

// The least and the greatest double of a range.
double least(const Interval& range) {
    return range.lo_open ? std::nextafter(range.lo, range.hi) : range.lo;
}
double most(const Interval& range) {
    return range.hi_open ? std::nextafter(range.hi, range.lo) : range.hi;
}

double into(const Interval& range, double value) {
    return std::clamp(value, least(range), most(range));
}

// At an end, next to it, or, inside an open one, a billionth of the range away from it.
double at_an_end(const Interval& range, std::uint64_t bits) {
    const bool high = (bits & 1) != 0;
    const bool beside = (bits & 6) == 0;
    const double end = high ? most(range) : least(range);
    if (!beside) return end;
    if (high ? range.hi_open : range.lo_open) {
        const double inside = 1e-9 * (range.hi - range.lo);
        return high ? range.hi - inside : range.lo + inside;
    }
    return std::nextafter(end, high ? range.lo : range.hi);
}

// As close to an end, or to 0 if it is inside, as a power of ten says: ten orders, or all there
// are.
double close_by(const Interval& range, Random& random) {
    const std::uint64_t bits = random();
    const double orders = (bits & 1) != 0 ? 320 : 10;
    const double distance = (range.hi - range.lo) * std::pow(10, -orders * uniform(random));
    const bool around_zero = range.lo < 0 && range.hi > 0 && (bits & 6) != 0;
    if (around_zero) return into(range, (bits & 8) != 0 ? distance : -distance);
    return into(range, (bits & 8) != 0 ? range.lo + distance : range.hi - distance);
}

double from_box(const Parameter& parameter, bool plainly, Random& random) {
    const Interval& range = parameter.valid;
    if (plainly || uniform(random) < 0.6) {
        return into(range, range.lo + uniform(random) * (range.hi - range.lo));
    }
    return close_by(range, random);
}

// What is drawn for one scenario.
struct Draw {
    bool plainly;    // uniformly
    double initial;  // this share of the parameters at their initial values
};

Draw draw(Extreme extreme, Random& random) {
    const std::uint64_t bits = random();
    if (extreme == Extreme::corner) return {false, (bits & 1) != 0 ? 0.25 : 0.75};
    if ((bits & 1) != 0) return {true, 0};
    return {false, (bits & 2) != 0 ? 0.05 : 0.75};
}

}  // namespace

void fill_extremes(Extreme extreme, std::span<const Parameter> parameters, Random& random,
                   std::size_t count, double* const* columns) {
    for (std::size_t i = 0; i < count; ++i) {
        const Draw how = draw(extreme, random);
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const Parameter& parameter = parameters[p];
            double value = parameter.initial;
            if (uniform(random) >= how.initial) {
                value = extreme == Extreme::box ? from_box(parameter, how.plainly, random)
                                                : at_an_end(parameter.valid, random());
            }
            columns[p][i] = parameter.whole ? std::round(value) : value;
        }
    }
}

}  // namespace entente::kernels
