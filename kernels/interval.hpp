// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace entente::kernels {

/// A range of real numbers; each end belongs to it unless marked open.
struct Interval {
    double lo;
    double hi;
    bool lo_open = false;
    bool hi_open = false;

    /// False for NaN and infinities as well.
    bool contains(double value) const noexcept;
};

/// As a person would write it: "0 to 1", "above 0 to 0.1", "above 0, below 1".
std::string to_string(const Interval& interval);

}  // namespace entente::kernels
