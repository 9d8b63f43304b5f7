// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "driver/designs/design.hpp"

namespace entente::driver {

/// A design of points in the unit cube, each coordinate taken through the quantile function of its
/// column.
class SampledDesign : public Design {
  public:
    SampledDesign(const std::vector<Distribution>& marginals, std::uint64_t scenarios);

    std::vector<std::uint64_t> shape() const final { return {scenarios_}; }
    std::size_t columns() const noexcept final { return quantiles_.size(); }
    void fill(std::uint64_t first, std::size_t count, double* const* columns) const final;

  protected:
    std::uint64_t scenarios() const noexcept { return scenarios_; }

  private:
    /// Coordinate `column` of the points first .. first + count - 1, all above 0 and below 1.
    virtual void fill_uniform(std::size_t column, std::uint64_t first, std::size_t count,
                              double* values) const noexcept = 0;

    std::vector<Quantile> quantiles_;
    std::uint64_t scenarios_;
};

}  // namespace entente::driver
