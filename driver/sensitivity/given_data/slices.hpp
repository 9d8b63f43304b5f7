// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// The values of a column in slices of about the same number of rows, from small to large values.
/// Equal values are in one slice, which may leave fewer slices than asked for; none is empty.
struct Slices {
    std::vector<std::uint16_t> of;     ///< by place: the row at place k of an order is in of[k]
    std::vector<std::uint32_t> sizes;  ///< of each slice
    bool cut = false;  ///< slices end somewhere among many values, and not between a few
};

/// At most `count` slices, 1 .. 2^16. `places` says which row comes at which place: here the order
/// of the outputs.
Slices slice(std::span<const double> values, std::size_t count,
             std::span<const std::uint32_t> places);

/// Slices of the same sizes, with rows in them by chance: those of an input without influence.
void shuffle(Slices& slices, Draws draws);

/// The outputs in order, and the parts into which rows fall for cross-validation.
struct SortedOutput {
    /// What four fifths have found, the fifth that was held out has had no say in.
    static constexpr std::size_t folds = 5;
    /// A mean over folds of signs that four fifths give to the deviations of the fifth: at most so
    /// many times the standard deviation of the deviations' mean, because the same rows are behind
    /// the signs of several folds. Simulated for normal deviations; it is 1 where the signs are
    /// certain. The largest of 10 to 100 deviations, chosen by four fifths, has this standard
    /// deviation too, but is skewed: it exceeds 1.7 z with the probability that z stands for.
    static constexpr double uncertain_signs = 1.41;
    static constexpr double uncertain_choice = 1.7;

    std::vector<std::uint32_t> rows;  ///< at each place
    std::vector<std::uint32_t> runs;  ///< places where equal outputs begin, and the end
    std::vector<std::uint8_t> fold;   ///< of the row at each place: random

    SortedOutput(const Sample& sample, const GivenDataOptions& options);
};

}  // namespace entente::driver::given_data
