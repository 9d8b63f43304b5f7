// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/block_sums.hpp"

#include <algorithm>
#include <cmath>

#include "driver/sensitivity/poisson_weights.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

ENTENTE_VECTOR_BUILDS
void add(std::size_t count, const double* from, double* to) noexcept {
    for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

// Adds four weighted rows, one after the other.
ENTENTE_VECTOR_BUILDS
void add_weighted(std::size_t count, const double* weights, const double* rows,
                  double* to) noexcept {
    const double w0 = weights[0], w1 = weights[1], w2 = weights[2], w3 = weights[3];
    const double* const second = rows + count;
    const double* const third = second + count;
    const double* const fourth = third + count;
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = ((to[i] + w0 * rows[i]) + w1 * second[i]) + (w2 * third[i] + w3 * fourth[i]);
    }
}

}  // namespace

double centre_of(std::span<const double> values) {
    double sum = 0, finite = 0;
    for (const double value : values) {
        if (std::isfinite(value)) sum += value, ++finite;
    }
    return finite > 0 ? sum / finite : 0;
}

BlockSums::BlockSums(const Moments& moments, const Summation& summation)
    : moments_(moments),
      summation_(summation),
      layout_(moments, summation.centres.size(), summation.bootstrap),
      contexts_(Blocks::turn * moments.context()),
      weights_(Blocks::turn * summation.bootstrap),
      rows_(Blocks::turn * std::max(layout_.each, layout_.shared)),
      block_(moments.blocks().scenarios),
      valid_(Blocks::turn) {}

std::vector<double> BlockSums::turn(std::uint64_t first, std::size_t count,
                                    const double* const* outputs, const double* const* inputs) {
    const std::size_t scenarios = moments_.blocks().scenarios;
    std::vector<double> sums(layout_.size());
    for (std::size_t b = 0; b < count; ++b) {
        moments_.prepare(first + b, inputs, b * scenarios,
                         contexts_.data() + b * moments_.context());
    }
    if (layout_.bootstrap > 0) {
        poisson_weights(moments_.blocks().seed, first, count, layout_.bootstrap, weights_.data());
    }
    if (layout_.shared > 0) {
        std::fill(valid_.begin(), valid_.end(), true);
        for (std::size_t o = 0; o < layout_.outputs; ++o) {
            for (std::size_t i = 0; i < count * scenarios; ++i) {
                const bool finite = std::isfinite(outputs[o][i]);
                if (!finite && summation_.failures != Failures::impute)
                    valid_[i / scenarios] = false;
            }
        }
        add_shared(count, sums.data());
    }
    for (std::size_t o = 0; o < layout_.outputs; ++o) add_output(o, count, outputs[o], sums.data());
    return sums;
}

// Puts the values of a block, less `centre`, into block_; false if the block does not count.
bool BlockSums::centred(const double* y, double centre) {
    bool counts = true;
    for (std::size_t k = 0; k < block_.size(); ++k) {
        double value = y[k];
        if (!std::isfinite(value)) {
            ++failed_;
            counts = counts && summation_.failures == Failures::impute;
            value = summation_.imputed;
        }
        block_[k] = value - centre;
    }
    return counts;
}

void BlockSums::add_shared(std::size_t count, double* sums) {
    std::fill(rows_.begin(), rows_.end(), 0.0);
    for (std::size_t b = 0; b < count; ++b) {
        if (!valid_[b]) continue;
        moments_.shared_quantities(contexts_.data() + b * moments_.context(),
                                   rows_.data() + b * layout_.shared);
    }
    add_rows(count, layout_.shared, 0, sums);
}

void BlockSums::add_output(std::size_t output, std::size_t count, const double* y, double* sums) {
    const std::size_t scenarios = moments_.blocks().scenarios;
    for (std::size_t b = 0; b < count; ++b) {
        double* const row = rows_.data() + b * layout_.each;
        const bool counts = centred(y + b * scenarios, summation_.centres[output]) &&
                            (layout_.shared == 0 || valid_[b]);
        if (counts) {
            moments_.quantities(block_.data(), contexts_.data() + b * moments_.context(), row);
        } else {
            std::fill_n(row, layout_.each, 0.0);
        }
    }
    std::fill(rows_.begin() + static_cast<std::ptrdiff_t>(count * layout_.each), rows_.end(), 0.0);
    add_rows(count, layout_.each, layout_.shared + output * layout_.each, sums);
}

// Adds the rows of all blocks, in their order, to the sums at `at` of the sample and, with their
// weights, of every bootstrap replicate. Rows behind the last block are zeros.
void BlockSums::add_rows(std::size_t count, std::size_t size, std::size_t at, double* sums) const {
    for (std::size_t b = 0; b < count; ++b) add(size, rows_.data() + b * size, sums + at);
    for (std::size_t r = 0; r < layout_.bootstrap; ++r) {
        double* const to = sums + (1 + r) * layout_.of_replicate() + at;
        for (std::size_t b = 0; b < count; b += 4) {
            add_weighted(size, weights_.data() + r * Blocks::turn + b, rows_.data() + b * size, to);
        }
    }
}

}  // namespace entente::driver
