// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/turn_work.hpp"

#include "driver/ieee_arithmetic.hpp"

namespace entente::driver {

TurnWork::TurnWork(const Plan& plan, kernels::Isa isa, bool keeps_inputs)
    : plan_(plan), turns_(plan), evaluation_(plan, isa, turns_.most_scenarios()) {
    for (const std::size_t o : plan.outputs) {
        if (plan.instance->outputs()[o].kind != kernels::OutputKind::real) continue;
        for (std::size_t c = 0; c < evaluation_.extent(o); ++c) {
            from_.push_back(evaluation_.output(o) + c);
        }
    }
    outputs_ = from_.size();
    if (keeps_inputs) {
        for (const std::size_t p : plan.varied) from_.push_back(evaluation_.parameters() + p);
    }
    values_.resize(from_.size() * turns_.most_scenarios());
    for (std::size_t c = 0; c < from_.size(); ++c) {
        columns_.push_back(values_.data() + c * turns_.most_scenarios());
    }
}

bool TurnWork::evaluate(std::uint64_t turn, std::atomic<std::uint64_t>& computed,
                        const std::function<bool()>& give_up) {
    const IeeeArithmetic ieee;
    const std::uint64_t first = turns_.first(turn) * plan_.blocks.scenarios;
    const std::size_t all = turns_.size(turn) * plan_.blocks.scenarios;
    for (std::size_t done = 0; done < all;) {
        if (give_up()) return false;
        const std::size_t count = std::min(all - done, evaluation_.capacity());
        evaluation_.compute(first + done, count);
        for (std::size_t c = 0; c < from_.size(); ++c) {
            std::copy_n(*from_[c], count, columns_[c] + done);
        }
        done += count;
        computed.fetch_add(count, std::memory_order_relaxed);
    }
    return true;
}

}  // namespace entente::driver
