// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/peeling.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <tbb/parallel_for.h>

#include "driver/containment.hpp"

namespace entente::driver::discovery {
namespace {

constexpr std::size_t worth_a_thread = 20000;

// In parallel if there are so many scenarios that it pays.
void for_inputs(std::size_t inputs, std::size_t scenarios,
                const std::function<void(std::size_t)>& action) {
    if (scenarios < worth_a_thread) {
        for (std::size_t d = 0; d < inputs; ++d) action(d);
    } else {
        tbb::parallel_for(std::size_t{0}, inputs, action);
    }
}

// A way to cut the box.
struct Candidate {
    bool exists = false;
    std::size_t input = 0;
    bool low = false;  ///< the low end goes
    Count cut;         ///< what goes
    double limit = 0;  ///< the new one
};

class Peeler {
  public:
    Peeler(const Scenarios& scenarios, const Orders& orders, const std::vector<std::uint8_t>& rows,
           const PeelOptions& options)
        : scenarios_(scenarios), options_(options), gone_(scenarios.size(), 0) {
        lists_.resize(orders.size());
        for_inputs(orders.size(), scenarios.size(), [&](std::size_t d) {
            if (rows.empty()) {
                lists_[d] = orders[d];
                return;
            }
            for (const std::uint32_t row : orders[d]) {
                if (rows[row] != 0) lists_[d].push_back(row);
            }
        });
        step_.box.resize(lists_.size());
        for (const std::uint32_t row : lists_.front()) {
            step_.count += {1, scenarios.of_interest[row]};
        }
    }

    std::vector<Step> trajectory() {
        std::vector<Step> steps{step_};
        while (step_.count.of_interest < step_.count.scenarios) {
            still_alive();
            const Candidate best = best_cut();
            if (!best.exists) break;
            take(best);
            steps.push_back(step_);
        }
        return steps;
    }

  private:
    double value(std::size_t d, std::size_t rank) const {
        return scenarios_.inputs[d].values[lists_[d][rank]];
    }

    // The ranks that have the same value as `rank`: first and one beyond the last.
    std::pair<std::size_t, std::size_t> ties(std::size_t d, std::size_t rank) const {
        const auto& list = lists_[d];
        const auto& values = scenarios_.inputs[d].values;
        const double x = value(d, rank);
        const auto begin = std::lower_bound(list.begin(), list.end(), x,
                                            [&](auto row, double v) { return values[row] < v; });
        const auto end = std::upper_bound(begin, list.end(), x,
                                          [&](double v, auto row) { return v < values[row]; });
        return {static_cast<std::size_t>(begin - list.begin()),
                static_cast<std::size_t>(end - list.begin())};
    }

    Count count(std::size_t d, std::size_t from, std::size_t to) const {
        Count count{to - from, 0};
        for (std::size_t r = from; r < to; ++r) {
            count.of_interest += scenarios_.of_interest[lists_[d][r]];
        }
        return count;
    }

    std::size_t share() const {
        const auto n = static_cast<double>(step_.count.scenarios);
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(options_.alpha * n)));
    }

    Candidate low_cut(std::size_t d) const {
        const std::size_t n = lists_[d].size(), k = share();
        auto [begin, end] = ties(d, k - 1);
        const std::size_t cut = end <= k || begin == 0 ? end : begin;
        if (cut == n) return {};
        return {true, d, true, count(d, 0, cut),
                cut_between(value(d, cut - 1), value(d, cut), has_levels(d)).second};
    }

    Candidate high_cut(std::size_t d) const {
        const std::size_t n = lists_[d].size(), k = share();
        auto [begin, end] = ties(d, n - k);
        const std::size_t cut = begin >= n - k || end == n ? begin : end;
        if (cut == 0) return {};
        return {true, d, false, count(d, cut, n),
                cut_between(value(d, cut - 1), value(d, cut), has_levels(d)).first};
    }

    bool has_levels(std::size_t d) const { return !scenarios_.inputs[d].levels.empty(); }

    double score(const Candidate& candidate) const {
        const Count left = step_.count - candidate.cut;
        if (options_.criterion == Criterion::mean) return left.density();
        const double gain =
            (left.density() - step_.count.density()) / static_cast<double>(candidate.cut.scenarios);
        return options_.criterion == Criterion::gain ? gain
                                                     : static_cast<double>(left.scenarios) * gain;
    }

    Candidate best_cut() const {
        std::vector<Candidate> candidates(2 * lists_.size());
        for_inputs(lists_.size(), lists_.front().size(), [&](std::size_t d) {
            candidates[2 * d] = low_cut(d);
            candidates[2 * d + 1] = high_cut(d);
        });
        Candidate best;
        double highest = 0;
        bool restricts = false;
        for (const Candidate& c : candidates) {
            if (!c.exists || c.cut.scenarios + options_.least > step_.count.scenarios) continue;
            const double s = score(c);
            const bool again = step_.box[c.input].restricts();
            if (best.exists && (s < highest || (s == highest && (restricts || !again)))) continue;
            best = c;
            highest = s;
            restricts = again;
        }
        return best;
    }

    void take(const Candidate& cut) {
        auto& list = lists_[cut.input];
        const auto n = static_cast<std::ptrdiff_t>(cut.cut.scenarios);
        const auto from = cut.low ? list.begin() : list.end() - n;
        for (auto row = from; row != from + n; ++row) gone_[*row] = 1;
        for_inputs(lists_.size(), list.size(), [&](std::size_t d) {
            std::erase_if(lists_[d], [&](std::uint32_t row) { return gone_[row] != 0; });
        });
        (cut.low ? step_.box[cut.input].low : step_.box[cut.input].high) = cut.limit;
        step_.count = step_.count - cut.cut;
    }

    const Scenarios& scenarios_;
    const PeelOptions& options_;
    std::vector<std::vector<std::uint32_t>> lists_;  ///< of each input: what is left, sorted
    std::vector<std::uint8_t> gone_;
    Step step_;
};

}  // namespace

Orders sorted_orders(const Scenarios& scenarios) {
    Orders orders(scenarios.inputs.size());
    for_inputs(orders.size(), scenarios.size(), [&](std::size_t d) {
        struct Place {
            double value;
            std::uint32_t row;
        };
        still_alive();
        const auto& values = scenarios.inputs[d].values;
        std::vector<Place> places(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            places[i] = {values[i], static_cast<std::uint32_t>(i)};
        }
        std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
            return a.value < b.value || (a.value == b.value && a.row < b.row);
        });
        orders[d].reserve(places.size());
        for (const Place& place : places) orders[d].push_back(place.row);
    });
    return orders;
}

std::vector<Step> peel(const Scenarios& scenarios, const Orders& orders,
                       const std::vector<std::uint8_t>& rows, const PeelOptions& options) {
    return Peeler(scenarios, orders, rows, options).trajectory();
}

}  // namespace entente::driver::discovery
