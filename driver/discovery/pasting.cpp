// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "driver/containment.hpp"
#include "driver/discovery/peeling.hpp"

namespace entente::driver::discovery {
namespace {

// What lies beyond one limit of the box and within all others. Distances from the limit are
// negated values below the box and values above it, so that the nearest is the least.
struct Beyond {
    struct Place {
        double distance;
        std::uint8_t of_interest;
    };
    std::vector<Place> places;
};

struct Strip {
    bool exists = false;
    Count count;
    double limit = 0;  ///< the new limit of the box
};

std::vector<std::array<Beyond, 2>> beyond(const Scenarios& scenarios,
                                          const std::vector<std::uint8_t>& rows, const Box& box) {
    std::vector<std::array<Beyond, 2>> result(box.size());
    const auto inputs = restricted(box);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        if (!rows.empty() && rows[i] == 0) continue;
        std::size_t outside = 0, last = 0;
        for (const std::size_t d : inputs) {
            if (box[d].contains(scenarios.inputs[d].values[i])) continue;
            last = d;
            if (++outside == 2) break;
        }
        if (outside != 1) continue;
        const double x = scenarios.inputs[last].values[i];
        const bool above = x > box[last].high;
        result[last][above ? 1 : 0].places.push_back({above ? x : -x, scenarios.of_interest[i]});
    }
    return result;
}

// The nearest `share` of `beyond`, with the rule for equal values that peeling has.
Strip nearest(Beyond& beyond, std::size_t share, bool above, bool has_levels) {
    auto& places = beyond.places;
    if (places.empty()) return {};
    const std::size_t k = std::min(share, places.size());
    std::nth_element(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(k - 1),
                     places.end(),
                     [](const auto& a, const auto& b) { return a.distance < b.distance; });
    double reach = places[k - 1].distance;
    std::size_t nearer = 0, upto = 0;
    double before = -std::numeric_limits<double>::infinity();
    for (const auto& p : places) {
        nearer += p.distance < reach ? 1U : 0U;
        upto += p.distance <= reach ? 1U : 0U;
        if (p.distance < reach) before = std::max(before, p.distance);
    }
    if (upto > k && nearer > 0) reach = before;
    Strip strip;
    strip.exists = true;
    double next = std::numeric_limits<double>::infinity();
    for (const auto& p : places) {
        if (p.distance <= reach) {
            strip.count += {1, p.of_interest};
        } else {
            next = std::min(next, p.distance);
        }
    }
    const double inf = std::numeric_limits<double>::infinity();
    if (next == inf) {
        strip.limit = above ? inf : -inf;
    } else if (above) {
        strip.limit = cut_between(reach, next, has_levels).first;
    } else {
        strip.limit = cut_between(-next, -reach, has_levels).second;
    }
    return strip;
}

}  // namespace

Step paste(const Scenarios& scenarios, const std::vector<std::uint8_t>& rows, Step box,
           double alpha) {
    while (true) {
        still_alive();
        auto places = beyond(scenarios, rows, box.box);
        const auto n = static_cast<double>(box.count.scenarios);
        const auto share =
            std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(alpha * n)));
        Step best = box;
        double density = -1;
        for (std::size_t d = 0; d < places.size(); ++d) {
            for (const bool above : {false, true}) {
                const Strip strip = nearest(places[d][above ? 1 : 0], share, above,
                                            !scenarios.inputs[d].levels.empty());
                if (!strip.exists) continue;
                Count count = box.count;
                count += strip.count;
                if (count.density() <= density) continue;
                density = count.density();
                best = box;
                best.count = count;
                (above ? best.box[d].high : best.box[d].low) = strip.limit;
            }
        }
        if (density < box.count.density()) return box;
        box = std::move(best);
    }
}

}  // namespace entente::driver::discovery
