// SPDX-License-Identifier: Apache-2.0
//
// Scenarios from where numbers go wrong: the whole box of a model's parameters, down to the last
// doubles of it.
#pragma once

#include <cstddef>
#include <random>
#include <span>

#include "kernels/model.hpp"

namespace entente::kernels {

/// In some scenarios three of four parameters have their initial values, so that most of a model
/// has an answer to give.
enum class Extreme {
    box,    ///< half of the scenarios uniform; in the others parameters may lie close to an end of
            ///< their range or to 0, by any number of decimal orders, subnormal numbers included
    corner  ///< each parameter at its least or most value, the neighbour of an end (the last double
            ///< inside an open one), or its initial value
};

/// Fills columns[p][0 .. count - 1] for every parameter p, all values valid; the same for the same
/// state of `random`.
void fill_extremes(Extreme extreme, std::span<const Parameter> parameters, std::mt19937_64& random,
                   std::size_t count, double* const* columns);

}  // namespace entente::kernels
