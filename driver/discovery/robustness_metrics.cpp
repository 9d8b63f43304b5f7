// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/robustness_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace entente::driver::discovery {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double same = 1e-12;

struct Description {
    std::string_view name, meaning;
};

constexpr std::array<Description, metric_count> descriptions{
    {{"maximin", "value in the worst state of the world"},
     {"maximax", "value in the best state"},
     {"hurwicz", "between the worst and the best"},
     {"mean", "over all states (Laplace)"},
     {"percentile_10", "reached in 90 % of the states"},
     {"minimax_regret", "largest distance from the best policy of a state"},
     {"regret_90", "that distance in all but the worst 10 % of the states"},
     {"signal_to_noise", "mean and standard deviation"},
     {"satisficing", "share of the states that meet the threshold (Starr)"}}};

std::size_t index(Metric metric) { return static_cast<std::size_t>(metric); }

std::vector<double> known(std::span<const double> values) {
    std::vector<double> result;
    std::copy_if(values.begin(), values.end(), std::back_inserter(result),
                 [](double v) { return !std::isnan(v); });
    return result;
}

double mean_of(const std::vector<double>& values) {
    double mean = 0, n = 0;
    for (const double v : values) mean += (v - mean) / ++n;
    return mean;
}

// Of the states themselves, not of a population that they are drawn from.
double deviation(const std::vector<double>& values, double mean) {
    double sum = 0;
    for (const double v : values) sum += (v - mean) * (v - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

double share_that_meets(const std::vector<double>& values, const Objective& objective) {
    const double t = *objective.threshold;
    const auto meets = std::count_if(values.begin(), values.end(), [&](double v) {
        return objective.maximise ? v >= t : v <= t;
    });
    return static_cast<double>(meets) / static_cast<double>(values.size());
}

bool alike(double a, double b) {
    return a == b || std::abs(a - b) <= same * std::max(std::abs(a), std::abs(b));
}

}  // namespace

std::string_view name(Metric metric) { return descriptions[index(metric)].name; }
std::string_view meaning(Metric metric) { return descriptions[index(metric)].meaning; }

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return nan;
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(below);
    std::nth_element(values.begin(), middle, values.end());
    const double low = *middle;
    if (below + 1 == values.size()) return low;
    const double high = *std::min_element(middle + 1, values.end());
    return low + (at - static_cast<double>(below)) * (high - low);
}

Metrics metrics_of(std::span<const double> all, const Objective& objective, double pessimism) {
    Metrics metrics;
    metrics.fill(nan);
    const auto values = known(all);
    if (values.empty()) return metrics;
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double worst = objective.maximise ? *least : *greatest;
    const double best = objective.maximise ? *greatest : *least;
    const double mean = mean_of(values), noise = deviation(values, mean);
    metrics[index(Metric::maximin)] = worst;
    metrics[index(Metric::maximax)] = best;
    metrics[index(Metric::hurwicz)] = pessimism * worst + (1 - pessimism) * best;
    metrics[index(Metric::mean)] = mean;
    metrics[index(Metric::percentile_10)] = quantile(values, objective.maximise ? 0.1 : 0.9);
    metrics[index(Metric::signal_to_noise)] = !objective.maximise ? mean * noise
                                              : noise > 0         ? mean / noise
                                                                  : nan;
    if (objective.threshold) {
        metrics[index(Metric::satisficing)] = share_that_meets(values, objective);
    }
    return metrics;
}

std::vector<double> regrets(const DecisionTable& table, bool maximise) {
    std::vector<double> result(table.values.size(), nan);
    const double sign = maximise ? 1 : -1;
    for (std::size_t s = 0; s < table.states; ++s) {
        double best = -std::numeric_limits<double>::infinity();
        for (std::size_t p = 0; p < table.policies; ++p) {
            const double v = sign * table.values[p * table.states + s];
            if (v > best) best = v;
        }
        for (std::size_t p = 0; p < table.policies; ++p) {
            const std::size_t at = p * table.states + s;
            if (!std::isnan(table.values[at])) result[at] = best - sign * table.values[at];
        }
    }
    return result;
}

void add_regrets(std::span<const double> regrets_of_policy, Metrics& metrics) {
    const auto values = known(regrets_of_policy);
    if (values.empty()) return;
    metrics[index(Metric::minimax_regret)] = *std::max_element(values.begin(), values.end());
    metrics[index(Metric::regret_90)] = quantile(values, 0.9);
}

double merit(Metric metric, double value, bool maximise) {
    switch (metric) {
        case Metric::minimax_regret:
        case Metric::regret_90:
            return -value;
        case Metric::satisficing:
            return value;
        default:
            return maximise ? value : -value;
    }
}

std::vector<double> ranks_by_merit(std::span<const double> merits) {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < merits.size(); ++p) {
        if (!std::isnan(merits[p])) order.push_back(p);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return merits[a] > merits[b]; });
    std::vector<double> ranks(merits.size(), nan);
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && alike(merits[order[begin]], merits[order[end]])) ++end;
        const double rank = static_cast<double>(begin + end + 1) / 2;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
        begin = end;
    }
    return ranks;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        x.push_back(a[i]);
        y.push_back(b[i]);
    }
    if (x.empty()) return nan;
    const double mean_x = mean_of(x), mean_y = mean_of(y);
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan;
}

}  // namespace entente::driver::discovery
