// SPDX-License-Identifier: Apache-2.0
//
// Pianosi and Wagener, "A simple and efficient method for global sensitivity analysis based on
// cumulative distribution functions", Environmental Modelling & Software 67 (2015); from a generic
// sample: "Distribution-based sensitivity analysis from a generic input-output sample", ibid. 108
// (2018). With F the distribution of the output and F_s that of the rows in slice s of an input,
//
//     K_s = max over y of |F_s(y) - F(y)|,     PAWN = median, mean or maximum of K_s over s (1)
//
// A dummy input is one whose slices hold random rows. With R dummies, the one asked for exceeds the
// ceil(level (R + 1))-th of them with probability 1 - level at most, exactly, for they are
// exchangeable (2018, section 2.3, has one dummy and a bootstrap).
//
// Interval. The plain bootstrap of a maximum is inconsistent where the maximum is 0 or attained
// twice, and adds to the upward bias of (1) instead of removing it. Instead:
// upper end  The expectation of a maximum is not below the maximum of expectations, so (1) is too
//            large on average: its value, plus z standard errors.
// lower end  Four fifths of the rows say at which y* and with which sign K_s is attained, and the
//            held-out fifth what sign (F_s - F)(y*) is there. Its expectation is not above K_s,
//            because no y exceeds the maximum. The mean over the five fifths, minus z errors.
// The standard error is that of the linear functional with y* and the sign fixed. In it a row of
// slice s counts, with w the weights of slices in the statistic and p their shares,
//
//     psi = w_s sign_s 1{y <= y*_s} / p_s - sum_t w_t sign_t 1{y <= y*_t} + B_s             (2)
//     B_s = sum_t w_t sign_t / p_t (G_t 1{s < t} - G_(t+1) 1{s <= t})
//
// less its mean. B is because slices end at quantiles of the sample: a row more below slice t moves
// both its ends, where a share G_t or G_(t+1) of outputs is below y*_t, about the mean of that in
// the two slices that meet. Of a discrete input the ends do not move: B_s = -w_s sign_s F_s(y*_s) /
// p_s. At the lower end the weight of a slice that may well have no deviation (K_s below the test's
// limit of 1 %) counts uncertain_signs times, and the slice of the maximum
// uncertain_choice times: see slices.hpp.
#include "driver/sensitivity/given_data/pawn.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "driver/sensitivity/given_data/slices.hpp"

