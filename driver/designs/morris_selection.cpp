// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/morris_selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "driver/designs/design.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t padding = 8;  // coordinates of a point are a multiple of it

// Trajectories as points in the unit cube, one behind the other.
class Candidates {
  public:
    Candidates(const Blocks& blocks, const std::vector<Factor>& factors)
        : blocks_(blocks), design_(make_morris(cube(factors), blocks, factors)) {
        width_ = (design_->columns() + padding - 1) / padding * padding;
    }

    std::vector<float> points(std::uint64_t index) const {
        const std::size_t n = blocks_.scenarios;
        std::vector<double> values(design_->columns() * n);
        std::vector<double*> columns;
        for (std::size_t c = 0; c < design_->columns(); ++c) columns.push_back(&values[c * n]);
        design_->fill(index * n, n, columns.data());
        std::vector<float> points(n * width_);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t c = 0; c < columns.size(); ++c) {
                points[i * width_ + c] = static_cast<float>(columns[c][i]);
            }
        }
        return points;
    }

    std::size_t width() const noexcept { return width_; }

  private:
    static std::vector<Distribution> cube(const std::vector<Factor>& factors) {
        std::size_t columns = 0;
        for (const Factor& factor : factors) columns += factor.columns.size();
        return std::vector<Distribution>(columns);
    }

    Blocks blocks_;
    std::unique_ptr<const Design> design_;
    std::size_t width_;
};

// The sums are of eight lanes, so that their order is the same on every processor.
ENTENTE_VECTOR_BUILDS
void squared_distances(const float* point, const float* others, std::size_t count,
                       std::size_t width, float* squares) noexcept {
    for (std::size_t j = 0; j < count; ++j) {
        const float* const other = others + j * width;
        float lanes[padding] = {};
        for (std::size_t c = 0; c < width; c += padding) {
            for (std::size_t k = 0; k < padding; ++k) {
                const float d = point[c + k] - other[c + k];
                lanes[k] += d * d;
            }
        }
        float sum = 0;
        for (const float lane : lanes) sum += lane;
        squares[j] = sum;
    }
}

double distance(const std::vector<float>& one, const std::vector<float>& other, std::size_t width) {
    const std::size_t n = one.size() / width;
    std::vector<float> squares(n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        squared_distances(&one[i * width], other.data(), n, width, squares.data());
        for (const float square : squares) sum += std::sqrt(double{square});
    }
    return sum;
}

}  // namespace

std::uint64_t selection_work(std::uint64_t candidates, std::uint64_t chosen, std::size_t factors,
                             std::size_t columns) {
    std::uint64_t work = candidates;
    for (const std::uint64_t by :
         {chosen, std::uint64_t{factors} + 1, std::uint64_t{factors} + 1, std::uint64_t{columns}}) {
        if (__builtin_mul_overflow(work, by, &work))
            return std::numeric_limits<std::uint64_t>::max();
    }
    return work;
}

std::vector<std::uint64_t> most_spread(const Blocks& blocks, const std::vector<Factor>& factors,
                                       std::size_t chosen) {
    const Candidates candidates(blocks, factors);
    std::vector<std::vector<float>> points;
    for (std::uint64_t m = 0; m < blocks.count; ++m) points.push_back(candidates.points(m));
    // What each candidate would add to the sum. The first is the one farthest from candidate 0.
    std::vector<double> gain(points.size());
    std::vector<bool> taken(points.size(), false);
    const auto best = [&] {
        std::size_t at = points.size();
        for (std::size_t m = 0; m < points.size(); ++m) {
            if (!taken[m] && (at == points.size() || gain[m] > gain[at])) at = m;
        }
        return at;
    };
    const auto add = [&](std::size_t from) {
        for (std::size_t m = 0; m < points.size(); ++m) {
            const double d = distance(points[from], points[m], candidates.width());
            gain[m] += d * d;
        }
    };
    add(0);
    std::size_t next = best();
    std::fill(gain.begin(), gain.end(), 0.0);
    std::vector<std::uint64_t> result;
    while (true) {
        taken[next] = true;
        result.push_back(next);
        if (result.size() == chosen) break;
        add(next);
        next = best();
    }
    std::sort(result.begin(), result.end());
    return result;
}

double trajectory_distance(const Blocks& blocks, const std::vector<Factor>& factors,
                           std::uint64_t one, std::uint64_t other) {
    const Candidates candidates(blocks, factors);
    return distance(candidates.points(one), candidates.points(other), candidates.width());
}

}  // namespace entente::driver
