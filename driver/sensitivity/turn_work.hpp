// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/evaluation.hpp"
#include "driver/plan.hpp"
#include "kernels/isa.hpp"

namespace entente::driver {

/// The blocks of a plan, as many as it has scenarios for, in turns (Blocks::turn).
class Turns {
  public:
    explicit Turns(const Plan& plan)
        : scenarios_(plan.blocks.scenarios), blocks_(plan.scenarios / plan.blocks.scenarios) {}

    std::uint64_t count() const noexcept { return (blocks_ + Blocks::turn - 1) / Blocks::turn; }
    std::uint64_t blocks() const noexcept { return blocks_; }
    std::uint64_t first(std::uint64_t turn) const noexcept { return turn * Blocks::turn; }
    std::size_t size(std::uint64_t turn) const noexcept {
        return static_cast<std::size_t>(std::min(Blocks::turn, blocks_ - first(turn)));
    }
    std::size_t most_scenarios() const noexcept { return Blocks::turn * scenarios_; }

  private:
    std::size_t scenarios_;
    std::uint64_t blocks_;
};

/// Evaluates turns: the outputs of a plan that are real numbers, entry by entry, and the columns of
/// its design if somebody wants to see them. Has buffers: one per worker.
class TurnWork {
  public:
    TurnWork(const Plan& plan, kernels::Isa isa, bool keeps_inputs);

    /// Evaluates `turn`, counting scenarios in `computed`; false if `give_up`, asked before every
    /// batch, said so.
    bool evaluate(std::uint64_t turn, std::atomic<std::uint64_t>& computed,
                  const std::function<bool()>& give_up);

    /// The values of each in the turn's scenarios.
    const double* const* outputs() const noexcept { return columns_.data(); }
    const double* const* inputs() const noexcept { return columns_.data() + outputs_; }

  private:
    const Plan& plan_;
    Turns turns_;
    Evaluation evaluation_;
    std::vector<const double* const*> from_;
    std::size_t outputs_;
    std::vector<double> values_;
    std::vector<double*> columns_;
};

}  // namespace entente::driver
