// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/moments.hpp"

#include <algorithm>
#include <limits>

namespace entente::driver {

std::size_t extent(const Estimand& estimand, std::size_t factors) {
    switch (estimand.shape) {
        case Estimand::Shape::output:
            return 1;
        case Estimand::Shape::factor:
            return factors;
        case Estimand::Shape::pair:
            break;
    }
    return factors * factors;
}

std::size_t estimate_count(const Moments& moments) {
    std::size_t count = 0;
    for (const Estimand& estimand : moments.estimands()) {
        count += extent(estimand, moments.blocks().factors);
    }
    return count;
}

void Moments::prepare(std::uint64_t, const double* const*, std::size_t, double*) const {}

void Moments::shared_quantities(const double*, double*) const noexcept {}

void Moments::reduce(std::span<const double> sums, std::span<double> reduced) const {
    std::copy(sums.begin(), sums.end(), reduced.begin());
}

void Moments::errors(std::span<const double>, std::span<const double>,
                     std::span<double> errors) const {
    std::fill(errors.begin(), errors.end(), std::numeric_limits<double>::quiet_NaN());
}

}  // namespace entente::driver
