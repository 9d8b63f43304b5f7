// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/prim.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/discovery/sample.hpp"
#include "driver/discovery/significance.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

constexpr double nearly_best = 0.99;

double coverage(const Count& box, std::uint64_t of_interest) {
    return static_cast<double>(box.of_interest) / static_cast<double>(of_interest);
}

// The step whose density is nearest to `wanted`; the first of several, which covers most.
std::size_t step_of_density(const std::vector<Step>& trajectory, double wanted) {
    const auto distance = [&](const Step& s) { return std::abs(s.count.density() - wanted); };
    const auto nearest =
        std::min_element(trajectory.begin(), trajectory.end(),
                         [&](const Step& a, const Step& b) { return distance(a) < distance(b); });
    return static_cast<std::size_t>(nearest - trajectory.begin());
}

// The step whose coverage is nearest to `wanted`; the last of several, which is densest.
std::size_t step_of_coverage(const std::vector<Step>& trajectory, double wanted,
                             std::uint64_t of_interest) {
    std::size_t nearest = 0;
    double least = 2;
    for (std::size_t s = 0; s < trajectory.size(); ++s) {
        const double d = std::abs(coverage(trajectory[s].count, of_interest) - wanted);
        if (d > least) continue;
        least = d;
        nearest = s;
    }
    return nearest;
}

std::size_t best_by_phi(const std::vector<Step>& trajectory, const Count& all) {
    double highest = 0;
    for (const Step& step : trajectory) highest = std::max(highest, phi(step.count, all));
    std::size_t best = 0, fewest = trajectory.front().box.size() + 1;
    for (std::size_t s = 0; s < trajectory.size(); ++s) {
        if (phi(trajectory[s].count, all) < nearly_best * highest) continue;
        const std::size_t inputs = restricted(trajectory[s].box).size();
        if (inputs >= fewest) continue;
        fewest = inputs;
        best = s;
    }
    return best;
}

class Search {
  public:
    Search(const Scenarios& scenarios, const Orders& orders, const PrimOptions& options)
        : scenarios_(scenarios), orders_(orders), options_(options), rows_(scenarios.size(), 1) {
        for (const auto of_interest : scenarios.of_interest) all_ += {1, of_interest};
        left_ = all_;
    }

    std::vector<FoundBox> boxes() {
        std::vector<FoundBox> found;
        while (found.size() < options_.boxes && left_.of_interest > 0 &&
               left_.of_interest < left_.scenarios) {
            auto box = next(found.empty());
            if (!box) break;
            const bool helps = box->box.count.density() > left_.density();
            if (!helps && !found.empty()) break;
            remove(box->box);
            found.push_back(std::move(*box));
            if (!helps) break;
        }
        return found;
    }

  private:
    PeelOptions peeling(const Count& count, Criterion criterion) const {
        const auto n = static_cast<double>(count.scenarios);
        const auto least = static_cast<std::uint64_t>(std::ceil(options_.least_mass * n));
        return {options_.alpha, criterion,
                options_.least_mass > 0 ? std::max<std::uint64_t>(least, 1) : default_least(count)};
    }

    std::vector<Criterion> criteria() const {
        if (options_.criterion) return {*options_.criterion};
        const auto& inputs = scenarios_.inputs;
        const bool has_levels = std::any_of(inputs.begin(), inputs.end(),
                                            [](const Input& i) { return !i.levels.empty(); });
        if (!has_levels) return {Criterion::gain};
        return {Criterion::gain, Criterion::mean, Criterion::weighted_gain};
    }

    void find_trajectory(FoundBox& found) const {
        double highest = -1;
        for (const Criterion criterion : criteria()) {
            auto trajectory = peel(scenarios_, orders_, rows_, peeling(left_, criterion));
            double best = 0;
            for (const Step& step : trajectory) best = std::max(best, phi(step.count, left_));
            if (best <= highest) continue;
            highest = best;
            found.criterion = criterion;
            found.trajectory = std::move(trajectory);
        }
    }

    // Nothing if what is left has no box as dense as was asked for. The choices by coverage and by
    // step are of the first box; the others follow the rule.
    std::optional<FoundBox> next(bool is_first) {
        FoundBox found;
        find_trajectory(found);
        found.without = counts_without(scenarios_, rows_, found.trajectory);
        Choice choice = options_.choice;
        if (!is_first) {
            choice = {.density = choice.density, .coverage = {}, .step = {}};
            const double wanted = choice.density.value_or(0);
            const bool reached =
                std::any_of(found.trajectory.begin(), found.trajectory.end(),
                            [&](const Step& s) { return s.count.density() >= wanted; });
            if (!reached) return std::nullopt;
        }
        found.chosen = chosen_step(found.trajectory, choice, left_);
        found.box = paste(scenarios_, rows_, found.trajectory[found.chosen], options_.alpha);
        drop(found);
        reproduce(found);
        return found;
    }

