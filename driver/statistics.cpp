// SPDX-License-Identifier: Apache-2.0
#include "driver/statistics.hpp"

#include <cmath>

namespace entente::driver {
namespace {

bool smaller(const Extreme& a, const Extreme& b) noexcept {
    return a.value < b.value || (a.value == b.value && a.scenario < b.scenario);
}

bool larger(const Extreme& a, const Extreme& b) noexcept {
    return a.value > b.value || (a.value == b.value && a.scenario < b.scenario);
}

}  // namespace

void Statistics::add(std::span<const double> values, std::uint64_t first) noexcept {
    for (const double value : values) {
        const Extreme here{value, first++};
        if (!std::isfinite(value)) {
            ++not_finite_;
            continue;
        }
        if (finite_ == 0 || smaller(here, least_)) least_ = here;
        if (finite_ == 0 || larger(here, most_)) most_ = here;
        ++finite_;
        sum_.add(value);
    }
}

void Statistics::add(const Statistics& other) noexcept {
    not_finite_ += other.not_finite_;
    if (other.finite_ == 0) return;
    if (finite_ == 0 || smaller(other.least_, least_)) least_ = other.least_;
    if (finite_ == 0 || larger(other.most_, most_)) most_ = other.most_;
    finite_ += other.finite_;
    sum_.add(other.sum_);
}

double Statistics::mean() const noexcept {
    return finite_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_.over(finite_);
}

}  // namespace entente::driver
