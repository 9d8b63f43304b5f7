// SPDX-License-Identifier: Apache-2.0
//
// Shapley effects: Owen, "Sobol' indices and Shapley value", SIAM/ASA J. Uncertainty Quantification
// 2 (2014); Song, Nelson and Staum, ibid. 4 (2016). With c(u) the variance that the factors u
// explain,
//
//     effect of i = 1/p sum over u without i of (c(u + i) - c(u)) / binomial(p - 1, |u|)      (1)
//
// From a sample: Broto, Bachoc and Depecker, "Variance reduction for estimation of Shapley effects
// and adaptation to unknown input distribution", ibid. 8 (2020), double Monte Carlo with nearest
// neighbours: c(u) = Var Y - E Var(Y | X_u), where
//
//     E Var(Y | X_u) = mean over rows of the variance of the output among a row's N nearest rows
//                      in the coordinates u, itself included                                 (2)
//
// c(all) = Var Y and c(none) = 0 are known. (Taking c(all) from neighbours, too, biases the effects
// of additive functions by several times as much.) Coordinates are ranks, so that units and shapes
// of distributions do not matter; of rows at the same distance those that follow in random order
// are taken. Distances of a row are added up factor by factor along the tree of subsets.
//
// Interval: ten disjoint batches of the rows give ten independent estimates; their standard error,
// with a quantile of Student's t for 9 degrees of freedom. The bootstrap would put copies of a row
// at distance 0, where (2) sees no variance.
#include "driver/sensitivity/given_data/shapley.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>

#include <boost/math/distributions/students_t.hpp>

#include "driver/sensitivity/given_data/draws.hpp"
#include "driver/sensitivity/given_data/ranks.hpp"

namespace entente::driver::given_data {
namespace {

constexpr std::size_t most_factors = 10;
constexpr std::size_t batches = 10;
constexpr std::size_t most_neighbours = 8;
constexpr double most_unresolved = 0.1;

/// Rows in random order: their outputs and, by factor and column, their ranks over the rows.
struct Points {
    std::vector<double> output;
    std::vector<std::vector<std::vector<double>>> factors;

    Points part(std::size_t first, std::size_t count) const {
        const auto cut = [&](const std::vector<double>& all) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
            return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(count));
        };
        Points points{cut(output), {}};
        for (const auto& factor : factors) {
            points.factors.emplace_back();
            for (const auto& column : factor) points.factors.back().push_back(cut(column));
        }
        return points;
    }
};

double variance(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double x : values) squares += (x - mean) * (x - mean);
    return squares / n;
}

/// Adds up (2) for all subsets, over some rows.
class Neighbourhoods {
  public:
    Neighbourhoods(const Points& points, std::size_t neighbours)
        : points_(points),
          others_(neighbours - 1),
          rows_(points.output.size()),
          sums_(std::size_t{1} << points.factors.size()),
          distances_(points.factors.size() + 1, std::vector<double>(rows_)) {}

    void add(std::size_t row) {
        row_ = row;
        std::fill(distances_[0].begin(), distances_[0].end(), 0.0);
        descend(0, 0, 0);
    }
    const std::vector<double>& sums() const noexcept { return sums_; }

  private:
    // All subsets that agree with `subset` in the factors before `factor`; it has `depth` of them.
    void descend(std::size_t factor, std::size_t subset, std::size_t depth) {
        if (factor == points_.factors.size()) {
            if (subset != 0) sums_[subset] += local_variance(distances_[depth]);
            return;
        }
        descend(factor + 1, subset, depth);
        const auto& from = distances_[depth];
        auto& to = distances_[depth + 1];
        std::copy(from.begin(), from.end(), to.begin());
        for (const auto& column : points_.factors[factor]) {
            const double here = column[row_];
            for (std::size_t i = 0; i < rows_; ++i) {
                to[i] += (column[i] - here) * (column[i] - here);
            }
        }
        descend(factor + 1, subset | std::size_t{1} << factor, depth + 1);
    }

