// SPDX-License-Identifier: Apache-2.0
//
// Scenario discovery by PRIM: which few conditions on the inputs tell the scenarios of interest
// from the others (Bryant and Lempert 2010).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "driver/discovery/peeling.hpp"

namespace entente::driver::discovery {

/// Which box of a peeling trajectory is taken. At most one of the three is given; else the rule:
/// the step whose box is most correlated (phi, the correlation of two yes-or-no variables) with
/// being of interest; of those within 1 % of the highest, the one that restricts the fewest inputs,
/// and of those the first.
struct Choice {
    std::optional<double> density;    ///< the first box at least so dense
    std::optional<double> coverage;   ///< the last that covers at least so much
    std::optional<std::size_t> step;  ///< this one
};

struct PrimOptions {
    double alpha = 0.05;
    /// Nothing: of the three, the one with the box that is most correlated with being of interest.
    std::optional<Criterion> criterion = {};
    double least_mass = 0;  ///< share of the scenarios that a box keeps; 0: see default_least()
    Choice choice = {};
    std::size_t boxes = 1;  ///< at most
    std::size_t resamples = 10;
    double significance = 0.05;  ///< quasi-p-value above which a restriction is dropped
    std::uint64_t seed = 1;
};

/// One input in the half samples: the shares of them in which the box with the same coverage, or
/// the same density, as the chosen one restricts it.
struct Reproducibility {
    double at_coverage = 0, at_density = 0;
};

/// A box and how it was found. Coverage is of all scenarios of interest, of earlier boxes' as well.
struct FoundBox {
    Criterion criterion = Criterion::gain;
    std::vector<Step> trajectory;
    std::vector<std::vector<Count>> without;       ///< of each step and input
    std::size_t chosen = 0;                        ///< step
    Step box;                                      ///< after pasting and dropping
    std::vector<Count> box_without;                ///< of each input
    std::vector<std::size_t> dropped;              ///< inputs, whose limits were not significant
    std::vector<Reproducibility> reproducibility;  ///< of each input; empty without resamples
};

/// The scenarios that a box keeps by default: half as many as are of interest, but at most 5 % of
/// all and at least 20.
std::uint64_t default_least(const Count& all);

/// The step that `choice` takes of `trajectory`, found among scenarios of which `all` are of
/// interest. Throws UserError if it has no such step.
std::size_t chosen_step(const std::vector<Step>& trajectory, const Choice& choice,
                        const Count& all);

/// Correlation of being in the box and being of interest; 0 where one of them is constant.
double phi(const Count& box, const Count& all);

/// Finds `boxes` boxes, each among the scenarios that the earlier ones leave, as long as one covers
/// something and is denser than what is left as a whole. Needs scenarios that are of interest and
/// others.
std::vector<FoundBox> find_boxes(const Scenarios& scenarios, const Orders& orders,
                                 const PrimOptions& options);

}  // namespace entente::driver::discovery
