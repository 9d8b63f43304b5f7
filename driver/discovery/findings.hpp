// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/discovery/prim.hpp"
#include "driver/discovery/robustness.hpp"
#include "driver/discovery/stacking.hpp"
#include "driver/discovery/tree.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver::discovery {

/// An input, and the range of values that the scenarios have of it.
struct Factor {
    std::string name;
    std::string unit;
    std::vector<std::string> words;  ///< what 0, 1, ... stand for; empty: numbers are numbers
    bool has_levels = false;         ///< few values: limits are values that it takes
    double low = 0, high = 0;
};

/// What is found about the scenarios of interest.
struct TargetFindings {
    std::string target;
    Count all;
    std::vector<FoundBox> boxes;
    Tree tree;
    Stacking stacking;
};

/// What is found about policies.
struct PolicyFindings {
    std::vector<Objective> objectives;
    double pessimism = 0;
    Robustness robustness;
};

/// All that a discovery has found.
struct Findings {
    std::vector<Factor> factors;
    Tally tally;
    std::optional<TargetFindings> target;
    std::optional<PolicyFindings> policies;
};

/// The factors of `scenarios`.
std::vector<Factor> factors_of(const Scenarios& scenarios);

/// Findings as labelled arrays: docs/discovery.md lists them. `attributes` become those of the
/// root.
results::Analysis to_analysis(const Findings& findings, results::Attributes attributes);

/// `analysis` as CSV, a row per number: the array's name, its place along each dimension of the
/// analysis (empty where it has none), the value. NaN is left out.
std::string to_csv(const results::Analysis& analysis);

}  // namespace entente::driver::discovery
