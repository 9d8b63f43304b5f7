// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/maximin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "driver/designs/philox.hpp"

namespace entente::driver {
namespace {

// Tries, and distances that they may change in all: about a second.
constexpr std::uint64_t most_tries = 100'000;
constexpr std::uint64_t most_changes = 100'000'000;

std::int64_t squared(std::int64_t x) { return x * x; }

class Search {
  public:
    Search(std::vector<std::vector<std::uint32_t>>& strata, std::uint64_t seed)
        : strata_(strata), seed_(seed), n_(strata.front().size()), distances_(n_ * n_) {
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = 0; j < n_; ++j) {
                for (const auto& column : strata_) {
                    distances_[i * n_ + j] += squared(std::int64_t{column[i]} - column[j]);
                }
            }
        }
        // So that a term is about 1 where it matters: (2 / n)^(1 / d) n is a good least distance.
        const double good =
            std::pow(2.0 / static_cast<double>(n_), 1.0 / static_cast<double>(strata_.size())) *
            static_cast<double>(n_);
        scale_ = good * good;
        for (std::size_t i = 0; i < n_; ++i) nearest_.push_back(found_nearest(i));
    }

    void run() {
        const std::uint64_t tries = std::min(most_tries, most_changes / (2 * n_));
        std::size_t worst = closest_point();
        for (std::uint64_t t = 0; t < tries; ++t) {
            const auto bits = random_bits(seed_, Purpose::exchange, 0, t);
            const auto column = static_cast<std::size_t>(below(strata_.size(), bits[0]));
            auto other = static_cast<std::size_t>(below(n_ - 1, bits[1]));
            if (other >= worst) ++other;
            if (change(worst, other, column) < 0) {
                exchange(worst, other, column);
                worst = closest_point();
            } else if (t % 2 == 1) {
                worst = nearest_[worst];
            }
        }
    }

  private:
    double term(std::int64_t distance) const {
        const double inverse = scale_ / static_cast<double>(distance);
        const double second = inverse * inverse, fourth = second * second;
        return fourth * fourth * second;  // the distance's own power is twice that of its square
    }

    // By how much the distance of `k` from `i` grows if i gets the stratum of `j`.
    std::int64_t growth(std::size_t i, std::size_t j, std::size_t k, std::size_t column) const {
        const auto& strata = strata_[column];
        return squared(std::int64_t{strata[j]} - strata[k]) -
               squared(std::int64_t{strata[i]} - strata[k]);
    }

    double change(std::size_t i, std::size_t j, std::size_t column) const {
        double sum = 0;
        for (std::size_t k = 0; k < n_; ++k) {
            if (k == i || k == j) continue;
            const std::int64_t a = distances_[i * n_ + k], b = distances_[j * n_ + k];
            sum += term(a + growth(i, j, k, column)) - term(a);
            sum += term(b + growth(j, i, k, column)) - term(b);
        }
        return sum;
    }

    void exchange(std::size_t i, std::size_t j, std::size_t column) {
        for (std::size_t k = 0; k < n_; ++k) {
            if (k == i || k == j) continue;
            distances_[i * n_ + k] += growth(i, j, k, column);
            distances_[j * n_ + k] += growth(j, i, k, column);
            distances_[k * n_ + i] = distances_[i * n_ + k];
            distances_[k * n_ + j] = distances_[j * n_ + k];
        }
        std::swap(strata_[column][i], strata_[column][j]);
        renew_nearest(i, j);
    }

    std::size_t found_nearest(std::size_t i) const {
        std::size_t nearest = i == 0 ? 1 : 0;
        for (std::size_t k = 0; k < n_; ++k) {
            if (k != i && distances_[i * n_ + k] < distances_[i * n_ + nearest]) nearest = k;
        }
        return nearest;
    }

    std::int64_t distance_to_nearest(std::size_t i) const {
        return distances_[i * n_ + nearest_[i]];
    }

    // After the distances from i and j have changed.
    void renew_nearest(std::size_t i, std::size_t j) {
        for (std::size_t k = 0; k < n_; ++k) {
            if (k == i || k == j || nearest_[k] == i || nearest_[k] == j) {
                nearest_[k] = found_nearest(k);
                continue;
            }
            for (const std::size_t moved : {i, j}) {
                if (distances_[k * n_ + moved] < distance_to_nearest(k)) nearest_[k] = moved;
            }
        }
    }

    std::size_t closest_point() const {
        std::size_t at = 0;
        for (std::size_t i = 1; i < n_; ++i) {
            if (distance_to_nearest(i) < distance_to_nearest(at)) at = i;
        }
        return at;
    }

    std::vector<std::vector<std::uint32_t>>& strata_;
    std::uint64_t seed_;
    std::size_t n_;
    std::vector<std::int64_t> distances_;  ///< squared, of all pairs both ways
    std::vector<std::size_t> nearest_;     ///< to each point
    double scale_;
};

}  // namespace

void improve_maximin(std::vector<std::vector<std::uint32_t>>& strata, std::uint64_t seed) {
    if (strata.front().size() > 2) Search(strata, seed).run();
}

std::int64_t least_squared_distance(const std::vector<std::vector<std::uint32_t>>& strata) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < strata.front().size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            std::int64_t distance = 0;
            for (const auto& column : strata) {
                distance += squared(std::int64_t{column[i]} - column[j]);
            }
            least = std::min(least, distance);
        }
    }
    return least;
}

}  // namespace entente::driver
