// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/batch.hpp"
#include "kernels/lanes/builds.hpp"

namespace entente::kernels::analytic_model {

enum Function { ishigami, sobol_g, morris, friedman, linear };

/// A function of `dimensions` parameters, which are the columns of a batch in their order.
struct Prepared {
    Function function;
    std::size_t dimensions;
    /// sobol_g: 1/(1 + a_i); linear: c_i. Empty for the other functions.
    std::vector<double> slope;
    /// sobol_g: a_i/(1 + a_i).
    std::vector<double> offset;
};

namespace out {
enum Column : std::size_t { y, status };
}

inline constexpr double pi = 0x1.921fb54442d18p1;

using Kernel = Builds<const Prepared&, const Batch&>;
extern const Kernel kernel;

}  // namespace entente::kernels::analytic_model
