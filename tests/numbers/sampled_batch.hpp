// SPDX-License-Identifier: Apache-2.0
//
// What a model returns, held to what every model promises of it.
#pragma once

#include <cstddef>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "kernels/model.hpp"
#include "kernels/workspace.hpp"
#include "tests/kernels/evaluation.hpp"
#include "tests/numbers/extremes.hpp"

namespace entente::kernels {

/// By the name of an output, what is wrong with it, in a line that ends with the scenario.
using Findings = std::map<std::string, std::string>;

/// A batch of scenarios of an instance, and the columns that it returned for them.
class SampledBatch {
  public:
    SampledBatch(const Instance& instance, std::size_t scenarios);

    void fill(Extreme extreme, std::mt19937_64& random);
    /// As many scenarios as the batch has.
    void fill(std::span<const Values> scenarios);
    void evaluate(Isa isa);

    /// What breaks a promise, for each output the first scenario.
    ///
    /// A real output is a number where the status, the model's last output, is 0, and never
    /// infinite; all others are whole and not negative, codes have a meaning, masks and indices
    /// fit 31 bits.
    Findings unexplained() const;

    /// What has other bits than `other`, which was filled with the same scenarios; as
    /// unexplained().
    Findings differences(const SampledBatch& other) const;

    /// Takes over the scenarios of `other`, which is of the same instance and size.
    void copy_scenarios(const SampledBatch& other);

    /// Scenarios whose status is not 0.
    std::size_t without_answer() const;

  private:
    std::string told(std::size_t column, std::size_t scenario) const;

    const Instance& instance_;
    std::size_t scenarios_;
    std::vector<const Output*> outputs_;  ///< that each column belongs to
    std::vector<std::string> names_;      ///< of the columns
    Workspace in_, out_, scratch_;
};

}  // namespace entente::kernels
