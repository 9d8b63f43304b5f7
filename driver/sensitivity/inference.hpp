// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "driver/sensitivity/block_sums.hpp"
#include "driver/sensitivity/estimate.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/moments.hpp"

namespace entente::driver {

/// The entries of an output that is a list (years, members), as positions among the outputs. Their
/// shares of variance together are the averages, weighted by the variances: generalised indices, as
/// Lamboni, Monod and Makowski, "Multivariate sensitivity analysis to measure global contribution
/// of input factors in dynamic models", Reliab. Eng. Syst. Saf. 96 (2011), and Gamboa, Janon, Klein
/// and Lagnoux, "Sensitivity analysis for multidimensional and functional outputs", Electron. J.
/// Stat. 8 (2014).
struct Family {
    std::string name;
    std::vector<std::size_t> members;
};

/// What is inferred from: sums of independent parts of a sample, all with one layout.
struct Evidence {
    const Moments& moments;
    const SumsLayout& layout;
    std::span<const Family> families;
    std::vector<std::vector<double>> replicates;  ///< sums of each replicate of the design
};

/// The estimates of each output, then of each family: as Moments::estimates() has them, with
/// intervals at `level`. `intervals` is `replicates` with at least two of these, `bootstrap` with
/// at least two of those, `asymptotic` if the method has errors, or `none`.
std::vector<std::vector<Estimate>> infer(const Evidence& evidence, Intervals intervals,
                                         double level);

}  // namespace entente::driver
