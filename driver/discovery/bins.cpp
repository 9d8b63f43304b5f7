// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/bins.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace entente::driver::discovery {

Bins make_bins(const Input& input, const std::vector<std::uint32_t>& order, std::size_t most,
               std::size_t most_values) {
    const std::size_t n = order.size();
    std::size_t distinct = n > 0 ? 1 : 0;
    for (std::size_t r = 1; r < n && distinct <= most_values; ++r) {
        distinct += input.values[order[r]] != input.values[order[r - 1]] ? 1U : 0U;
    }
    const bool by_value = distinct <= most_values;
    Bins bins;
    bins.of.resize(n);
    for (std::size_t begin = 0; begin < n;) {
        // As many as are left, divided by the bins that are left: at least one group of equals.
        std::size_t end = begin + 1;
        if (!by_value) {
            const std::size_t left = most - bins.count();
            end = left > 1 ? begin + std::max<std::size_t>((n - begin + left / 2) / left, 1) : n;
        }
        while (end < n && input.values[order[end]] == input.values[order[end - 1]]) ++end;
        for (std::size_t r = begin; r < end; ++r) {
            bins.of[order[r]] = static_cast<std::uint8_t>(bins.low.size());
        }
        bins.low.push_back(input.values[order[begin]]);
        bins.high.push_back(input.values[order[end - 1]]);
        begin = end;
    }
    return bins;
}

double rounded_to(double value, double range) {
    if (!(range > 0) || !std::isfinite(value)) return value;
    const double unit = std::pow(10.0, 3 - std::floor(std::log10(range)));
    const double rounded = std::round(value * unit) / unit;
    return std::isfinite(rounded) ? rounded + 0.0 : value;
}

std::string bin_text(const Bins& bins, std::size_t b, const std::vector<std::string>& words,
                     double range) {
    const auto number = [&](double value, bool exact) {
        if (!words.empty()) return words[static_cast<std::size_t>(value)];
        return fmt::format("{:.6g}", exact ? value : rounded_to(value, range));
    };
    if (bins.low[b] == bins.high[b]) return "= " + number(bins.low[b], true);
    if (b == 0) return "<= " + number(bins.high[b], false);
    if (b + 1 == bins.count()) return ">= " + number(bins.low[b], false);
    return number(bins.low[b], false) + " .. " + number(bins.high[b], false);
}

double explained(const Bins& bins, const std::vector<double>& y) {
    std::vector<double> sum(bins.count()), count(bins.count());
    double n = 0, mean = 0;
    for (const double value : y) {
        if (!std::isfinite(value)) continue;
        n += 1;
        mean += (value - mean) / n;
    }
    double total = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (!std::isfinite(y[i])) continue;
        const double d = y[i] - mean;
        total += d * d;
        sum[bins.of[i]] += d;
        count[bins.of[i]] += 1;
    }
    double between = 0, groups = 0;
    for (std::size_t b = 0; b < bins.count(); ++b) {
        if (count[b] == 0) continue;
        between += sum[b] * sum[b] / count[b];
        groups += 1;
    }
    if (!(total > 0) || n <= groups) return 0;
    return std::max(0.0, 1 - (1 - between / total) * (n - 1) / (n - groups));
}

}  // namespace entente::driver::discovery
