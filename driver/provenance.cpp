// SPDX-License-Identifier: Apache-2.0
#include "driver/provenance.hpp"

#include <string_view>

#include <fmt/format.h>

#include "driver/machine.hpp"
#include "entente_version.hpp"

namespace entente::driver {

std::string program_name() {
    return fmt::format("entente {} ({})", program_version, program_commit);
}

std::string compiler() {
    constexpr std::string_view version = __VERSION__;  // GCC gives its number alone
    const bool gcc = version.front() >= '0' && version.front() <= '9';
    return fmt::format("{}{}", gcc ? "GCC " : "", version);
}

results::Attributes provenance_of_start(const Plan& plan, const Crew& crew) {
    const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    results::Attributes list{{"program", "entente"},
                             {"program_version", program_version},
                             {"program_commit", program_commit},
                             {"compiler", compiler()},
                             {"host", host_name()},
                             {"cpu", cpu_model()},
                             {"isa", std::string(kernels::name(crew.isa))},
                             {"backend", std::string(name(crew.backend))},
                             {"threads", integer(crew.threads)},
                             {"scenarios_per_tile", integer(plan.tiling.scenarios_per_chunk())},
                             {"tiles", integer(plan.tiling.tiles())},
                             {"tiles_wanted", integer(plan.last_tile - plan.first_tile)},
                             {"scenarios", integer(plan.tiling.scenarios())},
                             {"scenarios_wanted", integer(plan.scenarios)},
                             {"start_time", utc_now()}};
    if (crew.ranks > 1) list.emplace_back("ranks", integer(crew.ranks));
    return list;
}

results::Attributes provenance_of_end(std::uint64_t scenarios, double seconds) {
    return {{"end_time", utc_now()},
            {"seconds", seconds},
            {"scenarios_computed", static_cast<std::int64_t>(scenarios)}};
}

}  // namespace entente::driver
