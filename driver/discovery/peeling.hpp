// SPDX-License-Identifier: Apache-2.0
//
// PRIM, the patient rule induction method: J. H. Friedman and N. I. Fisher, "Bump hunting in
// high-dimensional data", Statistics and Computing 9 (1999), 123-143.
//
// The inputs are sorted once. Every peel then looks at the ends of the sorted columns of what is
// left, and takes out of all of them what it has cut off: exact, without bins, in time
// proportional to inputs * scenarios / alpha in all. Counts are whole numbers, so the result does
// not depend on the number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "driver/discovery/box.hpp"

namespace entente::driver::discovery {

/// For every input, the numbers of the scenarios in the order of its values, equal ones in their
/// own order. 4 bytes per input and scenario.
using Orders = std::vector<std::vector<std::uint32_t>>;
Orders sorted_orders(const Scenarios& scenarios);

/// What a peel should make large, from the box with n scenarios and mean m to one with n' and m'.
/// Where all peels are as large, the three are the same. Where an input has few values, so that a
/// peel takes many scenarios or none, mean favours large peels most and weighted_gain not at all:
/// it is m less the mean of what is peeled off.
enum class Criterion {
    gain,          ///< (m' - m) / (n - n'): the "lenient 1" of the EMA Workbench
    mean,          ///< m': Friedman and Fisher (1999)
    weighted_gain  ///< n' (m' - m) / (n - n'): its "lenient 2"
};

struct PeelOptions {
    double alpha = 0.05;  ///< share of the box that is peeled off, at most
    Criterion criterion = Criterion::gain;
    std::uint64_t least = 20;  ///< scenarios that a box keeps
};

/// A box of the peeling trajectory.
struct Step {
    Box box;
    Count count;
};

/// Peels from the box without limits, the first step, for as long as a peel leaves `least`
/// scenarios and not all in the box are of interest. A peel takes the lowest or the highest values
/// of an input, as many as alpha says; scenarios with the same value go together, and if those of
/// the lowest are more, they alone. Among equally good peels one of an input that is restricted
/// already comes first, then the first input, its low end before its high end.
///
/// Only the scenarios marked in `rows` exist (all if it is empty).
std::vector<Step> peel(const Scenarios& scenarios, const Orders& orders,
                       const std::vector<std::uint8_t>& rows, const PeelOptions& options);

/// Enlarges `box` for as long as its density does not fall: each time by the best of the strips
/// beyond a limit that have a share `alpha` of its scenarios (the same rule for equal values as in
/// peeling). Returns the box and its count.
Step paste(const Scenarios& scenarios, const std::vector<std::uint8_t>& rows, Step box,
           double alpha);

/// For every step of a trajectory and every input, what the box would hold without the limits of
/// that input: without[step][input].
std::vector<std::vector<Count>> counts_without(const Scenarios& scenarios,
                                               const std::vector<std::uint8_t>& rows,
                                               std::span<const Step> trajectory);

}  // namespace entente::driver::discovery
