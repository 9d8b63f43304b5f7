// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/findings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view dummy_suffix = "_dummy";

using Inferred = std::vector<std::vector<Estimate>>;  // of each output and family

Evidence evidence_of(const Sample& sample, const SumsLayout& layout,
                     std::vector<std::vector<double>> sums) {
    return {sample.moments, layout, sample.subject.families, std::move(sums)};
}

SumsLayout layout_of(const Sample& sample) {
    return {sample.moments, sample.summation.centres.size(), sample.summation.bootstrap};
}

Inferred inferred(const Sample& sample) {
    const SumsLayout layout = layout_of(sample);
    std::vector<std::vector<double>> sums;
    for (const SumTree& tree : sample.replicates) sums.push_back(tree.total(layout.size()));
    Inferred table =
        infer(evidence_of(sample, layout, std::move(sums)), sample.intervals, sample.level);
    for (std::size_t o = 0; o < sample.summation.centres.size(); ++o) {
        for (double* of : {&table[o][0].value, &table[o][0].low, &table[o][0].high}) {
            *of += sample.summation.centres[o];
        }
    }
    return table;
}

results::Dimension labels(std::string name, std::string long_name,
                          const std::vector<std::string>& list) {
    return {.name = std::move(name),
            .long_name = std::move(long_name),
            .units = "1",
            .size = list.size(),
            .values = {},
            .labels = list};
}

// Writes three arrays, of values and of the ends of their intervals.
class Arrays {
  public:
    Arrays(results::Analysis& analysis, double level) : analysis_(analysis), level_(level) {}

    void add(const Estimand& estimand, const std::string& suffix,
             const std::vector<std::string>& dimensions, const std::vector<Estimate>& estimates) {
        const std::string name = estimand.name + suffix;
        add(name, estimand.long_name, dimensions, estimates, &Estimate::value);
        const bool has_interval = std::any_of(estimates.begin(), estimates.end(),
                                              [](const Estimate& e) { return !std::isnan(e.low); });
        if (!has_interval) return;
        const auto percent = std::to_string(std::lround(100 * level_));
        const std::string of = " end of the " + percent + " % interval of " + estimand.long_name;
        add(name + "_low", "lower" + of, dimensions, estimates, &Estimate::low);
        add(name + "_high", "upper" + of, dimensions, estimates, &Estimate::high);
    }

    void add(const std::string& name, const std::string& long_name,
             const std::vector<std::string>& dimensions, const std::vector<Estimate>& estimates,
             double Estimate::*which) {
        results::LabelledArray array{.name = name,
                                     .long_name = long_name,
                                     .units = "1",
                                     .dimensions = dimensions,
                                     .values = {}};
        for (const Estimate& estimate : estimates) array.values.push_back(estimate.*which);
        analysis_.arrays.push_back(std::move(array));
    }

  private:
    results::Analysis& analysis_;
    double level_;
};

std::vector<std::string> dimensions_of(const Estimand& estimand) {
    switch (estimand.shape) {
        case Estimand::Shape::output:
            return {"output"};
        case Estimand::Shape::factor:
            return {"output", "factor"};
        case Estimand::Shape::pair:
            break;
    }
    return {"output", "factor", "factor_2"};
}

// Entries at .. at + size - 1 of every output.
std::vector<Estimate> slice(const Inferred& table, std::size_t at, std::size_t size) {
    std::vector<Estimate> list;
    for (const auto& of : table) {
        list.insert(list.end(), of.begin() + static_cast<std::ptrdiff_t>(at),
                    of.begin() + static_cast<std::ptrdiff_t>(at + size));
    }
    return list;
}

// What a factor without influence would hardly exceed by chance, from the estimate of a dummy's
// index: the farther end of its interval.
std::vector<Estimate> thresholds(const std::vector<Estimate>& dummies) {
    std::vector<Estimate> list;
    for (const Estimate& dummy : dummies) {
        double most = std::abs(dummy.value);
        for (const double end : {dummy.low, dummy.high}) most = std::fmax(most, std::abs(end));
        list.push_back({most, none, none});
    }
    return list;
}

// The estimates after the first 2^level turns of each replicate, from the level on where there is
// more than one of them.
void add_trace(const Sample& sample, results::Analysis& analysis) {
    const SumsLayout layout = layout_of(sample);
    std::vector<double> points;
    std::vector<Inferred> tables;
    for (unsigned level = 0; level < 64; ++level) {
        std::vector<std::vector<double>> sums;
        for (const SumTree& tree : sample.replicates) {
            if (const auto* prefix = tree.prefix(level)) sums.push_back(*prefix);
        }
        if (sums.size() < sample.replicates.size()) break;
        points.push_back(
            std::ldexp(static_cast<double>(Blocks::turn * sums.size()), static_cast<int>(level)));
        tables.push_back(
            infer(evidence_of(sample, layout, std::move(sums)), sample.intervals, sample.level));
    }
    if (points.size() < 2) return;
    analysis.dimensions.push_back({.name = "points",
                                   .long_name = "blocks of the design that were used",
                                   .units = "1",
                                   .size = points.size(),
                                   .values = points});
    Arrays arrays(analysis, sample.level);
    std::size_t at = 0;
    for (const Estimand& estimand : sample.moments.estimands()) {
        const std::size_t size = extent(estimand, sample.moments.blocks().factors);
        if (estimand.shape == Estimand::Shape::factor) {
            std::vector<Estimate> list;
            for (const Inferred& table : tables) {
                const auto part = slice(table, at, size);
                list.insert(list.end(), part.begin(), part.end());
            }
            arrays.add(estimand, "_trace", {"points", "output", "factor"}, list);
        }
        at += size;
    }
}

}  // namespace

double widest_interval(const Sample& sample) {
    const Inferred table = inferred(sample);
    double widest = none;
    std::size_t at = 0;
    for (const Estimand& estimand : sample.moments.estimands()) {
        const std::size_t size = extent(estimand, sample.moments.blocks().factors);
        if (estimand.is_share && estimand.shape == Estimand::Shape::factor) {
            for (const Estimate& e : slice(table, at, size)) {
                widest = std::fmax(widest, 0.5 * (e.high - e.low));
            }
        }
        at += size;
    }
    return widest;
}

results::Analysis findings(const Sample& sample) {
    const Subject& subject = sample.subject;
    const Inferred table = inferred(sample);
    std::vector<std::string> outputs = subject.outputs;
    for (const Family& family : subject.families) outputs.push_back(family.name);
    const auto& factors = factors_of(subject);
    results::Analysis analysis{
        .dimensions = {labels("output", "output of the model", outputs),
                       labels("factor", "parameter, or group of parameters", factors)},
        .arrays = {}};
    Arrays arrays(analysis, sample.level);
    std::size_t at = 0;
    for (const Estimand& estimand : sample.moments.estimands()) {
        const std::size_t size = extent(estimand, subject.blocks.factors);
        const auto list = slice(table, at, size);
        at += size;
        if (estimand.shape == Estimand::Shape::pair) {
            analysis.dimensions.push_back(labels("factor_2", "the other factor", factors));
        }
        const std::string& name = estimand.name;
        if (name.ends_with(dummy_suffix)) {
            const auto stem = name.substr(0, name.size() - dummy_suffix.size());
            arrays.add(stem + "_noise", "what a factor without influence may get by chance",
                       {"output"}, thresholds(list), &Estimate::value);
        } else {
            arrays.add(estimand, "", dimensions_of(estimand), list);
        }
    }
    add_trace(sample, analysis);
    return analysis;
}

}  // namespace entente::driver
