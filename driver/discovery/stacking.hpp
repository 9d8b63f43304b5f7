// SPDX-License-Identifier: Apache-2.0
//
// Dimensional stacking: J. LeBlanc, M. O. Ward and N. Wittels, "Exploring N-dimensional databases",
// Proc. IEEE Visualization (1990), 230-237; for scenario discovery S. Suzuki, D. Stern and T.
// Manzocchi, "Using association rule mining and high-dimensional visualization to explore the
// impact of geological features on dynamic flow behavior", SPE-174774 (2015).
#pragma once

#include <string>
#include <vector>

#include "driver/discovery/bins.hpp"
#include "driver/discovery/peeling.hpp"

namespace entente::driver::discovery {

struct StackingOptions {
    std::vector<std::string> inputs;  ///< two or three; empty: the two with the highest scores
    std::size_t bins = 5;
};

/// Bins of an input that the picture is over.
struct StackedInput {
    std::size_t input;
    std::vector<double> low, high;  ///< of its bins
};

struct Stacking {
    std::vector<double> scores;        ///< of each input: what it alone explains of the target
    std::vector<StackedInput> inputs;  ///< two or three
    std::vector<Count> cells;          ///< the last input's bins are neighbours
};

/// Counts the scenarios of interest in the cells of two or three binned inputs. The score of an
/// input is explained() of being of interest, over at most 20 bins. Throws UserError for an input
/// that does not exist. Empty of cells if there is one input only.
Stacking stack(const Scenarios& scenarios, const Orders& orders, const StackingOptions& options);

}  // namespace entente::driver::discovery
