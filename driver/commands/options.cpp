// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/options.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"
#include "driver/machine.hpp"
#include "driver/model_joining.hpp"
#include "driver/ranks/lone_rank.hpp"
#include "driver/thread_affinity.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t most_threads = 4096;
constexpr std::uint64_t most_per_tile = 16777216;  // make_plan checks the same
constexpr auto most_scenarios =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

[[noreturn]] void refuse(std::string_view option, const std::string& why) {
    throw UserError(fmt::format("{}: {}", option, why));
}

std::optional<std::uint64_t> plain_count(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return count;
}

// "1e6", "2.5e5": exact, or nothing.
std::optional<std::uint64_t> exponent_count(std::string_view text) {
    constexpr double exact_limit = 9007199254740992.0;  // 2^53
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (!(value >= 0 && value <= exact_limit)) return std::nullopt;
    const auto count = static_cast<std::uint64_t>(value);
    if (static_cast<double>(count) != value) return std::nullopt;
    return count;
}

// Without the underscores between digits.
std::optional<std::string> without_separators(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool between = i > 0 && i + 1 < text.size() && text[i - 1] != '_';
        if (text[i] != '_') {
            digits += text[i];
        } else if (!between) {
            return std::nullopt;
        }
    }
    return digits;
}

Backend parse_known_backend(const std::string& text) {
    if (const auto backend = parse_backend(text)) return *backend;
    std::string names;
    for (const Backend backend : backends()) {
        names += (names.empty() ? "" : ", ") + std::string(name(backend));
    }
    refuse("--backend", fmt::format("'{}' is not a back end (valid: {})", text, names));
}

Placement parse_placement(const std::string& text, std::size_t threads, const Ranks& ranks) {
    const auto pinning = text.empty() ? Pinning::automatic : parse_pinning(text);
    if (!pinning) refuse("--pin", fmt::format("'{}' is unknown (valid: auto, on, off)", text));
    const bool asked = pinning == Pinning::on;
    if (*pinning == Pinning::off || (!asked && (openmp_binds() || has_one_node()))) return {};
    const auto cpus = usable_cpus();
    const std::size_t here = part_of(cpus, ranks.cpus()).size();
    if (asked && !cpus.empty() && threads > here) {
        refuse("--pin on", fmt::format("{} have no CPU each, as this process may use {} (ask for "
                                       "fewer threads, or --pin auto)",
                                       counted(threads, "thread"), here));
    }
    Placement placement = place(cpus, threads, *pinning, ranks.cpus());
    std::string_view why_not;
    if (asked && cpus.empty()) {
        why_not = "it is not known which this process has";
    } else if (!can_bind(placement)) {
        why_not = "the system does not let this process do so (--pin off does not ask)";
    }
    if (why_not.empty()) return placement;
    if (ranks.leads()) fmt::print(stderr, "warning: threads are not bound to CPUs: {}\n", why_not);
    return {};
}

void check_threads(std::size_t threads, Backend backend) {
    if (backend == Backend::serial && threads > 1) {
        refuse("--threads", "the serial back end has one thread");
    }
    const auto most = openmp_limits().in_all;
    if (backend == Backend::openmp && most && threads > most->cpus) {
        refuse("--threads", fmt::format("{} are more than OpenMP may have ({} is {})", threads,
                                        most->source, most->cpus));
    }
}

