// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/designs/blocks.hpp"
#include "driver/designs/design.hpp"

namespace entente::driver {

/// A design in blocks in which a column has two values: those of a base point and those it is
/// exchanged for. The quantile function, which can cost more than all else, is taken of these
/// alone.
class BlockDesign : public Design {
  public:
    /// `factors` share out the columns among them.
    BlockDesign(const std::vector<Distribution>& marginals, Blocks blocks,
                const std::vector<Factor>& factors);

    std::vector<std::uint64_t> shape() const final { return {blocks_.count * blocks_.scenarios}; }
    std::size_t columns() const noexcept final { return quantiles_.size(); }
    void fill(std::uint64_t first, std::size_t count, double* const* columns) const final;

  protected:
    const Blocks& blocks() const noexcept { return blocks_; }
    std::size_t factor_of(std::size_t column) const noexcept { return factor_of_[column]; }

  private:
    /// The two coordinates, in [0, 1], that `column` has in blocks first .. first + count - 1.
    virtual void fill_pairs(std::size_t column, std::uint64_t first, std::size_t count, double* a,
                            double* b) const noexcept = 0;

    /// Which of its two values `column` has in the scenarios from .. to - 1 of a block, and what
    /// note() says of that block.
    virtual void spread(std::size_t column, const std::uint32_t* notes, double a, double b,
                        std::size_t from, std::size_t to, double* values) const noexcept = 0;

    /// What all columns need to know of a block: so many numbers.
    virtual std::size_t notes() const noexcept { return 0; }
    virtual void note(std::uint64_t /*block*/, std::uint32_t* /*notes*/) const noexcept {}

    std::vector<Quantile> quantiles_;
    std::vector<std::size_t> factor_of_;
    Blocks blocks_;
};

}  // namespace entente::driver
