// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "kernels/model.hpp"

namespace entente::kernels {

/// Every model of the program, in the order of kernels/CMakeLists.txt.
std::span<const Model* const> models();

/// The model called `name`, or null.
const Model* find_model(std::string_view name);

}  // namespace entente::kernels
