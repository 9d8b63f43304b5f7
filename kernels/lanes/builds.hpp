// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "kernels/isa.hpp"

namespace entente::kernels {

/// One kernel as it was compiled for each instruction set, in the order of Isa.
template <class... Arguments>
using Builds = std::array<void (*)(Arguments...), 4>;

/// The builds of `function`, which stands in entente::kernels::HWY_NAMESPACE; to be used there, in
/// the part of a model's file that is read once (#if HWY_ONCE).
#define ENTENTE_BUILDS(function) \
    { &N_SCALAR::function, &N_SSE4::function, &N_AVX2::function, &N_AVX3::function }

}  // namespace entente::kernels
