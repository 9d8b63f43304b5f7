// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/discovery/scenarios.hpp"

namespace entente::driver::discovery {

/// The values of an input in bins: each value, if they are no more than asked for; else
/// neighbouring values together, so that the bins hold as many scenarios as near as can be.
struct Bins {
    std::vector<double> low, high;  ///< the least and the greatest value in each
    std::vector<std::uint8_t> of;   ///< of each scenario

    std::size_t count() const noexcept { return low.size(); }
};

/// `order` sorts the scenarios by the input. At most `most` bins (1 to 255): fewer where equal
/// values, which stay together, leave no more. But if the input takes at most `most_values` values
/// (to 255), each has a bin.
Bins make_bins(const Input& input, const std::vector<std::uint32_t>& order, std::size_t most,
               std::size_t most_values);

/// `value` to the digits that matter where values spread over `range`: four of it.
double rounded_to(double value, double range);

/// "= 3", "<= 0.2", "0.2 .. 0.4", ">= 0.4": bin `b` of an input whose values spread over `range`.
std::string bin_text(const Bins& bins, std::size_t b, const std::vector<std::string>& words,
                     double range);

/// The share of the variance of `y` that the bins alone explain, corrected for what as many bins of
/// an input without influence would explain by chance: the adjusted correlation ratio, at least 0.
/// Scenarios where `y` is NaN do not count.
double explained(const Bins& bins, const std::vector<double>& y);

}  // namespace entente::driver::discovery
