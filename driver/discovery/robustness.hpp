// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/discovery/bins.hpp"
#include "driver/discovery/peeling.hpp"
#include "driver/discovery/robustness_metrics.hpp"

namespace entente::driver::discovery {

struct RobustnessOptions {
    std::vector<Objective> objectives;  ///< as Scenarios::objectives
    double pessimism = 0.5;             ///< of hurwicz
    std::size_t bins = 5;               ///< of a lever that takes many values, in a sample
};

/// Where regrets come from: they need policies in the same state of the world.
enum class States {
    common,  ///< every policy meets the same states
    binned,  ///< scenarios whose leading uncertainties are alike count as one state, by their mean
    none     ///< they cannot be had: see `why`
};

/// One objective: its metrics for every policy.
struct Robust {
    States states = States::none;
    std::uint64_t state_count = 0;
    std::vector<std::size_t> binned;  ///< inputs that make states, if they are binned
    std::string why;                  ///< there are none
    std::vector<Metrics> metrics;     ///< of each policy
    std::uint64_t unknown = 0;        ///< scenarios without a value
};

struct Robustness {
    std::vector<std::size_t> levers;       ///< inputs
    std::vector<std::string> policies;     ///< "integration = 1, mirror 0.25 .. 0.5"
    std::vector<std::uint64_t> scenarios;  ///< of each policy
    std::vector<Robust> objectives;
};

/// A policy is a combination of values, or of bins, of the inputs that are levers; the other
/// inputs make the states of the world. Throws UserError without levers, or with too many policies.
Robustness assess(const Scenarios& scenarios, const Orders& orders,
                  const RobustnessOptions& options);

}  // namespace entente::driver::discovery
