// SPDX-License-Identifier: Apache-2.0
//
// What a sensitivity analysis is about: a design, its factors, and the outputs that are explained.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/plan.hpp"
#include "driver/sensitivity/inference.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/moments.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver {

struct Subject {
    Blocks blocks;
    std::vector<std::string> factors;  ///< names
    bool grouped = false;              ///< whether a factor has several columns
    std::vector<std::string> columns;  ///< names of the design's columns
    /// Numbers per scenario that are explained: scalar outputs, and the entries of those that are
    /// lists: "europe.member_final[TUR]".
    std::vector<std::string> outputs;
    std::vector<std::string> units;  ///< of the outputs
    std::vector<Family> families;    ///< outputs that are lists
};

/// "europe.member_final[TUR]": an entry of an output that is a list over labels or over values.
std::string entry_name(const std::string& output, const std::vector<std::string>& labels,
                       const std::vector<double>& values, std::size_t entry);

/// That of a plan whose design is sampled. Outputs that are codes, indices or masks are left out.
/// Throws UserError if no other is left, or `inquiry` does not suit the design.
Subject subject_of(const Plan& plan, const Inquiry& inquiry);

/// The blocks of a design of `scenarios` scenarios without structure, to be explained by `columns`.
/// Scenarios are dealt out, 64 at a time, to 16 parts that stand for replicates if there are enough
/// of them: parts of a net or a Latin hypercube differ by more than replicates would.
Blocks interleaved(std::uint64_t scenarios, std::size_t columns);

/// The intervals that `inquiry` comes to for this design: what suits it where nothing was asked.
/// Throws UserError if what was asked does not.
Intervals intervals_for(const Subject& subject, const Inquiry& inquiry);

/// The method that suits the design. `centre`: a constant near the mean of every column.
std::unique_ptr<const Moments> method_for(const Subject& subject, Intervals intervals,
                                          std::vector<double> centre);

/// Factors that the method has: the subject's, or for regression its columns.
const std::vector<std::string>& factors_of(const Subject& subject);

}  // namespace entente::driver
