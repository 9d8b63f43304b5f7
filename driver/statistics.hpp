// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "driver/exact_sum.hpp"

namespace entente::driver {

/// A value and the scenario it belongs to.
struct Extreme {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::uint64_t scenario = 0;
};

/// Minimum, mean, maximum and count of values, built up part by part. The parts may come in any
/// order and be cut anywhere: the result has the same bits.
class Statistics {
  public:
    /// Takes in `values`, one each of the scenarios from `first` on.
    void add(std::span<const double> values, std::uint64_t first) noexcept;
    void add(const Statistics& other) noexcept;

    std::uint64_t finite() const noexcept { return finite_; }
    std::uint64_t not_finite() const noexcept { return not_finite_; }

    /// Of the finite values; NaN if there are none.
    double mean() const noexcept;
    /// The smallest and the largest finite value, of the first scenario that has it.
    const Extreme& least() const noexcept { return least_; }
    const Extreme& most() const noexcept { return most_; }

    /// Appends what is here to `to`, and takes it from the front of `from` again: the same bits.
    /// False if it is not there.
    void save(results::Bytes& to) const;
    bool load(std::span<const std::byte>& from);

  private:
    void add_one_by_one(std::span<const double> values, std::uint64_t first) noexcept;

    std::uint64_t finite_ = 0;
    std::uint64_t not_finite_ = 0;
    Extreme least_;
    Extreme most_;
    ExactSum sum_;
};

}  // namespace entente::driver
