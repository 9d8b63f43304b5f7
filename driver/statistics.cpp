// SPDX-License-Identifier: Apache-2.0
#include "driver/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "driver/ieee_arithmetic.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

bool smaller(const Extreme& a, const Extreme& b) noexcept {
    return a.value < b.value || (a.value == b.value && a.scenario < b.scenario);
}

bool larger(const Extreme& a, const Extreme& b) noexcept {
    return a.value > b.value || (a.value == b.value && a.scenario < b.scenario);
}

struct Range {
    double least, most;
    bool finite;  // all of them: if not, the rest says nothing
};

ENTENTE_VECTOR_BUILDS
Range range_of(const double* values, std::size_t count) noexcept {
    constexpr std::size_t lanes = 16;
    double least[lanes], most[lanes], zero[lanes];
    for (std::size_t k = 0; k < lanes; ++k) {
        least[k] = most[k] = values[0];
        zero[k] = 0;
    }
    const auto take = [&](double value, std::size_t lane) {
        least[lane] = std::min(least[lane], value);
        most[lane] = std::max(most[lane], value);
        zero[lane] += value * 0;  // not a number if the value is none, or infinite
    };
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) take(values[i + k], k);
    }
    for (; i < count; ++i) take(values[i], i % lanes);
    for (std::size_t k = 1; k < lanes; ++k) {
        least[0] = std::min(least[0], least[k]);
        most[0] = std::max(most[0], most[k]);
        zero[0] += zero[k];
    }
    return {least[0], most[0], zero[0] == 0};
}

}  // namespace

void Statistics::add(std::span<const double> values, std::uint64_t first) noexcept {
    if (values.empty()) return;
    const Range range = range_of(values.data(), values.size());
    if (!range.finite) return add_one_by_one(values, first);
    const auto at = [&](double value) {
        const auto found = std::find(values.begin(), values.end(), value);
        return Extreme{*found, first + static_cast<std::uint64_t>(found - values.begin())};
    };
    // Most parts of a large sample have no extreme: no need to look where theirs are.
    if (finite_ == 0 || range.least <= least_.value) {
        if (const Extreme here = at(range.least); finite_ == 0 || smaller(here, least_))
            least_ = here;
    }
    if (finite_ == 0 || range.most >= most_.value) {
        if (const Extreme here = at(range.most); finite_ == 0 || larger(here, most_)) most_ = here;
    }
    finite_ += values.size();
    sum_.add(values, std::max(-range.least, range.most));
}

void Statistics::add_one_by_one(std::span<const double> values, std::uint64_t first) noexcept {
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

void Statistics::save(results::Bytes& to) const {
    using results::append;
    append(to, finite_);
    append(to, not_finite_);
    for (const Extreme& extreme : {least_, most_}) {
        append(to, extreme.value);
        append(to, extreme.scenario);
    }
    sum_.save(to);
}

bool Statistics::load(std::span<const std::byte>& from) {
    const auto number = [&](auto& to) {
        const auto taken = results::take<std::remove_reference_t<decltype(to)>>(from);
        if (taken) to = *taken;
        return taken.has_value();
    };
    return number(finite_) && number(not_finite_) && number(least_.value) &&
           number(least_.scenario) && number(most_.value) && number(most_.scenario) &&
           sum_.load(from);
}

double Statistics::mean() const noexcept {
    const IeeeArithmetic ieee;
    return finite_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_.over(finite_);
}

}  // namespace entente::driver