    double local_variance(const std::vector<double>& distance) {
        nearest_.fill(std::numeric_limits<double>::infinity());
        look(distance, row_ + 1, rows_);
        look(distance, 0, row_);
        std::array<double, most_neighbours> outputs{points_.output[row_]};
        for (std::size_t k = 0; k < others_; ++k) outputs[k + 1] = points_.output[which_[k]];
        const auto n = static_cast<double>(others_ + 1);
        return variance(std::span(outputs).first(others_ + 1)) * n / (n - 1);
    }

    // Inserts the rows begin .. end - 1 that are nearer than the last of the nearest. Few are, once
    // some rows have been seen: so sixteen are compared at a time.
    void look(const std::vector<double>& distance, std::size_t begin, std::size_t end) {
        constexpr std::size_t block = 16;
        std::size_t i = begin;
        for (; i + block <= end; i += block) {
            bool nearer = false;
            for (std::size_t k = i; k < i + block; ++k)
                nearer |= distance[k] < nearest_[others_ - 1];
            for (std::size_t k = i; nearer && k < i + block; ++k) insert(distance[k], k);
        }
        for (; i < end; ++i) insert(distance[i], i);
    }

    void insert(double distance, std::size_t row) {
        if (distance >= nearest_[others_ - 1]) return;
        std::size_t k = others_ - 1;
        for (; k > 0 && nearest_[k - 1] > distance; --k) {
            nearest_[k] = nearest_[k - 1];
            which_[k] = which_[k - 1];
        }
        nearest_[k] = distance;
        which_[k] = row;
    }

    const Points& points_;
    std::size_t others_, rows_, row_ = 0;
    std::vector<double> sums_;
    std::vector<std::vector<double>> distances_;
    std::array<double, most_neighbours> nearest_{};
    std::array<std::size_t, most_neighbours> which_{};
};

struct Effects {
    std::vector<double> effects;
    double unresolved;
};

Effects effects_of(const Points& points, std::size_t neighbours, const Crew& crew) {
    constexpr std::size_t task_rows = 50;
    const std::size_t rows = points.output.size(), tasks = (rows + task_rows - 1) / task_rows;
    std::vector<std::vector<double>> parts(tasks);
    crew(tasks, [&](std::size_t task) {
        Neighbourhoods neighbourhoods(points, neighbours);
        const std::size_t end = std::min(rows, (task + 1) * task_rows);
        for (std::size_t row = task * task_rows; row < end; ++row) neighbourhoods.add(row);
        parts[task] = neighbourhoods.sums();
    });
    const double total = variance(points.output);
    std::vector<double> closed(parts[0].size());
    for (std::size_t u = 1; u < closed.size(); ++u) {
        double sum = 0;
        for (const auto& part : parts) sum += part[u];
        closed[u] = 1 - sum / static_cast<double>(rows) / total;  // (2)
    }
    const double unresolved = 1 - closed.back();
    closed.back() = 1;
    return {shapley_effects(closed), unresolved};
}

/// The groups, or every input for itself; refuses what is not as ShapleyOptions says.
std::vector<std::vector<std::size_t>> factors_of(const Sample& sample,
                                                 const ShapleyOptions& options) {
    const auto refuse = [](const std::string& why) { throw std::invalid_argument(why); };
    auto factors = options.groups;
    if (factors.empty()) {
        for (std::size_t j = 0; j < sample.inputs.size(); ++j) factors.push_back({j});
    }
    if (factors.size() > most_factors) {
        refuse("Shapley effects look at every subset of the factors, and " +
               std::to_string(factors.size()) + " factors are too many: group them (at most 10)");
    }
    std::set<std::size_t> seen;
    for (const auto& factor : factors) {
        if (factor.empty()) refuse("a group of no inputs has no Shapley effect");
        for (const std::size_t column : factor) {
            if (column >= sample.inputs.size()) refuse("a group has an input that is not there");
            if (!seen.insert(column).second) {
                refuse("input " + std::to_string(column) + " is in two groups");
            }
        }
    }
    if (options.rows < 200 || options.rows > std::size_t{1} << 14) {
        refuse("Shapley effects look at 200 to 2^14 rows");
    }
    if (sample.rows() < 200) refuse("Shapley effects need 200 rows or more");
    if (options.neighbours < 2 || options.neighbours > most_neighbours) {
        refuse("Shapley effects take 2 to 8 neighbours");
    }
    return factors;
}

