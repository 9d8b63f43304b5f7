// SPDX-License-Identifier: Apache-2.0
//
// A model's kernel beside its plain implementation.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernels/model.hpp"
#include "tests/kernels/evaluation.hpp"
#include "tests/reference/plain_models.hpp"

namespace entente::kernels {

/// The instance of the model that `plain` is the equations of.
std::unique_ptr<const Instance> instance_of(const reference::PlainModel& plain);

/// Where scenarios are drawn from: the plausible ranges, the whole box, or its corners, where each
/// parameter is at an end of its range or at its initial value.
enum class Region { plausible, box, corners };

/// Scenarios of an instance, the same for the same seed.
std::vector<Values> random_scenarios(const Instance& instance, Region region, std::size_t count,
                                     std::uint64_t seed = 1);

/// Where the kernel and the plain function differ on `scenarios`, a line for each of the first few;
/// empty if they agree.
///
/// They agree where an output is within tolerance * max(|value|, scale), or within eight times the
/// most that changes of the parameters by at most 4e-16 of them move the plain function's value. An
/// output that is not a real number must be equal, or change with such changes.
std::string disagreements(const reference::PlainModel& plain, const Instance& instance, Isa isa,
                          const std::vector<Values>& scenarios);

}  // namespace entente::kernels
