// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/moments.hpp"

namespace entente::driver {

/// How the sums of all outputs lie in one list: those of the sample, and behind them those of every
/// bootstrap replicate, each the shared ones and then those of output 0, 1, ...
struct SumsLayout {
    std::size_t shared;
    std::size_t each;  ///< of an output
    std::size_t outputs;
    std::size_t bootstrap;

    SumsLayout(const Moments& moments, std::size_t output_count, std::size_t replicates)
        : shared(moments.shared()),
          each(moments.size()),
          outputs(output_count),
          bootstrap(replicates) {}

    std::size_t of_replicate() const noexcept { return shared + outputs * each; }
    std::size_t size() const noexcept { return (1 + bootstrap) * of_replicate(); }
    /// Those of replicate r, where 0 is the sample itself.
    std::span<const double> shared_of(std::span<const double> sums, std::size_t r) const {
        return sums.subspan(r * of_replicate(), shared);
    }
    std::span<const double> output_of(std::span<const double> sums, std::size_t r,
                                      std::size_t output) const {
        return sums.subspan(r * of_replicate() + shared + output * each, each);
    }
};

/// How blocks are summed.
struct Summation {
    std::vector<double> centres;  ///< taken from each output
    Failures failures = Failures::drop;
    double imputed = 0;
    std::size_t bootstrap = 0;  ///< replicates
};

/// A constant near the mean of an output or a column, for Summation::centres: the mean of the
/// finite ones among `values`, which are those of the first turn; 0 if there are none.
double centre_of(std::span<const double> values);

/// Sums the quantities of blocks, a turn of them (Blocks::turn) at a time. Has buffers: one per
/// worker. Both arguments outlive it.
class BlockSums {
  public:
    BlockSums(const Moments& moments, const Summation& summation);

    const SumsLayout& layout() const noexcept { return layout_; }

    /// The sums over `count` blocks from `first`, the first one of a turn, on. `outputs[o]` points
    /// at the values of output o in their scenarios, block by block; `inputs[c]` at those of column
    /// c of the design (not needed unless Moments::uses_inputs()).
    std::vector<double> turn(std::uint64_t first, std::size_t count, const double* const* outputs,
                             const double* const* inputs);

    /// Scenarios without a finite value in what turn() has seen, over all outputs.
    std::uint64_t failed() const noexcept { return failed_; }

  private:
    bool centred(const double* y, double centre);
    void add_shared(std::size_t count, double* sums);
    void add_output(std::size_t output, std::size_t count, const double* y, double* sums);
    void add_rows(std::size_t count, std::size_t size, std::size_t at, double* sums) const;

    const Moments& moments_;
    const Summation& summation_;
    SumsLayout layout_;
    std::vector<double> contexts_;  ///< of each block of the turn
    std::vector<double> weights_;   ///< of each bootstrap replicate, for each block of the turn
    std::vector<double> rows_;      ///< quantities of each block
    std::vector<double> block_;     ///< values of an output in a block, centred
    std::vector<bool> valid_;       ///< blocks that count
    std::uint64_t failed_ = 0;
};

}  // namespace entente::driver
