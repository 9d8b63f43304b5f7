// SPDX-License-Identifier: Apache-2.0
//
// Boxes: for every input an interval, which a scenario in the box has all its inputs in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "driver/discovery/scenarios.hpp"

namespace entente::driver::discovery {

/// low <= x <= high; infinite where there is no limit.
struct Limits {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();

    bool has_low() const noexcept { return low > -std::numeric_limits<double>::infinity(); }
    bool has_high() const noexcept { return high < std::numeric_limits<double>::infinity(); }
    bool restricts() const noexcept { return has_low() || has_high(); }
    bool contains(double x) const noexcept { return low <= x && x <= high; }
    bool operator==(const Limits&) const = default;
};

/// Limits of every input.
using Box = std::vector<Limits>;

/// Inputs that `box` restricts.
std::vector<std::size_t> restricted(const Box& box);

/// How many scenarios, and how many of them are of interest.
struct Count {
    std::uint64_t scenarios = 0;
    std::uint64_t of_interest = 0;

    double density() const noexcept {
        return static_cast<double>(of_interest) / static_cast<double>(scenarios);
    }
    Count& operator+=(const Count& other) noexcept {
        scenarios += other.scenarios;
        of_interest += other.of_interest;
        return *this;
    }
    friend Count operator-(Count a, const Count& b) noexcept {
        return {a.scenarios - b.scenarios, a.of_interest - b.of_interest};
    }
    bool operator==(const Count&) const = default;
};

/// Where to cut between the values a < b that an input takes: the high limit of what lies below and
/// the low limit of what lies above. With levels these are a and b themselves; else both are the
/// middle.
std::pair<double, double> cut_between(double a, double b, bool has_levels) noexcept;

/// The scenarios marked in `rows` (all if it is empty) that lie in `box`; and for each input, how
/// many more would if it were not restricted.
struct BoxCount {
    Count inside;
    std::vector<Count> without;  ///< inside and beyond the limits of this input alone
};
BoxCount count_in(const Scenarios& scenarios, const std::vector<std::uint8_t>& rows,
                  const Box& box);

/// Marks the scenarios that lie in `box`.
std::vector<std::uint8_t> rows_in(const Scenarios& scenarios, const Box& box);

}  // namespace entente::driver::discovery