Points points_of(const Sample& sample, const std::vector<std::vector<std::size_t>>& factors,
                 const ShapleyOptions& options) {
    Draws draws(options.seed, Draw::shapley_rows, 0);
    auto rows = some_rows(sample.rows(), options.rows, draws);
    Draws(options.seed, Draw::shapley_rows, 1).shuffle(std::span(rows));
    const auto picked = [&](std::span<const double> column) {
        std::vector<double> values(rows.size());
        std::transform(rows.begin(), rows.end(), values.begin(),
                       [&](std::uint32_t row) { return column[row]; });
        return values;
    };
    Points points{picked(sample.output), {}};
    for (const auto& factor : factors) {
        points.factors.emplace_back();
        for (const std::size_t column : factor) {
            points.factors.back().push_back(mid_ranks(picked(sample.inputs[column])));
        }
    }
    return points;
}

}  // namespace

std::vector<double> shapley_effects(std::span<const double> closed) {
    const std::size_t subsets = closed.size();
    if (!std::has_single_bit(subsets) || subsets < 2 || subsets > std::size_t{1} << 16) {
        throw std::invalid_argument(
            "Shapley effects take the indices of all subsets of 1 to 16 factors");
    }
    const auto p = static_cast<std::size_t>(std::countr_zero(subsets));
    std::vector<double> weight(p, 1 / static_cast<double>(p));  // 1 / (p binomial(p - 1, k))
    for (std::size_t k = 1; k < p; ++k) {
        weight[k] = weight[k - 1] * static_cast<double>(k) / static_cast<double>(p - k);
    }
    std::vector<double> effects(p);
    for (std::size_t i = 0; i < p; ++i) {  // (1)
        const std::size_t factor = std::size_t{1} << i;
        for (std::size_t u = 0; u < subsets; ++u) {
            if ((u & factor) != 0) continue;
            effects[i] += weight[static_cast<std::size_t>(std::popcount(u))] *
                          (closed[u | factor] - closed[u]);
        }
    }
    return effects;
}

ShapleyEffects shapley(const Sample& sample, const ShapleyOptions& options) {
    check(sample, options);
    const auto factors = factors_of(sample, options);
    const Points points = points_of(sample, factors, options);
    Measure measure{"shapley", "Shapley effect", std::vector<Estimate>(factors.size())};
    if (variance(points.output) == 0) return {measure, std::nan("")};
    const auto [values, unresolved] = effects_of(points, options.neighbours, options.crew);
    std::vector<double> squares(factors.size()), sums(factors.size());
    const std::size_t batch_rows = points.output.size() / batches;
    bool all = unresolved <= most_unresolved;
    for (std::size_t b = 0; b < batches && all; ++b) {
        const Points batch = points.part(b * batch_rows, batch_rows);
        all = variance(batch.output) > 0;
        if (!all) break;
        const auto of_batch = effects_of(batch, options.neighbours, options.crew).effects;
        for (std::size_t i = 0; i < factors.size(); ++i) {
            sums[i] += of_batch[i];
            squares[i] += of_batch[i] * of_batch[i];
        }
    }
    const double t =
        boost::math::quantile(boost::math::students_t(batches - 1), 0.5 + options.level / 2);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        measure.factors[i].value = values[i];
        if (!all) continue;
        const double mean = sums[i] / batches;
        const double half =
            t * std::sqrt(std::max(0.0, squares[i] / batches - mean * mean) / (batches - 1));
        measure.factors[i].low = values[i] - half;
        measure.factors[i].high = values[i] + half;
    }
    return {measure, unresolved};
}

}  // namespace entente::driver::given_data
