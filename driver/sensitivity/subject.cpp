// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/subject.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace entente::driver {
namespace {

const kernels::Dimension& dimension_of(const kernels::Instance& instance,
                                       const kernels::Output& output) {
    const auto dimensions = instance.dimensions();
    return *std::find_if(dimensions.begin(), dimensions.end(),
                         [&](const auto& one) { return one.name == output.dimension; });
}

[[noreturn]] void refuse(const Inquiry& inquiry, const std::string& why) {
    throw UserError(inquiry.intervals_where, "sensitivity.intervals: " + why);
}

}  // namespace

std::string entry_name(const std::string& output, const std::vector<std::string>& labels,
                       const std::vector<double>& values, std::size_t entry) {
    return fmt::format("{}[{}]", output,
                       labels.empty() ? fmt::format("{}", values[entry]) : labels[entry]);
}

Subject subject_of(const Plan& plan, const Inquiry& inquiry) {
    Subject subject;
    subject.blocks = plan.blocks;
    for (const Factor& factor : plan.factors) {
        subject.factors.push_back(factor.name);
        subject.grouped = subject.grouped || factor.columns.size() > 1;
    }
    subject.columns = plan.column_names;
    for (const std::size_t o : plan.outputs) {
        const kernels::Output& output = plan.instance->outputs()[o];
        if (output.kind != kernels::OutputKind::real) continue;
        const std::size_t entries = extent(*plan.instance, output);
        if (!output.dimension.empty()) {
            Family& family = subject.families.emplace_back(Family{output.name, {}});
            family.members.resize(entries);
            std::iota(family.members.begin(), family.members.end(), subject.outputs.size());
        }
        for (std::size_t e = 0; e < entries; ++e) {
            std::string name = output.name;
            if (!output.dimension.empty()) {
                const kernels::Dimension& dimension = dimension_of(*plan.instance, output);
                name = entry_name(name, dimension.labels, dimension.values, e);
            }
            subject.outputs.push_back(std::move(name));
            subject.units.push_back(output.unit);
        }
    }
    if (subject.outputs.empty()) {
        throw UserError(inquiry.where,
                        "[sensitivity]: none of the outputs is a real number (codes and indices "
                        "have no variance to share out)");
    }
    if (subject.blocks.kind == Blocks::Kind::single) {
        subject.blocks = interleaved(plan.blocks.count, subject.columns.size());
        subject.blocks.seed = plan.blocks.seed;
    }
    return subject;
}

Blocks interleaved(std::uint64_t scenarios, std::size_t columns) {
    constexpr std::uint64_t parts = 16;
    Blocks blocks;
    blocks.count = scenarios;
    blocks.factors = columns;
    if (scenarios >= 2 * parts * Blocks::turn) blocks.replicates = parts;
    return blocks;
}

const std::vector<std::string>& factors_of(const Subject& subject) {
    return subject.blocks.kind == Blocks::Kind::single ? subject.columns : subject.factors;
}

Intervals intervals_for(const Subject& subject, const Inquiry& inquiry) {
    const bool replicated = subject.blocks.replicates > 1;
    const bool is_fast = subject.blocks.kind == Blocks::Kind::fast;
    if (!inquiry.intervals) {
        if (replicated) return Intervals::replicates;
        return is_fast ? Intervals::none : Intervals::bootstrap;
    }
    switch (*inquiry.intervals) {
        case Intervals::replicates:
            if (!replicated) {
                refuse(inquiry, "\"replicates\" needs a design with replicates = 2 or more");
            }
            break;
        case Intervals::bootstrap:
            if (is_fast) {
                refuse(inquiry,
                       "\"bootstrap\" draws the points of a search curve anew, which is "
                       "none then (valid for fast: \"replicates\", \"none\")");
            }
            break;
        case Intervals::asymptotic:
            if (subject.blocks.kind != Blocks::Kind::saltelli) {
                refuse(inquiry, "\"asymptotic\" is for Sobol' indices (a saltelli design)");
            }
            break;
        case Intervals::none:
            break;
    }
    return *inquiry.intervals;
}

std::unique_ptr<const Moments> method_for(const Subject& subject, Intervals intervals,
                                          std::vector<double> centre) {
    switch (subject.blocks.kind) {
        case Blocks::Kind::saltelli:
            return sobol_indices(subject.blocks, intervals == Intervals::asymptotic);
        case Blocks::Kind::morris:
            return elementary_effects(subject.blocks, subject.grouped);
        case Blocks::Kind::fast:
            return fourier_amplitudes(subject.blocks);
        case Blocks::Kind::derivatives:
            return derivative_measures(subject.blocks);
        case Blocks::Kind::single:
            break;
    }
    std::vector<std::size_t> columns(subject.columns.size());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    return regression(subject.blocks, std::move(columns), std::move(centre));
}

}  // namespace entente::driver