    // Drops restrictions, the least significant first, until all are.
    void drop(FoundBox& found) const {
        while (true) {
            still_alive();
            auto count = count_in(scenarios_, rows_, found.box.box);
            found.box.count = count.inside;
            found.box_without = std::move(count.without);
            double worst = options_.significance;
            std::optional<std::size_t> least;
            for (const std::size_t d : restricted(found.box.box)) {
                const double p = quasi_p(found.box.count, found.box_without[d]);
                if (p <= worst) continue;
                worst = p;
                least = d;
            }
            if (!least) return;
            found.box.box[*least] = {};
            found.dropped.push_back(*least);
        }
    }

    void reproduce(FoundBox& found) const {
        if (options_.resamples == 0) return;
        const Count& chosen = found.trajectory[found.chosen].count;
        const double wanted = coverage(chosen, left_.of_interest);
        found.reproducibility.resize(scenarios_.inputs.size());
        const double each = 1 / static_cast<double>(options_.resamples);
        for (std::size_t r = 0; r < options_.resamples; ++r) {
            Count all;
            const auto half = half_sample(r, all);
            if (all.of_interest == 0 || all.of_interest == all.scenarios) continue;
            const auto trajectory = peel(scenarios_, orders_, half, peeling(all, found.criterion));
            const auto by_coverage = step_of_coverage(trajectory, wanted, all.of_interest);
            const auto by_density = step_of_density(trajectory, chosen.density());
            for (const std::size_t d : restricted(trajectory[by_coverage].box)) {
                found.reproducibility[d].at_coverage += each;
            }
            for (const std::size_t d : restricted(trajectory[by_density].box)) {
                found.reproducibility[d].at_density += each;
            }
        }
    }

    std::vector<std::uint8_t> half_sample(std::size_t r, Count& all) const {
        auto half = rows_;
        for (std::size_t i = 0; i < half.size(); ++i) {
            if (half[i] != 0 && !in_half(options_.seed, r, i)) half[i] = 0;
            if (half[i] != 0) all += {1, scenarios_.of_interest[i]};
        }
        return half;
    }

    void remove(const Step& box) {
        const auto inside = rows_in(scenarios_, box.box);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (inside[i] != 0) rows_[i] = 0;
        }
        left_ = left_ - box.count;
    }

    const Scenarios& scenarios_;
    const Orders& orders_;
    const PrimOptions& options_;
    std::vector<std::uint8_t> rows_;  ///< those in no box yet
    Count all_, left_;
};

}  // namespace

std::uint64_t default_least(const Count& all) {
    const std::uint64_t most = all.scenarios / 20;
    return std::max<std::uint64_t>(20, std::min(most, all.of_interest / 2));
}

double phi(const Count& box, const Count& all) {
    const auto n = static_cast<double>(all.scenarios);
    const double mass = static_cast<double>(box.scenarios) / n, base = all.density();
    const double variance = mass * (1 - mass) * base * (1 - base);
    if (!(variance > 0)) return 0;
    return (static_cast<double>(box.of_interest) / n - mass * base) / std::sqrt(variance);
}

std::size_t chosen_step(const std::vector<Step>& trajectory, const Choice& choice,
                        const Count& all) {
    if (choice.step) {
        if (*choice.step < trajectory.size()) return *choice.step;
        throw UserError(fmt::format("--step: {} is out of range (valid: 0 to {})", *choice.step,
                                    trajectory.size() - 1));
    }
    if (choice.density) {
        double highest = 0;
        for (std::size_t s = 0; s < trajectory.size(); ++s) {
            highest = std::max(highest, trajectory[s].count.density());
            if (trajectory[s].count.density() >= *choice.density) return s;
        }
        throw UserError(
            fmt::format("--density: no box is so dense (the densest: {:.6g})", highest));
    }
    if (choice.coverage) {
        std::size_t last = 0;
        for (std::size_t s = 0; s < trajectory.size(); ++s) {
            if (coverage(trajectory[s].count, all.of_interest) >= *choice.coverage) last = s;
        }
        return last;
    }
    return best_by_phi(trajectory, all);
}

std::vector<FoundBox> find_boxes(const Scenarios& scenarios, const Orders& orders,
                                 const PrimOptions& options) {
    return Search(scenarios, orders, options).boxes();
}

}  // namespace entente::driver::discovery
