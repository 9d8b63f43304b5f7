// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/box.hpp"

#include <algorithm>

namespace entente::driver::discovery {

std::vector<std::size_t> restricted(const Box& box) {
    std::vector<std::size_t> inputs;
    for (std::size_t d = 0; d < box.size(); ++d) {
        if (box[d].restricts()) inputs.push_back(d);
    }
    return inputs;
}

std::pair<double, double> cut_between(double a, double b, bool has_levels) noexcept {
    if (has_levels) return {a, b};
    const double middle = a + (b - a) / 2;
    // Between neighbours among the doubles there is no middle.
    return middle > a && middle < b ? std::pair(middle, middle) : std::pair(a, b);
}

BoxCount count_in(const Scenarios& scenarios, const std::vector<std::uint8_t>& rows,
                  const Box& box) {
    BoxCount count{{}, std::vector<Count>(box.size())};
    const auto inputs = restricted(box);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        if (!rows.empty() && rows[i] == 0) continue;
        std::size_t beyond = 0, last = 0;
        for (const std::size_t d : inputs) {
            if (box[d].contains(scenarios.inputs[d].values[i])) continue;
            last = d;
            if (++beyond == 2) break;
        }
        const Count one{1, scenarios.of_interest[i]};
        if (beyond == 0) count.inside += one;
        if (beyond == 1) count.without[last] += one;
    }
    for (Count& without : count.without) without += count.inside;
    return count;
}

std::vector<std::uint8_t> rows_in(const Scenarios& scenarios, const Box& box) {
    std::vector<std::uint8_t> rows(scenarios.size(), 1);
    for (const std::size_t d : restricted(box)) {
        const auto& values = scenarios.inputs[d].values;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i] = static_cast<std::uint8_t>(rows[i] & (box[d].contains(values[i]) ? 1 : 0));
        }
    }
    return rows;
}

}  // namespace entente::driver::discovery
