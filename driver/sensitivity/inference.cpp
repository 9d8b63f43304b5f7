// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/inference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

using Sums = std::vector<double>;
using Estimates = std::vector<std::vector<double>>;  // of each output, then of each family

// Sums of one replicate of the bootstrap, such that those of several replicates of the design can
// be added: the shared ones, then those of each output.
Sums reduced(const Evidence& evidence, const Sums& sums, std::size_t r) {
    const SumsLayout& layout = evidence.layout;
    const std::size_t each = evidence.moments.reduced();
    Sums result(layout.shared + layout.outputs * each);
    const auto shared = layout.shared_of(sums, r);
    std::copy(shared.begin(), shared.end(), result.begin());
    for (std::size_t o = 0; o < layout.outputs; ++o) {
        evidence.moments.reduce(layout.output_of(sums, r, o),
                                std::span(result).subspan(layout.shared + o * each, each));
    }
    return result;
}

void add(const Sums& from, Sums& to, double sign = 1) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += sign * from[i];
}

// The average of the members' shares, weighted by their variances; members without variance have
// no shares and do not count.
std::vector<double> family_estimates(const Evidence& evidence, const Family& family,
                                     const Estimates& of) {
    std::vector<double> result(of.front().size(), none);
    double variance = 0, used = std::numeric_limits<double>::infinity();
    for (const std::size_t m : family.members) {
        if (of[m][1] > 0) variance += of[m][1];
        used = std::min(used, of[m][2]);
    }
    result[1] = variance;
    result[2] = used;
    std::size_t at = 0;
    for (const Estimand& estimand : evidence.moments.estimands()) {
        const std::size_t size = extent(estimand, evidence.moments.blocks().factors);
        for (std::size_t i = at; estimand.is_share && variance > 0 && i < at + size; ++i) {
            result[i] = 0;
            for (const std::size_t m : family.members) {
                if (of[m][1] > 0) result[i] += of[m][1] / variance * of[m][i];
            }
        }
        at += size;
    }
    return result;
}

Estimates estimates(const Evidence& evidence, const Sums& sums) {
    const Moments& moments = evidence.moments;
    const std::size_t each = moments.reduced(), shared = evidence.layout.shared;
    Estimates result(evidence.layout.outputs, std::vector<double>(estimate_count(moments)));
    for (std::size_t o = 0; o < result.size(); ++o) {
        moments.estimates(std::span(sums).first(shared),
                          std::span(sums).subspan(shared + o * each, each), result[o]);
    }
    for (const Family& family : evidence.families) {
        result.push_back(family_estimates(evidence, family, result));
    }
    return result;
}

// Estimates of several samples, one after another: their spread about their mean.
class Spread {
  public:
    void add(const Estimates& sample) {
        if (count_++ == 0) {
            mean_ = sample;
            squares_ = sample;
            for (auto& list : squares_) std::fill(list.begin(), list.end(), 0.0);
            return;
        }
        for (std::size_t o = 0; o < sample.size(); ++o) {
            for (std::size_t i = 0; i < sample[o].size(); ++i) {
                const double step = sample[o][i] - mean_[o][i];
                mean_[o][i] += step / static_cast<double>(count_);
                squares_[o][i] += step * (sample[o][i] - mean_[o][i]);
            }
        }
    }

    double samples() const noexcept { return static_cast<double>(count_); }
    /// The sum of squared deviations.
    double squares(std::size_t o, std::size_t i) const { return squares_[o][i]; }

  private:
    std::size_t count_ = 0;
    Estimates mean_, squares_;
};

Spread jackknife(const Evidence& evidence, const std::vector<Sums>& parts, const Sums& total) {
    Spread spread;
    for (const Sums& part : parts) {
        Sums others = total;
        add(part, others, -1);
        spread.add(estimates(evidence, others));
    }
    return spread;
}

Spread bootstrap(const Evidence& evidence) {
    Spread spread;
    for (std::size_t r = 1; r <= evidence.layout.bootstrap; ++r) {
        Sums total = reduced(evidence, evidence.replicates.front(), r);
        for (std::size_t g = 1; g < evidence.replicates.size(); ++g) {
            add(reduced(evidence, evidence.replicates[g], r), total);
        }
        spread.add(estimates(evidence, total));
    }
    return spread;
}

// Half the width of the interval of entry i of output o.
class HalfWidths {
  public:
    HalfWidths(const Evidence& evidence, const std::vector<Sums>& parts, const Sums& total,
               Intervals intervals, double level)
        : intervals_(intervals) {
        const double upper = 0.5 * (1 + level);
        quantile_ = boost::math::quantile(boost::math::normal(), upper);
        const auto count = static_cast<double>(parts.size());
        if (intervals == Intervals::replicates && parts.size() > 1) {
            spread_ = jackknife(evidence, parts, total);
            scale_ = (count - 1) / count;
            quantile_ = boost::math::quantile(boost::math::students_t(count - 1), upper);
        } else if (intervals == Intervals::bootstrap && evidence.layout.bootstrap > 1) {
            spread_ = bootstrap(evidence);
            scale_ = 1 / (spread_.samples() - 1);
        } else if (intervals == Intervals::asymptotic && evidence.moments.has_errors()) {
            const std::size_t each = evidence.layout.each, shared = evidence.layout.shared;
            errors_.assign(evidence.layout.outputs,
                           std::vector<double>(estimate_count(evidence.moments)));
            for (std::size_t o = 0; o < errors_.size(); ++o) {
                evidence.moments.errors(std::span(total).first(shared),
                                        std::span(total).subspan(shared + o * each, each),
                                        errors_[o]);
            }
        } else {
            intervals_ = Intervals::none;
        }
    }

    double operator()(std::size_t o, std::size_t i) const {
        if (intervals_ == Intervals::none) return none;
        if (intervals_ == Intervals::asymptotic) {
            return o < errors_.size() ? quantile_ * errors_[o][i] : none;
        }
        return quantile_ * std::sqrt(scale_ * spread_.squares(o, i));
    }

  private:
    Intervals intervals_;
    double quantile_;
    double scale_ = 0;
    Spread spread_;
    Estimates errors_;
};

}  // namespace

std::vector<std::vector<Estimate>> infer(const Evidence& evidence, Intervals intervals,
                                         double level) {
    std::vector<Sums> parts;
    for (const Sums& sums : evidence.replicates) parts.push_back(reduced(evidence, sums, 0));
    Sums total = parts.front();
    for (std::size_t g = 1; g < parts.size(); ++g) add(parts[g], total);
    const Estimates values = estimates(evidence, total);
    const HalfWidths half(evidence, parts, total, intervals, level);
    std::vector<std::vector<Estimate>> result(values.size());
    for (std::size_t o = 0; o < values.size(); ++o) {
        for (std::size_t i = 0; i < values[o].size(); ++i) {
            const double value = values[o][i];
            const double width = i == 2 ? none : half(o, i);  // how many blocks is no estimate
            result[o].push_back({value, value - width, value + width});
        }
    }
    return result;
}

}  // namespace entente::driver
