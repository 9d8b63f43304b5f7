// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/kernel_instance.hpp"
#include "kernels/published.hpp"

namespace entente::kernels::commitment_model {

/// Parameters, outputs and dimensions, in the order of columns.hpp.
Interface interface(std::size_t contestants);

/// Numbers that the model returns.
std::vector<PublishedCase> published();

}  // namespace entente::kernels::commitment_model
