// SPDX-License-Identifier: Apache-2.0
#include "driver/ranks/ranks.hpp"

#include <exception>
#include <limits>

#include <fmt/format.h>

#include "driver/failure.hpp"
#include "driver/machine.hpp"

namespace entente::driver {
namespace {

// A rank and the status with which it fails, in one number: the least is that of the first rank.
constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
constexpr unsigned status_bits = 8;

std::uint64_t verdict(const Ranks& ranks, int status) {
    if (status == 0) return none;
    return (std::uint64_t{ranks.rank()} << status_bits) | static_cast<unsigned>(status);
}

}  // namespace

void together(Ranks& ranks, const std::function<void()>& action) {
    if (ranks.alone()) return action();
    Failure failure{};
    try {
        action();
    } catch (...) {
        failure = failure_of(std::current_exception());
    }
    const std::uint64_t mine = verdict(ranks, failure.status);
    const std::uint64_t first = ranks.least(mine);
    if (first == none) return;
    throw Failure{static_cast<int>(first & ((1U << status_bits) - 1)),
                  first == mine ? who(ranks) + failure.message : std::string()};
}

std::string who(const Ranks& ranks) {
    if (ranks.leads()) return "";
    return fmt::format("rank {} on {}: ", ranks.rank(), host_name());
}

}  // namespace entente::driver
