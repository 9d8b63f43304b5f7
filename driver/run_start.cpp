// SPDX-License-Identifier: Apache-2.0
#include "driver/run_start.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include "driver/allocation.hpp"
#include "driver/counted.hpp"
#include "driver/machine.hpp"
#include "driver/provenance.hpp"
#include "driver/run_identity.hpp"
#include "driver/user_error.hpp"
#include "results/segment_reader.hpp"

namespace entente::driver {
namespace {

std::string text_of(const results::Attributes& attributes, std::string_view name) {
    const auto* text = results::find<std::string>(attributes, name);
    return text == nullptr ? "" : *text;
}

// A line of the attribute `history`, as CF has it: when, and what was done. The job stands here,
// and not in attributes of its own, as it differs between runs that write the same file.
std::string history_line(const RunOptions& options) {
    const std::string command = text_of(options.attributes, "command_line");
    const std::string job = batch_job(surroundings());
    const Crew& crew = options.crew;
    return fmt::format("{}: {} on {} with {}{} ({}, {}){}{}", utc_now(),
                       command.empty() ? "run" : command, host_name(),
                       crew.ranks > 1 ? counted(crew.ranks, "rank") + " of " : "",
                       counted(crew.threads, "thread"), name(crew.backend), kernels::name(crew.isa),
                       job.empty() ? "" : ", ", job);
}

results::RunStart read_start(const results::PartialFolder& folder,
                             const results::Segment& segment) try {
    return results::SegmentReader(segment).start();
} catch (const std::runtime_error& error) {
    throw UserError(fmt::format("{}: --resume cannot go on with it: {} (--force begins anew)",
                                folder.folder().string(), error.what()));
}

}  // namespace

void check_new(const results::PartialFolder& folder) {
    std::error_code unknown;
    if (std::filesystem::exists(folder.file(), unknown) || !folder.segments().empty()) {
        throw UserError(folder.file().string() +
                        ": another run has written this file meanwhile (--force replaces it)");
    }
}

results::RunStart first_start(const Plan& plan, const RunOptions& options) {
    results::RunStart start{.identity = identity_of(plan, options.crew),
                            .attributes = provenance_of_start(plan, options.crew)};
    start.attributes.insert(start.attributes.end(), options.attributes.begin(),
                            options.attributes.end());
    if (const auto sum = table_checksum(start.identity))
        start.attributes.emplace_back("table_crc32", std::int64_t{*sum});
    start.attributes.emplace_back("history", history_line(options));
    return start;
}

results::RunStart earlier_start(const results::PartialFolder& folder, const Identity& now) {
    results::RunStart start;
    for (const results::Segment& segment : folder.segments()) {
        start = read_start(folder, segment);
        if (const auto what = difference(start.identity, now)) {
            throw UserError(
                fmt::format("{}: not of this run, so --resume cannot go on with it: {} "
                            "(--force begins anew)",
                            folder.folder().string(), *what));
        }
    }
    return start;
}

results::RunStart next_start(const results::PartialFolder& folder, const Plan& plan,
                             const RunOptions& options) {
    results::RunStart start = earlier_start(folder, identity_of(plan, options.crew));
    for (auto& [key, value] : start.attributes) {
        if (key == "history") {
            value = text_of(start.attributes, "history") + "\n" + history_line(options);
        }
    }
    return start;
}

}  // namespace entente::driver
