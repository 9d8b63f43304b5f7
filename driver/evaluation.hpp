// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/plan.hpp"
#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::driver {

/// Scenarios of a plan evaluated batch by batch, in memory of its own: one per worker.
class Evaluation {
  public:
    /// A batch has up to `most` scenarios, and never more than fit into a cache. The plan outlives
    /// the evaluation.
    Evaluation(const Plan& plan, kernels::Isa isa, std::size_t most);

    /// Scenarios that compute() takes at once.
    std::size_t capacity() const noexcept { return parameters_.capacity(); }

    /// Evaluates scenarios first .. first + count - 1, in IEEE arithmetic (ieee_arithmetic.hpp).
    void compute(std::uint64_t first, std::size_t count);

    /// The columns of output `o` of the instance, which the plan asks for, and how many they are.
    const double* const* output(std::size_t o) const noexcept {
        return outputs_.columns() + offsets_[o];
    }
    std::size_t extent(std::size_t o) const noexcept { return offsets_[o + 1] - offsets_[o]; }

    /// A column for each parameter of the instance.
    const double* const* parameters() const noexcept { return parameters_.columns(); }

  private:
    const Plan& plan_;
    kernels::Isa isa_;
    std::vector<std::size_t> offsets_;  ///< first column of each of the instance's outputs
    kernels::Workspace parameters_;
    kernels::Workspace scratch_;  ///< the kernel's, one column
    kernels::Workspace outputs_;
    std::size_t filled_ = 0;  ///< entries of parameters_ that have the fixed values
};

/// Bytes of an Evaluation, about.
std::uint64_t evaluation_memory(const Plan& plan, std::size_t most);

}  // namespace entente::driver
