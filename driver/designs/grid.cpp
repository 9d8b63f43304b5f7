// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "driver/designs/design.hpp"

namespace entente::driver {
namespace {

// A column of the grid: its axis's values, each held for `stride` scenarios, over and over.
struct Column {
    std::vector<double> values;
    std::uint64_t stride;

    // The fastest axis is copied; all others are runs of equal values.
    void fill(std::uint64_t first, std::size_t count, double* out) const {
        const std::size_t points = values.size();
        auto point = static_cast<std::size_t>(first / stride % points);
        std::uint64_t run = stride - first % stride;
        for (std::size_t i = 0; i < count;) {
            if (stride == 1) {
                const std::size_t n = std::min(points - point, count - i);
                std::copy_n(values.data() + point, n, out + i);
                point = 0;
                i += n;
                continue;
            }
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(run, count - i));
            std::fill_n(out + i, n, values[point]);
            point = point + 1 == points ? 0 : point + 1;
            run = stride;
            i += n;
        }
    }
};

class Grid final : public Design {
  public:
    explicit Grid(std::vector<std::vector<std::vector<double>>> axes) {
        std::uint64_t stride = 1;
        for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
            const std::uint64_t points = axis->front().size();
            shape_.insert(shape_.begin(), points);
            // Backwards within the axis, too, for the reversal below.
            for (auto values = axis->rbegin(); values != axis->rend(); ++values) {
                columns_.push_back({std::move(*values), stride});
            }
            stride *= points;
        }
        std::reverse(columns_.begin(), columns_.end());
    }

    std::vector<std::uint64_t> shape() const override { return shape_; }
    std::size_t columns() const noexcept override { return columns_.size(); }

    void fill(std::uint64_t first, std::size_t count, double* const* columns) const override {
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            columns_[c].fill(first, count, columns[c]);
        }
    }

  private:
    std::vector<std::uint64_t> shape_;
    std::vector<Column> columns_;
};

}  // namespace

std::unique_ptr<const Design> make_grid(std::vector<std::vector<std::vector<double>>> axes) {
    return std::make_unique<Grid>(std::move(axes));
}

}  // namespace entente::driver
