// SPDX-License-Identifier: Apache-2.0
//
// When the kernel and the reference agree, and which scenarios are too ill-conditioned to say.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tests/kernels/both_sides.hpp"

namespace entente::kernels {

/// Two values of an output agree if they differ by at most this times 1 + their size.
inline constexpr double tolerance = 1e-9;

/// A scenario is ill-conditioned in an output that relative changes of 1e-15 in the parameters and
/// the data move by more than this, times 1 + the output's size.
inline constexpr double ill_conditioned_movement = 1e-10;

/// |a - b| / (1 + |b|); infinite if either is not finite.
double difference(double a, double b);

/// Whether `output` counts what has crossed a threshold, and so jumps: "compliance",
/// "self_reliance", "weakest_member".
bool has_thresholds(const std::string& output);

/// By how much `jolts` random changes of the inputs (samples.hpp) move each column of the
/// reference.
Values movement(const BothSides& sides, const Values& scenario, int jolts);

/// What comparing a sample found.
struct Agreement {
    /// Scenarios that differ in ill-conditioned outputs alone: those in which an output without
    /// thresholds does, and the others.
    std::size_t ill_conditioned = 0;
    std::size_t on_threshold = 0;
    /// Scenarios that differ without such an excuse, with a line for each of the first few.
    std::size_t disagreements = 0;
    std::string report = {};
};

/// The reference's outputs of a sample, to hold the kernel's against.
class Comparison {
  public:
    Comparison(const BothSides& sides, std::vector<Values> scenarios);

    Agreement on(Isa isa);

  private:
    // Of each column: whether the reference itself cannot tell its value.
    const std::vector<bool>& excused(std::size_t scenario);

    const BothSides& sides_;
    std::vector<Values> scenarios_;
    std::vector<Values> expected_;
    std::map<std::size_t, std::vector<bool>> excused_;
};

}  // namespace entente::kernels
