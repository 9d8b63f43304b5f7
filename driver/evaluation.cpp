// SPDX-License-Identifier: Apache-2.0
#include "driver/evaluation.hpp"

#include <algorithm>
#include <memory>

#include "kernels/batch.hpp"

namespace entente::driver {
namespace {

// Scenarios that a kernel gets at once: their parameters and outputs stay in the second-level cache
// from the design to the kernel, and asking whether to give up costs nothing.
constexpr std::size_t batch_scenarios = 512;
static_assert(batch_scenarios % kernels::padding == 0);

// Columns for the outputs that the study asks for, and for no others.
kernels::Workspace output_columns(const Plan& plan, const std::vector<std::size_t>& offsets,
                                  std::size_t capacity) {
    const auto wanted = std::make_unique<bool[]>(offsets.back());
    for (const std::size_t o : plan.outputs) {
        std::fill(&wanted[offsets[o]], &wanted[offsets[o + 1]], true);
    }
    return {offsets.back(), capacity, {wanted.get(), offsets.back()}};
}

}  // namespace

Evaluation::Evaluation(const Plan& plan, kernels::Isa isa, std::size_t most)
    : plan_(plan),
      isa_(isa),
      offsets_(kernels::column_offsets(*plan.instance)),
      parameters_(plan.fixed.size(), std::min(batch_scenarios, most)),
      scratch_(1, plan.instance->scratch()),
      outputs_(output_columns(plan, offsets_, std::min(batch_scenarios, most))) {}

void Evaluation::compute(std::uint64_t first, std::size_t count) {
    plan_.fill(first, count, parameters_.columns(), count > filled_);
    filled_ = std::max(filled_, count);
    parameters_.pad(count);
    plan_.instance->evaluate(isa_, {.in = parameters_.columns(),
                                    .out = outputs_.columns(),
                                    .scenarios = count,
                                    .scratch = scratch_[0]});
}

std::uint64_t evaluation_memory(const Plan& plan, std::size_t most) {
    std::uint64_t columns = plan.fixed.size();
    for (const std::size_t o : plan.outputs) {
        columns += kernels::extent(*plan.instance, plan.instance->outputs()[o]);
    }
    const std::uint64_t scenarios = kernels::padded(std::min(batch_scenarios, most));
    return (columns * scenarios + plan.instance->scratch()) * sizeof(double);
}

}  // namespace entente::driver
