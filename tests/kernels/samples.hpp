// SPDX-License-Identifier: Apache-2.0
//
// Random scenarios of a model. A sample is a function of its arguments, the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/model.hpp"
#include "tests/kernels/both_sides.hpp"

namespace entente::kernels {

/// The part of the parameter space that a sample is drawn from.
enum class Region {
    plausible,  ///< uniform over the plausible ranges
    box,        ///< uniform over the valid ranges; one draw in eight approaches an open end by up
                ///< to twelve decimal orders of magnitude
    corners     ///< each parameter at an end of its valid range, or 1e-9 of its width inside where
                ///< the end is open
};

/// `count` scenarios; fewer in a build with a sanitizer.
std::vector<Values> sample(std::span<const Parameter> parameters, Region region, std::size_t count,
                           std::uint64_t seed);

/// A scenario and its data, every number of which is moved by a relative 1e-15, up or down at
/// random; parameters stay in their valid ranges.
struct Jolted {
    Values scenario;
    std::vector<reference::Theatre> theatres;
    reference::Patron patron;
};
Jolted jolt(const BothSides& sides, const Values& scenario, std::uint64_t seed);

}  // namespace entente::kernels
