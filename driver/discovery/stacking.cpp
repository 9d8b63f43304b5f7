// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/stacking.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

constexpr std::size_t score_bins = 20, most_values = 12;

std::vector<std::size_t> asked(const Scenarios& scenarios, const std::vector<std::string>& names) {
    std::vector<std::string> valid;
    for (const Input& input : scenarios.inputs) valid.push_back(input.name);
    if (names.size() < 2 || names.size() > 3) {
        throw UserError("--stack: two or three inputs are stacked, as in 'recovery,mirror'");
    }
    std::vector<std::size_t> inputs;
    for (const std::string& name : names) {
        const auto found = std::find(valid.begin(), valid.end(), name);
        if (found == valid.end()) {
            throw UserError(fmt::format("--stack: '{}' is no input that varies ({})", name,
                                        suggestion(name, valid)));
        }
        const auto input = static_cast<std::size_t>(found - valid.begin());
        if (std::find(inputs.begin(), inputs.end(), input) != inputs.end()) {
            throw UserError(fmt::format("--stack: '{}' is named twice", name));
        }
        inputs.push_back(input);
    }
    return inputs;
}

std::vector<std::size_t> leading(const std::vector<double>& scores) {
    std::vector<std::size_t> inputs(scores.size());
    std::iota(inputs.begin(), inputs.end(), std::size_t{0});
    std::stable_sort(inputs.begin(), inputs.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    inputs.resize(std::min<std::size_t>(inputs.size(), 2));
    return inputs;
}

}  // namespace

Stacking stack(const Scenarios& scenarios, const Orders& orders, const StackingOptions& options) {
    Stacking stacking;
    const std::vector<double> target(scenarios.of_interest.begin(), scenarios.of_interest.end());
    for (std::size_t d = 0; d < orders.size(); ++d) {
        still_alive();
        const Bins bins = make_bins(scenarios.inputs[d], orders[d], score_bins, most_levels);
        stacking.scores.push_back(explained(bins, target));
    }
    const auto inputs =
        options.inputs.empty() ? leading(stacking.scores) : asked(scenarios, options.inputs);
    if (inputs.size() < 2) return stacking;
    std::vector<std::size_t> cell(scenarios.size());
    std::size_t cells = 1;
    for (const std::size_t d : inputs) {
        const Bins bins = make_bins(scenarios.inputs[d], orders[d], options.bins,
                                    std::max(options.bins, most_values));
        for (std::size_t i = 0; i < cell.size(); ++i) cell[i] = cell[i] * bins.count() + bins.of[i];
        cells *= bins.count();
        stacking.inputs.push_back({d, bins.low, bins.high});
    }
    stacking.cells.resize(cells);
    for (std::size_t i = 0; i < cell.size(); ++i) {
        stacking.cells[cell[i]] += {1, scenarios.of_interest[i]};
    }
    return stacking;
}

}  // namespace entente::driver::discovery