namespace entente::driver::given_data {
namespace {

constexpr std::size_t nothing_held = SortedOutput::folds;

/// Where |F_s - F| is largest, and what the rows held out say of that place.
struct Deviation {
    double largest = 0;
    double sign = 1;
    std::size_t place = 0;    ///< y* is above the values of that many rows
    std::uint32_t count = 0;  ///< of them, in the slice
    std::uint32_t held = 0, held_of_slice = 0;
};

/// Of every slice, without the rows of fold `held`.
std::vector<Deviation> deviations(const SortedOutput& output, const Slices& slices,
                                  std::size_t held) {
    const std::size_t count = slices.sizes.size();
    std::vector<std::uint32_t> total(count), seen(count), held_seen(count);
    for (std::size_t k = 0; k < slices.of.size(); ++k) {
        if (output.fold[k] != held) ++total[slices.of[k]];
    }
    const auto used = std::accumulate(total.begin(), total.end(), std::size_t{0});
    const double share = 1 / static_cast<double>(used);
    std::vector<double> share_of_slice(count);
    for (std::size_t s = 0; s < count; ++s) {
        share_of_slice[s] = total[s] > 0 ? 1 / static_cast<double>(total[s]) : 0;
    }
    std::vector<Deviation> found(count);
    std::uint32_t all_seen = 0, all_held = 0;
    const auto look = [&](std::size_t s, std::size_t place) {
        const double deviation = seen[s] * share_of_slice[s] - all_seen * share;
        if (std::abs(deviation) > found[s].largest) {
            found[s] = {std::abs(deviation), deviation < 0 ? -1.0 : 1.0, place, seen[s], all_held,
                        held_seen[s]};
        }
    };
    // A slice's deviation is largest where its own distribution jumps: before or after.
    for (std::size_t g = 0; g + 1 < output.runs.size(); ++g) {
        const std::size_t begin = output.runs[g], end = output.runs[g + 1];
        for (std::size_t k = begin; k < end; ++k) look(slices.of[k], begin);
        for (std::size_t k = begin; k < end; ++k) {
            const bool out = output.fold[k] == held;
            ++(out ? held_seen : seen)[slices.of[k]];
            ++(out ? all_held : all_seen);
        }
        for (std::size_t k = begin; k < end; ++k) look(slices.of[k], end);
    }
    return found;
}

enum Statistic : std::size_t { median, mean, maximum, statistics };

/// The weights of slices in a statistic of `values`.
std::vector<double> weights(const std::vector<double>& values, std::size_t statistic) {
    const std::size_t count = values.size();
    std::vector<double> weight(count, statistic == mean ? 1 / static_cast<double>(count) : 0.0);
    if (statistic == mean) return weight;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    if (statistic == maximum) {
        weight[order.back()] = 1;
    } else {
        weight[order[(count - 1) / 2]] += 0.5;
        weight[order[count / 2]] += 0.5;
    }
    return weight;
}

double weighted(const std::vector<double>& values, const std::vector<double>& weight) {
    return std::inner_product(values.begin(), values.end(), weight.begin(), 0.0);
}

using Values = std::array<double, statistics>;

std::vector<double> largest(const std::vector<Deviation>& found) {
    std::vector<double> values(found.size());
    std::transform(found.begin(), found.end(), values.begin(),
                   [](const Deviation& deviation) { return deviation.largest; });
    return values;
}

Values values_of(const std::vector<double>& distances) {  // (1)
    Values values{};
    for (std::size_t t = 0; t < statistics; ++t) {
        values[t] = weighted(distances, weights(distances, t));
    }
    return values;
}

/// The statistics as the held-out rows have them.
Values held_out(const SortedOutput& output, const Slices& slices) {
    const std::size_t count = slices.sizes.size();
    std::vector<double> distances(count);
    double most = 0, most_rows = 0;
    for (std::size_t fold = 0; fold < SortedOutput::folds; ++fold) {
        const auto found = deviations(output, slices, fold);
        std::vector<std::uint32_t> rows(count);
        for (std::size_t k = 0; k < slices.of.size(); ++k) {
            if (output.fold[k] == fold) ++rows[slices.of[k]];
        }
        const auto all = std::accumulate(rows.begin(), rows.end(), 0.0);
        const auto sum = [&](std::size_t s) {  // of the slice's held-out rows
            return rows[s] == 0
                       ? 0.0
                       : found[s].sign * (found[s].held_of_slice - rows[s] * (found[s].held / all));
        };
        for (std::size_t s = 0; s < count; ++s) distances[s] += sum(s) / slices.sizes[s];
        const auto by_size = [](auto& a, auto& b) { return a.largest < b.largest; };
        const auto top = static_cast<std::size_t>(
            std::max_element(found.begin(), found.end(), by_size) - found.begin());
        most += sum(top);
        most_rows += rows[top];
    }
    Values values = values_of(distances);
    values[maximum] = most_rows > 0 ? most / most_rows : 0;
    return values;
}

/// `weight`, but more of the slices whose K_s may be chance (1.63 is Kolmogorov's limit of 1 %);
/// which slice has the maximum is always a choice.
std::vector<double> cautious(std::vector<double> weight, std::size_t statistic,
                             const Slices& slices, const std::vector<Deviation>& found) {
    const double all = 1 / static_cast<double>(slices.of.size());
    for (std::size_t s = 0; s < weight.size(); ++s) {
        const double chance = 1.63 * std::sqrt(std::max(0.0, 1.0 / slices.sizes[s] - all));
        if (statistic == maximum) {
            weight[s] *= SortedOutput::uncertain_choice;
        } else if (found[s].largest < chance) {
            weight[s] *= SortedOutput::uncertain_signs;
        }
    }
    return weight;
}

/// G_t of (2), or F_t, for both ends of slice t.
struct Ends {
    double lower, upper;
};

std::vector<Ends> ends_of(const Slices& slices, const std::vector<Deviation>& found) {
    const std::size_t count = found.size();
    std::vector<std::uint32_t> before(count), after(count);  // in the slices beside, below y*_t
    for (std::size_t k = 0; k < slices.of.size(); ++k) {
        const std::size_t s = slices.of[k];
        if (s > 0 && k < found[s - 1].place) ++after[s - 1];
        if (s + 1 < count && k < found[s + 1].place) ++before[s + 1];
    }
    std::vector<Ends> ends(count);
    for (std::size_t t = 0; t < count; ++t) {
        const double inside = static_cast<double>(found[t].count) / slices.sizes[t];
        ends[t] = {inside, inside};
        if (!slices.cut) continue;
        if (t > 0)
            ends[t].lower = (inside + before[t] / static_cast<double>(slices.sizes[t - 1])) / 2;
        if (t + 1 < count)
            ends[t].upper = (inside + after[t] / static_cast<double>(slices.sizes[t + 1])) / 2;
    }
    return ends;
}

double standard_error(const Slices& slices, const std::vector<Deviation>& found,
                      const std::vector<Ends>& ends, const std::vector<double>& weight) {  // (2)
    const std::size_t count = found.size();
    const auto n = static_cast<double>(slices.of.size());
    std::vector<double> below(slices.of.size() + 1);  // steps of sum_t w_t sign_t 1{y <= y*_t}
    std::vector<double> scale(count), of_slice(count);
    double level = 0;
    for (std::size_t t = 0; t < count; ++t) {
        const double signed_weight = weight[t] * found[t].sign;
        level += signed_weight;
        below[found[t].place] -= signed_weight;
        scale[t] = signed_weight * n / slices.sizes[t];
        for (std::size_t s = 0; s < t; ++s) {
            of_slice[s] += scale[t] * (ends[t].lower - ends[t].upper);
        }
        of_slice[t] -= scale[t] * ends[t].upper;
    }
    double sum = 0, squares = 0;
    for (std::size_t k = 0; k < slices.of.size(); ++k) {
        level += below[k];
        const std::size_t s = slices.of[k];
        const double psi = (k < found[s].place ? scale[s] : 0) - level + of_slice[s];
        sum += psi;
        squares += psi * psi;
    }
    return std::sqrt(std::max(0.0, squares - sum * (sum / n))) / n;
}

}  // namespace

std::vector<Measure> pawn(const Sample& sample, const PawnOptions& options) {
    check(sample, options);
    if (options.slices < 2 || options.slices > std::min(sample.rows() / 8, std::size_t{0xffff})) {
        throw std::invalid_argument("PAWN takes 2 slices or more, of 8 rows each or more");
    }
    const std::size_t inputs = sample.inputs.size();
    std::vector<Measure> measures = {{"pawn", "PAWN, median over slices", {}},
                                     {"pawn_mean", "PAWN, mean over slices", {}},
                                     {"pawn_max", "PAWN, maximum over slices", {}}};
    for (auto& measure : measures) measure.factors.resize(inputs);
    const SortedOutput output(sample, options);
    const double z = two_sided_normal(options.level);
    std::mutex kinds_mutex;
    std::map<std::vector<std::uint32_t>, Slices> kinds;  // slices that differ in size
    options.crew(inputs, [&](std::size_t j) {
        Slices slices = slice(sample.inputs[j], options.slices, output.rows);
        const auto found = deviations(output, slices, nothing_held);
        const auto distances = largest(found);
        const auto ends = ends_of(slices, found);
        const Values plain = values_of(distances), low = held_out(output, slices);
        for (std::size_t t = 0; t < statistics; ++t) {
            const auto weight = weights(distances, t);
            const double error = standard_error(slices, found, ends, weight);
            const double low_error =
                standard_error(slices, found, ends, cautious(weight, t, slices, found));
            measures[t].factors[j] = {plain[t], std::clamp(low[t] - z * low_error, 0.0, plain[t]),
                                      std::min(plain[t] + z * error, 1.0)};
        }
        std::sort(slices.of.begin(), slices.of.end());
        const std::lock_guard lock(kinds_mutex);
        kinds.emplace(slices.sizes, std::move(slices));
    });
    for (const auto& [sizes, kind] : kinds) {
        std::vector<Values> dummies(options.replicates);
        options.crew(options.replicates, [&, &kind = kind](std::size_t r) {
            Slices dummy = kind;
            shuffle(dummy, Draws(options.seed, Draw::dummy, r));
            dummies[r] = values_of(largest(deviations(output, dummy, nothing_held)));
        });
        for (std::size_t t = 0; t < statistics; ++t) {
            std::vector<double> replicates(dummies.size());
            std::transform(dummies.begin(), dummies.end(), replicates.begin(),
                           [&](const Values& values) { return values[t]; });
            measures[t].noise = std::fmax(measures[t].noise, threshold(replicates, options.level));
        }
    }
    return measures;
}

}  // namespace entente::driver::given_data
