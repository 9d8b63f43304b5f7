// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/finished.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/counted.hpp"
#include "driver/run_identity.hpp"
#include "driver/sensitivity/stored.hpp"
#include "driver/sensitivity/turn_work.hpp"
#include "driver/user_error.hpp"
#include "results/analysis_file.hpp"
#include "results/reader.hpp"

namespace entente::driver {
namespace {

// Files that were written before this attribute was have none.
bool is_as_narrow(const results::Analysis& analysis, const Inquiry& inquiry) {
    const auto* width = results::find<double>(analysis.attributes, until_ci_attribute);
    return width != nullptr && inquiry.until_ci && *width <= *inquiry.until_ci;
}

// In a few words, or nothing.
std::optional<std::string> what_differs(const results::Analysis& analysis, const Plan& plan,
                                        const Inquiry& inquiry, const Crew& crew) {
    const auto* used = results::find<std::int64_t>(analysis.attributes, "blocks_used");
    const auto then = identity_of(analysis);
    if (!then || used == nullptr || *used < 0) return "it does not say of which";
    if (auto what = difference(*then, identity_without_tiles(plan, crew))) return what;
    const std::uint64_t blocks = Turns(plan).blocks();
    if (static_cast<std::uint64_t>(*used) >= blocks || is_as_narrow(analysis, inquiry)) return {};
    const auto* width = results::find<double>(analysis.attributes, until_ci_attribute);
    return fmt::format("it stopped after {} of {}{}", grouped(static_cast<std::uint64_t>(*used)),
                       counted(blocks, "block"),
                       width == nullptr ? "" : fmt::format(", at --until-ci {}", *width));
}

results::Analysis read(const std::filesystem::path& file) try {
    return results::read_analysis(file);
} catch (const std::runtime_error& error) {
    throw UserError(
        fmt::format("{}, so --resume cannot go on with it (--force begins anew)", error.what()));
}

}  // namespace

void check_finished(const std::filesystem::path& file, const Plan& plan, const Inquiry& inquiry,
                    const Crew& crew) {
    contained(file, [&] {
        if (const auto what = what_differs(read(file), plan, inquiry, crew)) {
            throw UserError(
                fmt::format("{}: complete, but not of this run, so --resume cannot go on with it: "
                            "{} (--force begins anew)",
                            file.string(), *what));
        }
        return 0;
    });
}

bool has_findings(const std::filesystem::path& file) try {
    const auto findings = findings_path(file);
    std::error_code unknown;
    if (!std::filesystem::exists(findings, unknown)) return false;
    return contained(findings, [&] {
               const results::Reader scenarios(file);
               const auto analysis = results::read_analysis(findings);
               const auto agree = [&](const char* name) {
                   const auto* then = results::find<std::string>(analysis.attributes, name);
                   const auto* now = results::find<std::string>(scenarios.attributes(), name);
                   return then != nullptr && now != nullptr && *then == *now;
               };
               return agree("history") && agree("start_time") && agree("end_time") ? 1 : 0;
           }) == 1;
} catch (const std::runtime_error&) {  // they cannot be read
    return false;
}

}  // namespace entente::driver
