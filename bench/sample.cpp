// SPDX-License-Identifier: Apache-2.0
#include "bench/sample.hpp"

#include <cmath>
#include <memory>
#include <span>

#include "driver/study.hpp"
#include "kernels/model.hpp"

namespace entente::bench {
namespace {

kernels::Workspace output_columns(const driver::Plan& plan, std::span<const std::size_t> offsets,
                                  std::size_t scenarios) {
    const auto wanted = std::make_unique<bool[]>(offsets.back());
    for (const std::size_t output : plan.outputs) {
        for (std::size_t c = offsets[output]; c < offsets[output + 1]; ++c) wanted[c] = true;
    }
    return {offsets.back(), scenarios, std::span<const bool>(wanted.get(), offsets.back())};
}

}  // namespace

Sample::Sample(const std::filesystem::path& study, std::size_t scenarios, std::uint64_t first)
    : plan_(driver::make_plan(driver::read_study(study))),
      scenarios_(scenarios),
      offsets_(kernels::column_offsets(*plan_.instance)),
      in_(plan_.instance->parameters().size(), scenarios),
      out_(output_columns(plan_, offsets_, scenarios)),
      scratch_(1, plan_.instance->scratch()),
      in_columns_(plan_.instance->parameters().size()),
      out_columns_(offsets_.back()) {
    plan_.fill(first, scenarios, in_.columns(), true);
    in_.pad(scenarios);
}

void Sample::evaluate(kernels::Isa isa, std::size_t first, std::size_t count) noexcept {
    for (std::size_t p = 0; p < in_columns_.size(); ++p) in_columns_[p] = in_[p] + first;
    for (std::size_t c = 0; c < out_columns_.size(); ++c) {
        out_columns_[c] = out_[c] == nullptr ? nullptr : out_[c] + first;
    }
    plan_.instance->evaluate(isa, {in_columns_.data(), out_columns_.data(), count, scratch_[0]});
}

double Sample::value(std::size_t output, std::size_t i) const noexcept {
    return out_.columns()[offsets_[plan_.outputs[output]]][i];
}

std::string Sample::disagreement(kernels::Isa isa, std::size_t scenarios) {
    evaluate(kernels::Isa::scalar, 0, scenarios);
    std::vector<std::vector<double>> expected;
    for (const double* column : out_columns_) {
        expected.emplace_back();
        if (column != nullptr) expected.back().assign(column, column + scenarios);
    }
    evaluate(isa, 0, scenarios);
    for (std::size_t output : plan_.outputs) {
        for (std::size_t c = offsets_[output]; c < offsets_[output + 1]; ++c) {
            for (std::size_t i = 0; i < scenarios; ++i) {
                const double value = expected[c][i];
                if (std::abs(out_[c][i] - value) <= 1e-9 * (1 + std::abs(value))) continue;
                return plan_.instance->outputs()[output].name + " of scenario " + std::to_string(i);
            }
        }
    }
    return "";
}

}  // namespace entente::bench
