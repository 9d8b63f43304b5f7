// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/slices.hpp"

#include "driver/sensitivity/given_data/ranks.hpp"

namespace entente::driver::given_data {

Slices slice(std::span<const double> values, std::size_t count,
             std::span<const std::uint32_t> places) {
    const std::size_t n = values.size();
    const auto sorted = sorted_rows(values);
    const auto runs = equal_runs(values, sorted);
    Slices slices{std::vector<std::uint16_t>(n), {}, 2 * runs.size() > n};
    std::vector<std::uint16_t> of_row(n);
    std::size_t last = count;  // no slice has this number
    for (std::size_t g = 0; g + 1 < runs.size(); ++g) {
        // Where the middle of equal values falls.
        const std::size_t cell = (std::size_t{runs[g]} + runs[g + 1]) * count / (2 * n);
        if (cell != last) slices.sizes.push_back(0);
        last = cell;
        slices.sizes.back() += runs[g + 1] - runs[g];
        const auto label = static_cast<std::uint16_t>(slices.sizes.size() - 1);
        for (std::size_t k = runs[g]; k < runs[g + 1]; ++k) of_row[sorted[k]] = label;
    }
    for (std::size_t k = 0; k < n; ++k) slices.of[k] = of_row[places[k]];
    return slices;
}

void shuffle(Slices& slices, Draws draws) { draws.shuffle(std::span(slices.of)); }

SortedOutput::SortedOutput(const Sample& sample, const GivenDataOptions& options)
    : rows(sorted_rows(sample.output)), runs(equal_runs(sample.output, rows)), fold(rows.size()) {
    Draws draws(options.seed, Draw::fold, 0);
    for (auto& part : fold) part = static_cast<std::uint8_t>(draws.below(folds));
}

}  // namespace entente::driver::given_data
