// SPDX-License-Identifier: Apache-2.0
//
// Any model's instance, evaluated for a test.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/model.hpp"

namespace entente::kernels {

/// Numbers in the order of Instance::parameters(), or in that of its output columns.
using Values = std::vector<double>;

/// The output columns of each of `scenarios`, evaluated as one batch. `wanted` says which columns
/// to ask for (empty: all); the others are NaN.
std::vector<Values> evaluate(const Instance& instance, Isa isa, std::span<const Values> scenarios,
                             std::span<const bool> wanted = {});

/// One per output column: "status", "yearly_burden[3]".
std::vector<std::string> column_names(const Instance& instance);

/// Every parameter at its initial value.
Values initial_values(const Instance& instance);

}  // namespace entente::kernels
