// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "driver/parameter_names.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// The distribution of a column that moves the parameters `moved`. Bounds that the study leaves
/// open become the range that all of them allow; where that is open, too (belief is above 0), they
/// stay 1e-9 of its width inside. If one of them takes whole numbers, so do all: uniform ones, for
/// no other distribution of whole numbers is offered. Throws UserError for bounds that a parameter
/// does not allow, and for an impossible distribution at `where`.
Distribution bounded(const Sampled& sampled, const ParameterNames& names,
                     std::span<const std::size_t> moved, const std::string& what,
                     const Position& where);

/// Uniform over the parameter's plausible range, or the whole numbers in it.
Distribution plausible(const kernels::Parameter& parameter);

}  // namespace entente::driver
