// SPDX-License-Identifier: Apache-2.0
//
// Scenarios to measure with: the first ones of a shipped study, and whether a kernel computes them
// rightly.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "driver/plan.hpp"
#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::bench {

/// The first scenarios of a study, with room for the outputs that it asks for.
class Sample {
  public:
    Sample(const std::filesystem::path& study, std::size_t scenarios);

    std::size_t scenarios() const noexcept { return scenarios_; }

    /// Evaluates scenarios first .. first + count - 1; `first` is a multiple of kernels::padding.
    void evaluate(kernels::Isa isa, std::size_t first, std::size_t count) noexcept;

    /// Where `isa` and the scalar build differ by more than 1e-9 (1 + |value|) on the first
    /// `scenarios` scenarios, in words; empty if they agree.
    std::string disagreement(kernels::Isa isa, std::size_t scenarios);

  private:
    driver::Plan plan_;
    std::size_t scenarios_;
    std::vector<std::size_t> offsets_;  ///< of the outputs' columns
    kernels::Workspace in_;
    kernels::Workspace out_;
    std::vector<const double*> in_columns_;
    std::vector<double*> out_columns_;
};

}  // namespace entente::bench