// NAME=VALUE at the first '='; what NAME and VALUE may be, the study says.
Override parse_override(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        refuse("--set", fmt::format("'{}' is not of the form NAME=VALUE", text));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

std::string names_of(std::span<const kernels::Isa> isas) {
    std::string names;
    for (const kernels::Isa isa : isas) {
        names += (names.empty() ? "" : ", ") + std::string(kernels::name(isa));
    }
    return names;
}

kernels::Isa parse_available_isa(const std::string& text) {
    const auto available = kernels::available_isas();
    const auto isa = kernels::parse_isa(text);
    if (!isa) {
        refuse("--isa", fmt::format("'{}' is not an instruction set (valid here: {})", text,
                                    names_of(available)));
    }
    if (std::find(available.begin(), available.end(), *isa) == available.end()) {
        refuse("--isa", fmt::format("this machine does not have {} (valid here: {})", text,
                                    names_of(available)));
    }
    return *isa;
}

std::uint64_t parse_count(std::string_view option, std::string_view text, std::uint64_t least,
                          std::uint64_t most) {
    std::optional<std::uint64_t> count;
    if (const auto digits = without_separators(text)) {
        count = plain_count(*digits);
        if (!count) count = exponent_count(*digits);
    }
    if (!count) {
        refuse(option,
               fmt::format("'{}' is not a whole number (valid: {} to {})", text, least, most));
    }
    if (*count < least || *count > most) {
        refuse(option, fmt::format("{} is out of range (valid: {} to {})", text, least, most));
    }
    return *count;
}

std::optional<std::chrono::seconds> parse_sync(const std::string& text) {
    if (text.empty()) return std::nullopt;
    constexpr std::uint64_t day = 86400;
    return std::chrono::seconds(parse_count("--sync", text, 0, day));
}

Shard parse_shard(std::string_view text) {
    if (text.empty()) return {};
    const auto slash = text.find('/');
    const auto index = plain_count(text.substr(0, slash));
    const auto count =
        slash == std::string_view::npos ? std::nullopt : plain_count(text.substr(slash + 1));
    if (!index || !count) {
        refuse("--shard", fmt::format("'{}' is not of the form I/N, as in 3/16", text));
    }
    if (*index < 1 || *index > *count) {
        refuse("--shard",
               fmt::format("{} is out of range (valid: 1/{} to {}/{})", text,
                           std::max<std::uint64_t>(*count, 1), std::max<std::uint64_t>(*count, 1),
                           std::max<std::uint64_t>(*count, 1)));
    }
    return {*index, *count};
}

CpuGrant default_threads(Backend backend, std::size_t sharers) {
    if (backend == Backend::serial) return {1, ""};
    CpuGrant least = cpu_grant(sharers);
    least.cpus = std::min<std::size_t>(least.cpus, most_threads);
    if (backend != Backend::openmp) return least;
    for (const auto& said : {openmp_limits().by_default, openmp_limits().in_all}) {
        if (said && said->cpus < least.cpus) least = *said;
    }
    return least;
}

Crew parse_crew(const CrewOptions& options) { return parse_crew(options, LoneRank()); }

Crew parse_crew(const CrewOptions& options, const Ranks& ranks) {
    Crew crew;
    crew.ranks = ranks.count();
    crew.backend = options.backend.empty() ? Backend::tbb : parse_known_backend(options.backend);
    crew.isa = options.isa.empty() ? kernels::widest_isa() : parse_available_isa(options.isa);
    if (!options.threads.empty()) {
        crew.threads =
            static_cast<std::size_t>(parse_count("--threads", options.threads, 1, most_threads));
        check_threads(crew.threads, crew.backend);
    } else {
        crew.threads = default_threads(crew.backend, ranks.cpus().count).cpus;
    }
    crew.placement = parse_placement(options.pin, crew.threads, ranks);
    return crew;
}

std::string described(const Crew& crew) {
    const Placement& placement = crew.placement;
    std::string bound;
    const bool one_each = placement.binds() && placement.seats.front().cpus.size() == 1;
    if (placement.nodes > 1 || (placement.binds() && !one_each)) {
        bound = ", on " + counted(std::min(placement.nodes, crew.threads), "NUMA node");
    }
    if (one_each) bound += ", one CPU each";
    const std::string ranks = crew.ranks > 1 ? counted(crew.ranks, "rank") + " of " : "";
    return fmt::format("{}{} ({}, {}{})", ranks, counted(crew.threads, "thread"),
                       name(crew.backend), kernels::name(crew.isa), bound);
}

std::map<std::string, int, std::less<>> parse_settings(const kernels::Model& model,
                                                       const std::vector<std::string>& set) {
    Study study;
    for (const std::string& text : set) {
        const auto [name, value] = parse_override(text);
        const Position where{"--set " + text};
        double number = 0;
        const auto [end, fault] =
            std::from_chars(value.data(), value.data() + value.size(), number);
        const bool is_number = fault == std::errc{} && end == value.data() + value.size();
        study.settings[name] = is_number ? SettingEntry{number, where} : SettingEntry{value, where};
    }
    return resolve_settings(study, model);
}

Plan read_plan(const StudyOptions& options) {
    Cut cut;
    if (!options.tile.empty()) {
        cut.scenarios_per_tile = parse_count("--tile", options.tile, 1, most_per_tile);
    }
    if (!options.limit.empty()) {
        cut.limit = parse_count("--limit", options.limit, 1, most_scenarios);
    }
    cut.shard = parse_shard(options.shard);
    std::vector<Override> overrides;
    for (const std::string& text : options.set) overrides.push_back(parse_override(text));
    return make_plan(read_study(options.study, overrides), cut);
}

double parse_share(std::string_view option, std::string_view text, double least, double most) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !(value >= least) ||
        !(value <= most)) {
        refuse(option, fmt::format("'{}' is not a number from {} to {}", text, least, most));
    }
    return value;
}

void check_room(std::uint64_t need, std::size_t processes) {
    const std::uint64_t have = available_memory() / processes;
    if (need < have) return;
    throw UserError(fmt::format(
        "the analysis needs {} of memory, more than there is ({}): ask for fewer outputs, fewer "
        "bootstrap replicates or fewer threads",
        byte_size(static_cast<double>(need)), byte_size(static_cast<double>(have))));
}

void check_memory(const Plan& plan, const Crew& crew, std::size_t processes) {
    const std::uint64_t need = run_memory(plan, crew);
    const std::uint64_t have = available_memory() / processes;
    if (need < have) return;
    throw UserError(fmt::format(
        "{} with tiles of {} {} {} of memory, more than there is "
        "({}): ask for fewer threads or smaller tiles",
        counted(crew.threads, "thread"), counted(plan.tiling.scenarios_per_chunk(), "scenario"),
        crew.threads == 1 ? "needs" : "need", byte_size(static_cast<double>(need)),
        byte_size(static_cast<double>(have))));
}

}  // namespace entente::driver
