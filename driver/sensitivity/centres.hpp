// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "driver/plan.hpp"
#include "driver/sensitivity/subject.hpp"
#include "kernels/isa.hpp"

namespace entente::driver {

/// A constant near the mean of every output, and of every column of the design: that of the first
/// turn, which is evaluated for it.
struct Centres {
    std::vector<double> outputs, inputs;

    Centres(const Plan& plan, const Subject& subject, kernels::Isa isa);
};

}  // namespace entente::driver
