// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/synthetic_theatres.hpp"

#include <cmath>

#include <fmt/format.h>

namespace entente::driver {
namespace {

constexpr double golden_ratio = 0.61803398874989485;

// The i-th of a sequence that fills 0 .. 1 evenly.
double spread(std::size_t i) {
    const double turns = golden_ratio * static_cast<double>(i + 1);
    return turns - std::floor(turns);
}

}  // namespace

kernels::Theatre synthetic_theatre(const std::string& name, std::size_t members) {
    kernels::Theatre theatre{.name = name,
                             .adversary = "invented",
                             .adversary_capability = 200,
                             .baseline = {},
                             .defaults = {},
                             .members = {},
                             .sources = {"invented, for timing and listing"}};
    for (std::size_t i = 0; i < members; ++i) {
        theatre.members.push_back({.id = fmt::format("M{:02}", i + 1),
                                   .label = fmt::format("Member {}", i + 1),
                                   .gdp = 30 * std::pow(100.0, spread(3 * i)),
                                   .burden = 0.009 + 0.016 * spread(i),
                                   .distance = 800 + 3000 * spread(5 * i),
                                   .host_nation_support = 0.0001 + 0.0004 * spread(7 * i),
                                   .wavering = i + 1 == members ? 1.0 : 0.0});
    }
    return theatre;
}

std::vector<kernels::Theatre> synthetic_theatres() {
    std::vector<kernels::Theatre> pair{synthetic_theatre("europe", 27),
                                       synthetic_theatre("asia", 5)};
    kernels::Theatre& second = pair.back();
    second.adversary_capability = 400;
    second.baseline.integration = 0;
    second.baseline.differentiation = 1;
    second.defaults.integration = 0;
    second.defaults.differentiation = 1;
    second.defaults.belief = 0.8;
    return pair;
}

}  // namespace entente::driver
