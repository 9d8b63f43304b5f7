// SPDX-License-Identifier: Apache-2.0
//
// Scenarios to measure with: some of a shipped study, and whether a kernel computes them rightly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "driver/plan.hpp"
#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::bench {

/// Scenarios first .. first + scenarios - 1 of a study, with room for the outputs that it asks for.
class Sample {
  public:
    Sample(const std::filesystem::path& study, std::size_t scenarios, std::uint64_t first = 0);

    std::size_t scenarios() const noexcept { return scenarios_; }
    const driver::Plan& plan() const noexcept { return plan_; }

    /// Evaluates `count` scenarios from the sample's `first` on, a multiple of kernels::padding.
    void evaluate(kernels::Isa isa, std::size_t first, std::size_t count) noexcept;

    /// The value of the plan's `output`, a scalar, in the sample's scenario `i`, as last evaluated.
    double value(std::size_t output, std::size_t i) const noexcept;

    /// Where `isa` and the scalar build differ by more than 1e-9 (1 + |value|) on the first
    /// `scenarios` scenarios, in words; empty if they agree.
    std::string disagreement(kernels::Isa isa, std::size_t scenarios);

  private:
    driver::Plan plan_;
    std::size_t scenarios_;
    std::vector<std::size_t> offsets_;  ///< of the outputs' columns
    kernels::Workspace in_;
    kernels::Workspace out_;
    kernels::Workspace scratch_;
    std::vector<const double*> in_columns_;
    std::vector<double*> out_columns_;
};

}  // namespace entente::bench
