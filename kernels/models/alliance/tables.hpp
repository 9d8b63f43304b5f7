// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/model.hpp"

namespace entente::kernels::alliance_model {

/// The model's parameters for these theatres, in the order of columns.hpp.
std::vector<Parameter> parameters(std::span<const Theatre> theatres);

/// Its outputs, theatre by theatre: scalars; then those by year; then those by member; then status.
std::vector<Output> outputs(std::span<const Theatre> theatres);

/// Its dimensions: the years 1 .. horizon, and each theatre's members.
std::vector<Dimension> dimensions(std::span<const Theatre> theatres, int horizon);

}  // namespace entente::kernels::alliance_model
